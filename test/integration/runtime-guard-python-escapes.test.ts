import { isByChance, knownLeftovers } from '../runtime-guard/escapes/leftovers';
import { MatrixOptions } from '../runtime-guard/escapes/matrix';
import { AIMS, applicable, EscapeResults, named, Outcome } from '../runtime-guard/escapes/results';
import { runEscapes } from '../runtime-guard/escapes/runner';
import { launcher } from '../runtime-guard/launcher/launcher';
import { GUARD } from '../runtime-guard/native/guarded';
import { pythonReleases } from '../tools/python-releases';

const FAILURES: readonly Outcome[] = ['escaped', 'unseen', 'altered', 'crashed', 'hung'];
/** Categories that `strict` must block everywhere. */
const NEVER = ['childProcess', 'nativeAddon', 'network', 'fileWrite', 'processMemory'];

const EVERYTHING: MatrixOptions['policies'] = {
  plain: ['strict', 'standard', 'alertOnly'], lambda: ['strict', 'standard', 'alertOnly'], root: ['strict', 'standard', 'alertOnly'],
};

/** As for Node.js: everything runs on request only, the newest release gets each policy once, and the others the strictest one. */
const releases = pythonReleases();
const policiesFor = (minor: string): MatrixOptions['policies'] => {
  if (process.env.SEC3_ALL_ESCAPES === '1') return EVERYTHING;
  const newest = minor === releases[releases.length - 1].minor;
  return newest ? { plain: ['strict'], lambda: ['standard', 'alertOnly'], root: ['strict'] } : { plain: [], lambda: ['strict'] };
};

describe.each(releases.map((python) => [python.minor, python] as const))('Python %s', (_, python) => {
  const policies = policiesFor(python.minor);
  const names = [...new Set(Object.values(policies).flat())];
  let results: EscapeResults;

  beforeAll(() => {
    results = runEscapes({
      language: 'python',
      interpreter: python.binary,
      guard: GUARD,
      launcher: launcher(),
      policies,
      parallel: 4,
    });
    console.info(`Python ${results.version}: ${applicable(results).length} attacks (${results.seconds} s)`);
  }, 30 * 60_000);

  test('attacks of every kind succeed without the guard', () => {
    const tried = applicable(results);
    expect(tried.length).toBeGreaterThanOrEqual(220);
    for (const aim of AIMS.filter((each) => each !== 'worker')) expect(tried.filter((attack) => attack.aim === aim).length).toBeGreaterThanOrEqual(4);
  });

  test.each(names)('%s: attacks that escape, go unreported or break a program are exactly the known ones', (policy) => {
    const certain = named(results, policy, ...FAILURES).filter((name) => !isByChance(name, 'python', python.minor, policy));
    expect(certain.sort()).toEqual(knownLeftovers('python', python.minor, policy));
  });

  test('strict: no child process, native code, connection, file access or memory access escapes, and at most four other attacks', () => {
    const through = named(results, 'strict', 'escaped');
    expect(results.attacks.filter(({ name, aim }) => NEVER.includes(aim) && through.includes(name))).toEqual([]);
    expect(through.length).toBeLessThanOrEqual(4);
  });

  test('programs work as without a guard', () => {
    expect(results.programs).toBeGreaterThanOrEqual(14);
    expect(results.broken).toEqual([]);
  });
});
