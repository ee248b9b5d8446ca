/**
 * How many runs it takes until planted bugs are found, over many seeds, and whether anything is found in handlers that have none.
 *
 *   npm run bench:fuzz [-- seeds]
 */
import * as path from 'path';
import { CLEAN, PLANTED, PlantedHandler } from '../test/inbound-events/fuzz/planted/handlers';
import { PlantedScene } from '../test/inbound-events/fuzz/planted/planted';

const SEEDS = Number(process.argv[2] ?? 50);
const RUNS = 1000;

interface Row {
  readonly name: string;
  readonly found: number;
  readonly runs: readonly number[];
  readonly milliseconds: number;
}

async function bench(): Promise<boolean> {
  const scene = new PlantedScene();
  try {
    const rows: Row[] = [];
    for (const planted of PLANTED) {
      const row = await search(scene, planted);
      rows.push(row);
      const { name, found, runs, milliseconds } = row;
      console.log(`${name.padEnd(32)} ${String(found).padStart(3)} of ${SEEDS}   median ${at(runs, 0.5)}  worst ${at(runs, 1)}   ${Math.round(milliseconds)} ms a search`);
    }
    let wrong = 0;
    for (const clean of CLEAN) {
      const { findings } = await scene.fuzz({ ...clean, finds: 'growing-state' }, 1, RUNS);
      wrong += findings.length;
      if (findings.length > 0) console.log(`${clean.name}: ${findings.map(({ id, message }) => `${id}: ${message}`).join('; ')}`);
    }
    const all = rows.flatMap(({ runs }) => runs).sort((a, b) => a - b);
    const missed = rows.reduce((sum, { found }) => sum + SEEDS - found, 0);
    console.log(`\n${PLANTED.length} planted bugs, ${SEEDS} seeds: missed ${missed}, median ${at(all, 0.5)} runs, worst ${at(all, 1)}; ${CLEAN.length} clean handlers: ${wrong} findings`);
    return missed === 0 && wrong === 0;
  } finally {
    scene.remove();
  }
}

async function search(scene: PlantedScene, planted: PlantedHandler): Promise<Row> {
  const runs: number[] = [];
  const start = process.hrtime.bigint();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { findings } = await scene.fuzz(planted, seed * 1000, RUNS, planted.finds);
    const first = findings.find(({ id }) => id === planted.finds);
    if (first) runs.push(first.run);
  }
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6 / SEEDS;
  return { name: planted.name, found: runs.length, runs: runs.sort((a, b) => a - b), milliseconds };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

console.log(`${path.basename(__filename)}: ${SEEDS} seeds of at most ${RUNS} runs`);
bench().then(
  (isGood) => (process.exitCode = isGood ? 0 : 1),
  (error: Error) => {
    console.error(error.stack);
    process.exitCode = 1;
  },
);
