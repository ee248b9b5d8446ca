/**
 * Measures how many runs the fuzzer needs to find planted bugs, with many seeds, and whether it reports anything for handlers without bugs. The same
 * handlers are fuzzed with Jazzer.js, json-schema-faker and Schemathesis. The cost of running a mapping template is measured, too.
 *
 *   npm run bench:fuzz [-- seeds]
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { reachedBranches } from './fuzz/aws-calls';
import { inProcess, SEEN_IN_PROCESS } from './fuzz/in-process';
import { FAKER, Hunt, JAZZER, Peers, Search } from './fuzz/peers';
import { schemaShares } from './fuzz/schemas';
import { installSchemathesis, schemathesisSearches, schemathesisVersion } from './fuzz/schemathesis';
import { templateCost } from './fuzz/templates';
import { CLEAN, PLANTED, PlantedHandler } from '../test/fuzz/planted/handlers';
import { PlantedScene } from '../test/fuzz/planted/planted';
import { UNSEEN_BUGS, UNSEEN_CLEAN } from '../test/fuzz/planted/unseen';
import { UnseenScene } from '../test/fuzz/planted/unseen-scene';

const SEEDS = Number(process.argv[2] ?? 50);
const RUNS = 1000;
/** The limits for peers: more runs, and fewer seeds, because their searches take longer. */
const FAKER_SEEDS = Math.min(SEEDS, 5);
const FAKER_RUNS = 10_000;
const JAZZER_RUNS = 20_000;

/** The searches for one bug, one for each seed. */
type Row = readonly Search[];

async function bench(scene: PlantedScene, folder: string): Promise<boolean> {
  console.log(`${PLANTED.length} planted bugs, ${SEEDS} seeds of at most ${RUNS} runs; handlers in processes of their own, under the runtime guard\n`);
  const start = performance.now();
  const rows = new Map<PlantedHandler, Row>();
  await inTwos(PLANTED, async (planted) => {
    const row = await scene.searches(planted, SEEDS, RUNS);
    rows.set(planted, row);
    console.log(`${planted.name.padEnd(32)} ${found(row)} of ${SEEDS}   median ${quantile(row, 0.5)}  worst ${quantile(row, 1)}   ${milliseconds(row)} ms a search`);
  });
  const all = [...rows.values()].flat();
  let wrong = 0;
  await inTwos(CLEAN, async (clean) => {
    const { findings } = await scene.fuzz({ ...clean, finds: 'growing-state' }, 1, RUNS);
    wrong += findings.length;
    if (findings.length > 0) console.log(`${clean.name}: ${findings.map(({ id, message }) => `${id}: ${message}`).join('; ')}`);
  });
  const missed = all.length - found(all);
  console.log(`\nmissed ${missed} of ${all.length}, median ${quantile(all, 0.5)} runs, worst ${quantile(all, 1)}; ${CLEAN.length} clean handlers of ${RUNS} runs each: ${wrong} findings`);
  console.log(`${Math.round((performance.now() - start) / 1000)} seconds. Memory that grows shows after 900 runs, and is then confirmed by 12,000 more.\n`);
  const { mapped, json } = templateCost();
  console.log(`Mapping templates: ${(mapped * 1000).toFixed(0)} microseconds for a request, ${(mapped / json).toFixed(1)} times what reading and writing it as JSON takes.\n`);
  const isFew = await besidePeers(scene, rows, folder);
  const isUnseen = await unseen();
  console.log('\nHandlers that call AWS at once, after the kind of public ones. Branches that ran with empty answers, and with those by models of services:\n');
  const reached = await reachedBranches(folder);
  console.log(`\n${reached.empty}% with empty answers, ${reached.made}% with made-up ones`);
  return missed === 0 && wrong === 0 && isFew && isUnseen && reached.made >= 70;
}

/** Fuzzes handlers that were not used to develop the fuzzer. */
async function unseen(): Promise<boolean> {
  const scene = new UnseenScene();
  const searches: (number | undefined)[] = [];
  let wrong = 0;
  for (const handler of [...UNSEEN_BUGS, ...UNSEEN_CLEAN]) {
    const { findings } = await scene.fuzz(handler, 100, RUNS, handler.finds);
    if (handler.finds) searches.push(findings.find(({ id }) => id === handler.finds)?.run);
    else wrong += findings.length;
  }
  scene.remove();
  const row = searches.map((runs): Search => ({ runs, milliseconds: 0 }));
  console.log(`\nUnseen: found ${found(row)} of ${row.length} planted bugs, median ${quantile(row, 0.5)} runs, worst ${quantile(row, 1)}; ${UNSEEN_CLEAN.length} clean handlers: ${wrong} findings`);
  return found(row) >= row.length * 0.95 && wrong === 0;
}

