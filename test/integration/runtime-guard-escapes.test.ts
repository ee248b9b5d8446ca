import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { isByChance, knownLeftovers } from '../runtime-guard/escapes/leftovers';
import { MatrixOptions } from '../runtime-guard/escapes/matrix';
import { AIMS, applicable, EscapeResults, named, Outcome, PolicyName } from '../runtime-guard/escapes/results';
import { runEscapes } from '../runtime-guard/escapes/runner';
import { ShippedGuard } from '../runtime-guard/escapes/shipped-guard';
import { launcher } from '../runtime-guard/launcher/launcher';
import { NODE_MAJORS, nodeBinary } from '../tools/node-releases';

const FAILURES: readonly Outcome[] = ['escaped', 'unseen', 'altered', 'crashed', 'hung'];
/** Categories that `strict` must block everywhere. */
const NEVER = ['childProcess', 'nativeAddon', 'network', 'fileWrite', 'processMemory'];

/**
 * All policies in all places take minutes for each version of Node.js, so they only run on request. Otherwise the newest version on Lambda gets each
 * policy once, and the others the strictest one.
 */
const EVERYTHING: MatrixOptions['policies'] = {
  plain: ['strict', 'standard', 'alertOnly'], lambda: ['strict', 'standard', 'alertOnly'], root: ['strict', 'standard', 'alertOnly'],
};
const EACH: MatrixOptions['policies'] = { plain: ['strict'], lambda: ['standard', 'alertOnly'], root: ['strict'] };
const STRICTEST: MatrixOptions['policies'] = { plain: [], lambda: ['strict'] };
const policiesFor = (major: number) => (process.env.SEC3_ALL_ESCAPES === '1' ? EVERYTHING : major === 24 ? EACH : STRICTEST);

const guard = new ShippedGuard();

afterAll(() => {
  guard.remove();
});

test('without a guard, all attacks are detected', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-no-guard-'));
  try {
    fs.writeFileSync(path.join(folder, 'wrapper'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
    const { attacks } = runEscapes({
      language: 'node',
      interpreter: process.execPath,
      guard: folder,
      launcher: launcher(),
      only: '^(process: exec|memory: /proc/self/mem|network: fetch|dns: dns.resolve4|native: process.dlopen|files: writeFileSync|source: readFileSync|code: Function|worker: of a file|inspector: Session, Runtime.evaluate)$',
      policies: { plain: ['strict', 'alertOnly'], lambda: ['strict'] },
      parallel: 2,
    });
    expect(attacks.map(({ aim }) => aim).sort()).toEqual([...AIMS, 'network'].sort());
    for (const { runs } of attacks) expect(runs.map(({ outcome }) => outcome)).toEqual(['escaped', 'unseen', 'escaped']);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

describe.each(NODE_MAJORS)('Node %i', (major) => {
  const policies = policiesFor(major);
  const names = [...new Set(Object.values(policies).flat())];
  let results: EscapeResults;

  beforeAll(() => {
    results = runEscapes({
      language: 'node',
      interpreter: nodeBinary(major),
      guard: guard.folder,
      launcher: launcher(),
      policies,
      parallel: 4,
    });
    console.info(summary(results, names));
  }, 30 * 60_000);

  test('attacks of every kind succeed without the guard', () => {
    const tried = applicable(results);
    expect(tried.length).toBeGreaterThanOrEqual(300);
    for (const aim of AIMS) expect(tried.filter((attack) => attack.aim === aim).length).toBeGreaterThanOrEqual(5);
  });

  test.each(names)('%s: attacks that escape, go unreported or break a program are exactly the known ones', (policy) => {
    expect(problems(results, policy, major)).toEqual(knownLeftovers('node', String(major), policy));
  });

  test('strict: no child process, native code, connection, file access or memory access escapes, and at most two other attacks', () => {
    const through = named(results, 'strict', 'escaped');
    expect(results.attacks.filter(({ name, aim }) => NEVER.includes(aim) && through.includes(name)).map(({ name }) => name)).toEqual([]);
    expect(through.length).toBeLessThanOrEqual(2);
  });

  test.each(names)('%s: no attack crashes or hangs the runtime', (policy) => {
    expect(named(results, policy, 'crashed', 'hung')).toEqual([]);
  });

  test('programs work under every policy', () => {
    expect(results.programs).toBeGreaterThanOrEqual(20);
    expect(results.broken).toEqual([]);
  });
});

/** Returns the names of escapes, sorted; unknown ones with their message. */
function problems(results: EscapeResults, policy: PolicyName, major: number): string[] {
  const found = results.attacks.flatMap(({ name, runs }) =>
    runs.filter((run) => run.policy === policy && FAILURES.includes(run.outcome)).map(({ place, outcome, detail }) => ({ name, text: `${name}: ${outcome} (${place}): ${detail}` })),
  );
  const known = knownLeftovers('node', String(major), policy);
  const certain = found.filter(({ name }) => !isByChance(name, 'node', String(major), policy));
  return [...new Set(certain.map(({ name, text }) => (known.includes(name) ? name : text)))].sort();
}

function summary(results: EscapeResults, policies: readonly PolicyName[]): string {
  const left = policies.map((policy) => `${named(results, policy, ...FAILURES).length} under ${policy}`);
  return `Node ${results.version}: of ${applicable(results).length} attacks that succeed without the guard, left ${left.join(', ')} (${results.seconds} s)`;
}
