import { HandlerProcess, Soaked } from '../../../lib/fuzz/runner/handler-process';
import { growthOf, isSteady, slopeOf } from '../../../lib/fuzz/search/growth';
import { CLEAN, PLANTED } from '../planted/handlers';
import { PlantedScene } from '../planted/planted';

const scene = new PlantedScene();
afterAll(() => scene.remove());
jest.setTimeout(300_000);

/** Long, so that the result is not undetermined on a busy machine. */
const PATIENT = { look: 100_000 };

const EVENT = JSON.stringify({ body: '{"id":"a","name":"a","n":1}', requestContext: { requestId: '00000000-0000-4000-8000-000000000001' } });

/** Judges growth as if a process had reached these sizes. */
function reported(...looks: (Partial<Soaked> | undefined)[]): HandlerProcess {
  const soak = () => Promise.resolve(looks[0] && { failed: 0, timers: 0, spent: 100, sizes: [], ...looks.shift() });
  return { soak } as unknown as HandlerProcess;
}

const line = (count: number, step: number) => Array.from({ length: count }, (_, index) => 5_000_000 + index * step);
const FIRST = { sizes: line(9, 7500) };

test.each<[string, HandlerProcess, string]>([
  ['nothing', reported({ sizes: line(9, 0) }), 'bounded'],
  ['a line', reported(FIRST, { sizes: line(13, 100_000) }), 'grows'],
  ['a line below the temporary growth of the engine', reported({ sizes: [0, 58_616, 70_440, 217_008, 91_776, 207_880, 202_944, 126_824, 160_152] }, { sizes: line(13, 100_000) }), 'grows'],
  ['temporary growth of the engine', reported({ sizes: [0, 58_616, 60_440, 207_008, 61_776, 197_880, 192_944, 61_824, 61_152] }), 'bounded'],
  ['a cache that was full in time', reported(FIRST, { sizes: [...line(6, 100_000), ...Array<number>(7).fill(5_500_000)] }), 'bounded'],
  ['a cache that is full at the end', reported(FIRST, { sizes: [...line(10, 100_000), ...Array<number>(3).fill(5_900_000)] }), 'bounded'],
  ['timers that run', reported(FIRST, { sizes: line(13, 100_000), timers: 12_000 }), 'undetermined'],
  ['too slow', reported(FIRST, { sizes: line(7, 100_000) }), 'undetermined'],
  ['too slow for a second look', reported({ ...FIRST, spent: 1200 }), 'undetermined'],
  ['a handler that fails', reported({ sizes: line(9, 7500), failed: 400 }), 'undetermined'],
  ['a handler that ends', reported(undefined), 'undetermined'],
])('%s', async (_, handler, verdict) => {
  expect((await growthOf(handler, [EVENT])).verdict).toBe(verdict);
});

test('a higher limit waits for slow measurements', async () => {
  const slow = () => reported({ ...FIRST, spent: 1200 }, { sizes: line(13, 100_000) });
  expect([(await growthOf(slow(), [EVENT])).verdict, (await growthOf(slow(), [EVENT], PATIENT)).verdict]).toEqual(['undetermined', 'grows']);
});

test('one outlier does not matter', () => {
  const sizes = line(13, 100_000).map((size, index) => (index === 5 ? size + 3_000_000 : size));
  expect(slopeOf(sizes, 1000)).toBeCloseTo(100, 0);
  expect(isSteady(sizes, 1000, 100)).toBe(true);
});

const process = (name: string) => {
  const { fn } = scene.entryPoint([...PLANTED, ...CLEAN].find((one) => one.name === name)!);
  return new HandlerProcess({ root: fn!.root!, handler: fn!.handler!, language: 'node', env: {} }, { timeout: 2000 });
};

test.each([
  ['map by id', 'grows'], ['buffers', 'grows'], ['cache of 3000', 'bounded'], ['cache for ten minutes', 'bounded'], ['weakly held', 'bounded'], ['dates that are checked', 'bounded'],
])('%s %s', async (name, verdict) => {
  expect((await growthOf(process(name), [EVENT], PATIENT)).verdict).toBe(verdict);
});

test('memory of Python is measured', async () => {
  const root = scene.python('seen = {}\ndef keep(event, context):\n  seen[event["requestContext"]["requestId"]] = "x" * 90\n\ndef forget(event, context):\n  return len(event)\n');
  const of = (handler: string) => growthOf(new HandlerProcess({ root, handler, language: 'python', env: {} }, { timeout: 2000 }), [EVENT], PATIENT);
  expect([(await of('index.keep')).verdict, (await of('index.forget')).verdict]).toEqual(['grows', 'bounded']);
});
