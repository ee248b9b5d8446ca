import { spawnSync } from 'child_process';
import { ShippedGuard } from '../runtime-guard/escapes/shipped-guard';
import { launcher } from '../runtime-guard/launcher/launcher';
import { runtimes, searched, searchedOpened } from '../runtime-guard/search/runner';
import { SWITCHES } from '../runtime-guard/search/switches';
import { openedTable, searchTable } from '../runtime-guard/search/table';
import { NOT_TRACEABLE, tracer } from '../runtime-guard/search/tracer/tracer';

jest.setTimeout(1_800_000);

/** What a search may cost here; who wants more asks for it, by npm run test:escapes. */
const SECONDS = 20;
const MOST_CASES = 12_000;
const SEARCHED = runtimes().filter(({ name, language }) => name === 'node24' || (language === 'python' && name === runtimes().at(-1)!.name));

const guard = new ShippedGuard();
afterAll(() => guard.remove());

test.each(SEARCHED.map((runtime) => [runtime.name, runtime] as const))('%s: nothing gets through', async (_, runtime) => {
  const progress = await searched({ runtime, guard: guard.folder, seconds: SECONDS, seed: 1 });
  console.info(searchTable([progress]));
  expect(progress.escapes).toEqual([]);
  expect(progress.calls).toBeGreaterThan(100);
  expect(progress.functions).toBeGreaterThan(3000);
});

// In Python this takes longer than tests may: npm run test:escapes -- --opened does it.
const IN_NODE = SEARCHED.filter(({ language }) => language === 'node').map((runtime) => [runtime.name, runtime] as const);
test.each(IN_NODE)('%s: with a protection switched off, something does', async (_, runtime) => {
  const opened = await searchedOpened({ runtime, guard: guard.folder, seconds: 120, cases: MOST_CASES, seed: 1, rare: false });
  console.info(openedTable(opened));
  const tried = SWITCHES.filter(({ language, rare }) => language === runtime.language && !rare);
  expect(opened.map(({ name }) => name)).toEqual(tried.map(({ name }) => name));
  expect(opened.filter(({ progress }) => progress.escapes.length === 0).map(({ name }) => name)).toEqual([]);
});

test('where processes may not be traced, it fails and says so', () => {
  const { status, stderr } = spawnSync(launcher(), [tracer(), '/dev/null', '/none', '/none', '3', 'true'], { encoding: 'utf8' });
  expect(status).toBe(NOT_TRACEABLE);
  expect(stderr).toBe('tracer: ptrace: Operation not permitted\n');
});
