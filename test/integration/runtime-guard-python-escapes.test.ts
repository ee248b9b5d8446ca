import { pythonReleases } from './python-releases';
import { knownLeftovers } from '../runtime-guard/escapes/leftovers';
import { AIMS, applicable, EscapeResults, named, Outcome, PolicyName } from '../runtime-guard/escapes/results';
import { runEscapes } from '../runtime-guard/escapes/runner';
import { launcher } from '../runtime-guard/launcher/launcher';
import { GUARD } from '../runtime-guard/native/guarded';

const FAILURES: readonly Outcome[] = ['escaped', 'unseen', 'altered', 'crashed', 'hung'];
/** What may get through nowhere under `strict`. */
const NEVER = ['childProcess', 'nativeAddon', 'network', 'fileWrite', 'processMemory'];

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
    expect(named(results, policy, ...FAILURES).sort()).toEqual(knownLeftovers('python', python.minor, policy));
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
