import { CLEAN, PLANTED } from './planted/handlers';
import { PlantedScene } from './planted/planted';

// Each takes as long as it runs: a selection here, all of them with 50 seeds in `npm run bench:fuzz`.
const scene = new PlantedScene();
afterAll(() => scene.remove());
jest.setTimeout(60_000);

test('the corpus has enough handlers', () => {
  expect([PLANTED.length >= 40, CLEAN.length >= 20]).toEqual([true, true]);
});

const SOME = ['three magic values', 'empty nested list', 'polluting merge', 'twice the same', 'secret in the log', 'card in the log', 'name in an error', 'shell'];

test.each(PLANTED.filter(({ name }) => SOME.includes(name)))('$name', async (planted) => {
  const { findings } = await scene.fuzz(planted, 3, 1000, planted.finds);
  const found = findings.find(({ id }) => id === planted.finds);
  expect(found).toMatchObject({ reproduced: true });
  expect(found!.run).toBeLessThanOrEqual(1000);
});

test('a finding is reduced to a small event', async () => {
  const { findings } = await scene.fuzz(PLANTED.find(({ name }) => name === 'kind and missing list')!, 3, 100);
  const [body] = findings.map(({ events }) => (events[0] as { body: string }).body);
  expect(JSON.parse(body)).toMatchObject({ kind: 'list' });
  expect(body.length).toBeLessThan(40);
});

test.each(CLEAN.slice(0, 4))('no findings in $name', async (clean) => {
  const { findings, accepted, failure } = await scene.fuzz(clean, 3, 150);
  expect([findings, failure]).toEqual([[], undefined]);
  expect(accepted).toBeGreaterThan(0);
});

test('finds a handler that accepts what the model rejects, if nothing validates before it', async () => {
  const open = { ...scene.entryPoint(CLEAN[0]), checksBody: false };
  const { findings } = await scene.fuzzEntryPoint(open, 3, 300);
  expect(findings.map(({ id }) => id)).toContain('invalid-admitted');
});

test('finds content types without a model', async () => {
  const leaky = { ...scene.entryPoint(CLEAN[0]), contentTypes: ['application/json'] };
  const { findings } = await scene.fuzzEntryPoint(leaky, 3, 600);
  expect(findings.map(({ id, message }) => [id, message])).toContainEqual(['unvalidated', 'Content-Type text/plain, which has no model']);
});

test('reports a handler that can’t be loaded', async () => {
  const { failure } = await scene.fuzz({ name: 'broken', schema: {}, code: '}{' }, 1);
  expect(failure).toMatch(/^the handler index\.handler can’t be loaded: SyntaxError: /);
});
