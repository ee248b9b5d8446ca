import { CLEAN } from './planted/handlers';
import { PlantedScene } from './planted/planted';
import { evidenceFiles } from '../../lib/fuzz/evidence-file';
import { fuzzEntryPoints } from '../../lib/fuzz/fuzzer';

const scene = new PlantedScene();
afterAll(() => scene.remove());
jest.setTimeout(240_000);

const slow = { name: 'slow', schema: {}, code: 'await new Promise((r) => setTimeout(r, 300)); return { statusCode: 200, body: "" };' };
const hung = { name: 'hung', schema: {}, code: 'for (;;);' };

test('all entry points share the time, round by round, until it is over', async () => {
  const start = Date.now();
  const entryPoints = [slow, hung, CLEAN[0]].map((planted) => scene.entryPoint(planted));
  const options = { runs: 100_000, seed: 1, deadline: start + 40_000, watchState: false, process: { timeout: 120_000 } };
  const { reports } = await fuzzEntryPoints(entryPoints, options);
  // The hung handler alone would take much longer, with two minutes for each case.
  expect(Date.now() - start).toBeLessThan(120_000);
  expect(reports.map(({ incomplete }) => incomplete)).toEqual([1, 2, 3].map(() => expect.stringMatching(/^\d+ of 100000 cases were sent: the time was over$/)));
  // The hung handler has not used up the time of the last one.
  expect(reports[2].cases).toBeGreaterThan(10);
  expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
});

test('without time, no case is sent', async () => {
  const options = { runs: 10, seed: 1, deadline: Date.now() - 1, process: { timeout: 1000 } };
  const { reports: [report] } = await fuzzEntryPoints([scene.entryPoint(CLEAN[0])], options);
  expect([report.cases, report.incomplete]).toEqual([0, '0 of 10 cases were sent: the time was over']);
});

test('evidence has the branches that all entry points of a function reached', async () => {
  const code = "if (event.path === '/one') return { statusCode: 200, body: '1' }; return event.path === '/two' ? { statusCode: 200, body: '2' } : { statusCode: 404, body: '' };";
  const entryPoint = scene.entryPoint({ name: 'paths', schema: {}, code });
  const entryPoints = ['/one', '/two'].map((resource) => ({ ...entryPoint, name: `POST ${resource}`, resource }));
  const outcome = await fuzzEntryPoints(entryPoints, { runs: 30, seed: 1, watchState: false, process: { timeout: 10_000 } });
  const [[, content]] = [...evidenceFiles(outcome, 1, { runs: 30, timeout: 10_000 })];
  const each = { cases: 30, branches: { ran: 3, all: 5 } };
  expect(content).toMatchObject({ version: 2, branches: { ran: 4, all: 5 }, budget: { runs: 30 }, entryPoints: [each, each] });
});