async function besidePeers(scene: PlantedScene, rows: ReadonlyMap<PlantedHandler, Row>, folder: string): Promise<boolean> {
  const peers = new Peers(folder);
  const compared = PLANTED.filter(({ name, finds }) => SEEN_IN_PROCESS.has(finds!) && name !== 'late rejection');
  console.log(`The ${compared.length} of them that show without a process of their own. What each is given:`);
  console.log('  this        the schema, and the words of the handler’s file');
  console.log(`  faker       ${FAKER}: the schema; every other value is changed at random in one place. ${FAKER_SEEDS} seeds of at most ${FAKER_RUNS} runs`);
  console.log(`  Jazzer.js   ${JAZZER}: one valid body to start from, the words of the schema and of the handler’s file as its
              dictionary, and what it sees of the handler itself: coverage and comparisons. 1 seed of at most ${JAZZER_RUNS} runs`);
  if (peers.jazzerProblem !== undefined) console.log(`              It can’t be loaded here: ${peers.jazzerProblem}`);
  console.log('Bodies that the schema rejects count as runs, for all of them. Times are those of a search, with the start of its processes.\n');
  console.log(`${''.padEnd(32)} ${['this', 'faker', 'Jazzer.js'].map((title) => title.padStart(18)).join('')}`);
  const table: { readonly own: number; readonly faker: number; readonly jazzer: number }[] = [];
  const [ownAll, fakerAll, jazzerAll]: Search[][] = [[], [], []];
  for (const planted of compared) {
    const hunt: Hunt = { root: scene.entryPoint(planted).fn!.root!, schema: planted.schema, finds: planted.finds! };
    const own = rows.get(planted)!.slice(0, FAKER_SEEDS);
    const faker: Search[] = [];
    for (let seed = 1; seed <= FAKER_SEEDS; seed += 1) faker.push(await peers.fakerSearch(hunt, inProcess(hunt.root, hunt.schema), seed, FAKER_RUNS));
    const jazzer = peers.jazzerProblem === undefined ? [await peers.jazzerSearch(hunt, 1, JAZZER_RUNS)] : [];
    ownAll.push(...own);
    fakerAll.push(...faker);
    jazzerAll.push(...jazzer);
    table.push({ own: runsOf(own, RUNS), faker: runsOf(faker, FAKER_RUNS), jazzer: runsOf(jazzer, JAZZER_RUNS) });
    console.log(`${planted.name.padEnd(32)} ${[own, faker, jazzer].map((row) => cell(row).padStart(18)).join('')}`);
  }
  console.log('');
  for (const [title, searches, most] of [['this', ownAll, RUNS], ['faker', fakerAll, FAKER_RUNS], ['Jazzer.js', jazzerAll, JAZZER_RUNS]] as const) {
    if (searches.length === 0) continue;
    const mean = searches.reduce((sum, { runs }) => sum + (runs ?? most), 0) / searches.length;
    console.log(`${title.padEnd(10)} found ${found(searches)} of ${searches.length}; median ${quantile(searches, 0.5, most)}, worst ${quantile(searches, 1, most)}, mean ${Math.round(mean)} runs; median ${milliseconds(searches)} ms`);
  }
  const ratios = (peer: 'faker' | 'jazzer') => {
    const times = table.map((row) => row[peer] / row.own).sort((a, b) => a - b);
    const total = table.reduce((sum, row) => sum + row[peer], 0) / table.reduce((sum, { own }) => sum + own, 0);
    return { total, text: `${total.toFixed(0)} times the runs over all handlers; by handler median ${times[Math.floor(times.length / 2)].toFixed(1)}, least ${times[0].toFixed(1)} (what was not found counts with the runs that were made)` };
  };
  console.log(`\nfaker takes ${ratios('faker').text}`);
  if (jazzerAll.length > 0) console.log(`Jazzer.js takes ${ratios('jazzer').text}`);
  await besideSchemathesis(scene, compared, installSchemathesis(folder));
  const { satisfiable, ours, faker, fakerSome } = await schemaShares(peers);
  console.log(`\ndraft-04 of the JSON-Schema-Test-Suite, ${satisfiable} schemas that have valid values: all 20 draws valid for ${ours} here; faker for ${faker}, and some for ${fakerSome} more`);
  return ours === satisfiable && ratios('faker').total >= 10 && (jazzerAll.length === 0 || ratios('jazzer').total >= 10);
}

/** Runs Schemathesis on the same handlers behind HTTP, with as many examples as runs. */
async function besideSchemathesis(scene: PlantedScene, compared: readonly PlantedHandler[], program: string): Promise<void> {
  const served = compared.map((planted) => ({
    send: inProcess(scene.entryPoint(planted).fn!.root!, planted.schema),
    schema: planted.schema,
    finds: planted.finds!,
  }));
  const searches = await schemathesisSearches(program, served, RUNS, 1);
  const missed = compared.filter((_, index) => searches[index].runs === undefined).map(({ name }) => name);
  console.log(`\n${schemathesisVersion(program)}, ${RUNS} examples for each: found ${found(searches)} of ${searches.length}; median ${quantile(searches, 0.5)} runs; missed ${missed.join(', ') || 'none'}`);
}

/** Works on two items at a time. */
async function inTwos<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

function found(row: Row): number {
  return row.filter(({ runs }) => runs !== undefined).length;
}

function quantile(row: Row, share: number, most = RUNS): string {
  const sorted = row.map(({ runs }) => runs ?? Infinity).sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === Infinity ? `>${most}` : String(value);
}

/** Returns the median. A search that found nothing counts with the maximum number of runs. */
function runsOf(row: Row, most: number): number {
  const sorted = row.map(({ runs }) => runs ?? most).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function milliseconds(row: Row): number {
  const sorted = row.map((search) => search.milliseconds).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)]);
}

function cell(row: Row): string {
  return row.length === 0 ? '-' : `${found(row) === 0 ? 'none' : quantile(row, 0.5, FAKER_RUNS)} ${`${milliseconds(row)} ms`.padStart(9)}`;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-fuzz-bench-'));
const scene = new PlantedScene();
bench(scene, folder)
  .finally(() => {
    scene.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  })
  .then(
    (isGood) => (process.exitCode = isGood ? 0 : 1),
    (error: Error) => {
      console.error(error.stack);
      process.exitCode = 1;
    },
  );
