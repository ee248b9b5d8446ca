/** Runs in the namespaces: `inside.ts JOB`, with the job as JSON. Writes its results to stdout, as one line of JSON for each step. */
import { OpenedGuards } from './opened-guard';
import { Progress, search, SearchOptions } from './search';
import { SWITCHES } from './switches';

/** A search; or for each protection of the guard, a search without this protection that ends with the first escape. */
export interface Job extends Omit<SearchOptions, 'save' | 'first'> {
  readonly opened: boolean;
}

/** Result of a search with a disabled protection. */
export interface Opened {
  readonly name: string;
  readonly progress: Progress;
}

const tell = (value: Progress | Opened) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function opened(job: Job): Promise<void> {
  const guards = new OpenedGuards();
  await guards.compile();
  for (const { name, language, edits } of SWITCHES) {
    if (language !== job.runtime.language) continue;
    tell({ name, progress: await search({ ...job, guard: await guards.without(edits), first: true }) });
  }
  guards.remove();
}

async function main(job: Job): Promise<void> {
  if (job.opened) await opened(job);
  else tell(await search({ ...job, save: tell }));
}

main(JSON.parse(process.argv[2])).then(
  () => process.exit(0),
  (problem) => {
    console.error(problem);
    process.exit(1);
  },
);
