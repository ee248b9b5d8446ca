/**
 * The escape search: calls all functions that application code can reach, under a policy that blocks everything, and prints the escapes.
 *
 *   npm run test:escapes -- --minutes 30 --runtime node24 --seed 7
 *
 * The state is kept in .escapes. A run with the same seed continues there. `--opened` disables the protections of the guard one by one, and prints the
 * escapes that the search then finds.
 */
import * as fs from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import { Runtime } from './guest';
import { runtimes, searched, searchedOpened } from './runner';
import { Progress } from './search';
import { openedTable, searchTable } from './table';
import { ShippedGuard } from '../escapes/shipped-guard';

const STATES = path.resolve(__dirname, '../../../.escapes');

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '2' }, runtime: { type: 'string', multiple: true }, seed: { type: 'string', default: '1' }, opened: { type: 'boolean', default: false } },
});

function numberOf(name: 'minutes' | 'seed'): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} is ${values[name]}; it has to be a number above 0`);
  return value;
}

function wanted(): Runtime[] {
  const all = runtimes();
  const named = values.runtime ?? all.map(({ name }) => name);
  return named.map((name) => {
    const found = all.find((runtime) => runtime.name === name);
    if (found === undefined) throw new Error(`--runtime is ${name}; here are ${all.map((runtime) => runtime.name).join(', ')}`);
    return found;
  });
}

async function main(): Promise<boolean> {
  const [seconds, seed] = [numberOf('minutes') * 60, numberOf('seed')];
  const chosen = wanted();
  const guard = new ShippedGuard();
  try {
    const all: Progress[] = [];
    for (const runtime of chosen) {
      const job = { runtime, guard: guard.folder, seconds, seed };
      if (values.opened) console.log(openedTable(await searchedOpened(job)));
      else all.push(await keepGoing(job));
    }
    if (!values.opened) console.log(searchTable(all));
    return all.every(({ escapes }) => escapes.length === 0);
  } finally {
    guard.remove();
  }
}

async function keepGoing(job: { runtime: Runtime; guard: string; seconds: number; seed: number }): Promise<Progress> {
  const state = path.join(STATES, `${job.runtime.name}-${job.seed}.json`);
  fs.mkdirSync(STATES, { recursive: true });
  const progress = fs.existsSync(state) ? JSON.parse(fs.readFileSync(state, 'utf8')) : undefined;
  return searched({ ...job, progress }, (now) => fs.writeFileSync(state, JSON.stringify(now)));
}

main().then(
  (held) => process.exit(held ? 0 : 1),
  (problem: Error) => {
    console.error(problem.message);
    process.exit(2);
  },
);
