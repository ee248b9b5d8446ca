import { pythonReleases } from './python-releases';
import { AIMS, applicable, EscapeResults, named, Outcome, PolicyName } from '../runtime-guard/escapes/results';
import { runEscapes } from '../runtime-guard/escapes/runner';
import { launcher } from '../runtime-guard/launcher/launcher';
import { GUARD } from '../runtime-guard/native/guarded';

const FAILURES: readonly Outcome[] = ['escaped', 'unseen', 'altered', 'crashed', 'hung'];
/** What may get through nowhere under `strict`. */
const NEVER = ['childProcess', 'nativeAddon', 'network', 'fileWrite', 'processMemory'];

/** What is known to get through, or to go unreported where the policy alerts; held to the truth in both directions. */
const LEFTOVERS: readonly { readonly name: string; readonly policies: readonly PolicyName[]; readonly reason: string }[] = [
  {
    name: 'code: a data class with a field that is no name',
    policies: ['strict', 'standard', 'alertOnly'],
    reason: 'modules that are imported late have data classes, which the standard library makes by exec',
  },
  {
    name: "source: a module that is not loaded yet, by a loader of our own in the import system's own hands",
    policies: ['strict', 'standard', 'alertOnly'],
    reason: 'a module that nobody has loaded may be imported late, and whoever imports it may look at it',
  },
  {
    name: 'source: a line at a time, by tracebacks of our own making',
    policies: ['standard', 'alertOnly'],
    reason: 'errors that are logged with their tracebacks raise no alarm; where reading is blocked, this is too',
  },
  {
    name: 'network: a DNS query to the name server, connected',
    policies: ['alertOnly'],
    reason: 'connecting to the name server is what the resolver does too, and write() is not watched; under block, the connection is refused',
  },
  {
    name: 'network: a query for an allowed name with a token as its id and flags',
    policies: ['alertOnly'],
    reason: 'as before, by writev()',
  },
];

describe.each(pythonReleases().map((python) => [python.minor, python] as const))('Python %s', (_, python) => {
  let results: EscapeResults;

  beforeAll(() => {
    results = runEscapes({
      language: 'python',
      interpreter: python.binary,
      guard: GUARD,
      launcher: launcher(),
      policies: { plain: ['standard', 'alertOnly'], lambda: ['strict'] },
      parallel: 2,
    });
  }, 30 * 60_000);

  test('attacks of every kind succeed without the guard', () => {
    const tried = applicable(results);
    expect(tried.length).toBeGreaterThanOrEqual(220);
    for (const aim of AIMS.filter((each) => each !== 'worker')) expect(tried.filter((attack) => attack.aim === aim).length).toBeGreaterThanOrEqual(4);
  });

  test.each<PolicyName>(['strict', 'standard', 'alertOnly'])('%s: what gets through, goes unreported or breaks is what is known to', (policy) => {
    const known = LEFTOVERS.filter(({ policies }) => policies.includes(policy)).map(({ name }) => name);
    expect(named(results, policy, ...FAILURES).sort()).toEqual(known.sort());
  });

  test('strict: no child process, native code, connection, file or memory gets through, and at most two of the rest', () => {
    const through = named(results, 'strict', 'escaped');
    expect(results.attacks.filter(({ name, aim }) => NEVER.includes(aim) && through.includes(name))).toEqual([]);
    expect(through.length).toBeLessThanOrEqual(2);
  });

  test('ordinary programs do what they do without a guard', () => {
    expect(results.programs).toBeGreaterThanOrEqual(14);
    expect(results.broken).toEqual([]);
  });
});
