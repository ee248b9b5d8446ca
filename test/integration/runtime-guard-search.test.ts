import { spawnSync } from 'child_process';
import { ShippedGuard } from '../runtime-guard/escapes/shipped-guard';
import { launcher } from '../runtime-guard/launcher/launcher';
import { runtimes, searched, searchedOpened } from '../runtime-guard/search/runner';
import { SWITCHES } from '../runtime-guard/search/switches';
import { openedTable, searchTable } from '../runtime-guard/search/table';
import { NOT_TRACEABLE, tracer } from '../runtime-guard/search/tracer/tracer';

jest.setTimeout(1_800_000);

/** Time limit of a search here; longer searches run with `npm run test:escapes`. */
const SECONDS = 20;
/** Enough calls for each function in each shape, and some more. */
const MOST_CASES = 8_000;
const SEARCHED = runtimes().filter(({ name, language }) => name === 'node24' || (language === 'python' && name === runtimes().at(-1)!.name));

const guard = new ShippedGuard();
afterAll(() => guard.remove());

test.each(SEARCHED.map((runtime) => [runtime.name, runtime] as const))('%s: the search finds no escape', async (_, runtime) => {
  const progress = await searched({ runtime, guard: guard.folder, seconds: SECONDS, seed: 1 });
  console.info(searchTable([progress]));
  expect(progress.escapes).toEqual([]);
  expect(progress.calls).toBeGreaterThan(100);
  expect(progress.functions).toBeGreaterThan(3000);
});

test.each(SEARCHED.map((runtime) => [runtime.name, runtime] as const))('%s: the search finds an escape if one protection is switched off', async (_, runtime) => {
  const opened = await searchedOpened({ runtime, guard: guard.folder, seconds: 240, cases: MOST_CASES, seed: 1 });
  console.info(openedTable(opened));
  const tried = SWITCHES.filter(({ language }) => language === runtime.language);
  expect(opened.map(({ name }) => name)).toEqual(tried.map(({ name }) => name));
  expect(opened.filter(({ progress }) => progress.escapes.length === 0).map(({ name }) => name)).toEqual([]);
});

test('fails with a message if processes can’t be traced', () => {
  const { status, stderr } = spawnSync(launcher(), [tracer(), '/dev/null', '/none', '/none', '3', 'all', 'true'], { encoding: 'utf8' });
  expect(status).toBe(NOT_TRACEABLE);
  expect(stderr).toBe('tracer: ptrace: Operation not permitted\n');
});
