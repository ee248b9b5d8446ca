/**
 * Breaks secure apps in every way that the tables and the facts of AWS provide, one change at a time. SEC3_MUTATIONS sets the number of tried changes
 * of each kind, and SEC3_MUTATIONS_SEED the seed; 0 tries all.
 */
import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { SMALL_APPS } from './apps';
import { APIS, dropped } from './classes/apis';
import { BESIDE } from './classes/beside';
import { CALLERS } from './classes/callers';
import { EVERYWHERE } from './classes/everywhere';
import { INJECTION } from './classes/injection';
import { MENDED } from './classes/mended';
import { PAYLOADS } from './classes/payloads';
import { PERMISSIONS } from './classes/permissions';
import { PRINCIPALS } from './classes/principals';
import { awareness, RUNTIME } from './classes/runtime';
import { SECRETS } from './classes/secrets';
import { WEB_ACLS } from './classes/web-acls';
import { App, Judge, Mutation, saidOf, Verdict } from './mutation';
import { qualify } from '../../../lib/gate';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { cdkSynth } from '../../e2e/cdk';

const OF_EACH_KIND = Number(process.env.SEC3_MUTATIONS ?? 8);
const SEED = Number(process.env.SEC3_MUTATIONS_SEED ?? Date.now() % 1e6);

/** Required share of found mutations. */
const GOAL = 0.95;

/** Practices that the small apps lack: they have neither feeds nor reviews. */
const LEFT_OUT = /^(\w[\w-]* Sec3-(AwarenessFeedSubscribed|SbomPresent|Dependenc\w+|InspectorEnabled|CodeSigningEnforced|(Endpoint|EventSource)Fuzzed) |.* Sam\/)/;

jest.setTimeout(1_800_000);

let apps: { readonly [name: string]: App };

beforeAll(() => {
  const { outdir } = cdkSynth(path.resolve(__dirname, '../../../examples/orders/app.ts'), ['-c', 'reservedConcurrency=20']);
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(outdir, `${name}.template.json`), 'utf8'));
  apps = { ...SMALL_APPS, orders: { Orders: read('Orders'), Security: read('Security') } };
});

test.each(Object.keys(SMALL_APPS))('app %s has no findings before it is changed', (name) => {
  expect([...saidOf(SMALL_APPS[name])].filter((line) => !LEFT_OUT.test(line))).toEqual([]);
});

test('each mutation of an app is found', () => {
  const judge = new Judge(apps);
  const all: readonly Mutation[] = [
    ...SECRETS, ...PRINCIPALS, ...PERMISSIONS, ...INJECTION, ...CALLERS, ...APIS, ...RUNTIME, ...WEB_ACLS, ...PAYLOADS, ...BESIDE,
    ...EVERYWHERE, ...MENDED,
    ...awareness(apps.orders),
    ...Object.entries(apps).flatMap(([name, app]) => dropped(name, app)),
  ];
  const verdicts = new Map<string, { readonly [verdict in Verdict]: string[] }>();
  const judged = [...groups(all)].flatMap(([kind, of]) => sampled(of).map((mutation) => {
    const counts = verdicts.get(kind) ?? { found: [], undetermined: [], missed: [] };
    verdicts.set(kind, counts);
    const verdict = judge.verdict(mutation);
    counts[verdict].push(mutation.name);
    return verdict;
  }));
  const without = SEC3_RULES.map(({ id }) => qualify(id)).filter((id) => !judge.found.has(id));
  const found = judged.filter((verdict) => verdict === 'found').length;
  console.info(report(verdicts, `${found} of ${judged.length} found (${((100 * found) / judged.length).toFixed(1)}%); ${all.length} in all, seed ${SEED}`));
  expect(all.length).toBeGreaterThan(1500);
  expect([...verdicts.values()].filter((counts) => Object.values(counts).flat().length < 5)).toEqual([]);
  expect(found / judged.length).toBeGreaterThanOrEqual(GOAL);
  // A sample leaves some rules out.
  if (OF_EACH_KIND === 0) expect(without).toEqual([]);
});

function groups(all: readonly Mutation[]): Map<string, Mutation[]> {
  const byKind = new Map<string, Mutation[]>();
  for (const mutation of all) byKind.set(mutation.kind, [...(byKind.get(mutation.kind) ?? []), mutation]);
  return byKind;
}

function sampled(of: readonly Mutation[]): readonly Mutation[] {
  if (OF_EACH_KIND === 0 || of.length <= OF_EACH_KIND) return of;
  return fc.sample(fc.shuffledSubarray([...of], { minLength: OF_EACH_KIND, maxLength: OF_EACH_KIND }), { seed: SEED, numRuns: 1 })[0];
}

function report(verdicts: ReadonlyMap<string, { readonly [verdict in Verdict]: string[] }>, summary: string): string {
  const lines = [...verdicts].flatMap(([kind, { found, undetermined, missed }]) => [
    `${kind}: ${found.length} found, ${undetermined.length} undetermined, ${missed.length} missed`,
    ...undetermined.map((name) => `  undetermined: ${name}`),
    ...missed.map((name) => `  missed: ${name}`),
  ]);
  return [...lines, summary].join('\n');
}
