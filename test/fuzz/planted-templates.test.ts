import { CLEAN_TEMPLATES, PLANTED_TEMPLATES, templateEntryPoint } from './planted/templates';
import { fuzzEntryPoint, replayFinding } from '../../lib/fuzz/fuzzer';

const OPTIONS = { runs: 400, seed: 3, process: { timeout: 1000 } };

test('all templates can be run', () => {
  const integrations = [...PLANTED_TEMPLATES, ...CLEAN_TEMPLATES].map((planted) => templateEntryPoint(planted).integration!);
  const templates = integrations.flatMap(({ requestTemplates }) => [...requestTemplates.values()]);
  expect(templates.flatMap(({ problems }) => problems)).toEqual([]);
});

test.each(PLANTED_TEMPLATES.filter(({ finds }) => finds))('$name', async (planted) => {
  const entryPoint = templateEntryPoint(planted);
  const { findings, failure } = await fuzzEntryPoint(entryPoint, OPTIONS);
  const found = findings.find(({ id }) => id === planted.finds)!;
  expect([findings.map(({ id }) => id), failure]).toEqual([expect.arrayContaining([planted.finds]), undefined]);
  expect(found).toMatchObject({ reproduced: true, events: [expect.anything()] });
  // Minimized: a request of a few characters.
  expect(JSON.stringify((found.events[0] as { body: unknown }).body).length).toBeLessThan(110);
  expect(await replayFinding(entryPoint, found, OPTIONS)).toBe(found.message);
});

test.each([...CLEAN_TEMPLATES, ...PLANTED_TEMPLATES.filter(({ finds }) => !finds)])('no findings in $name', async (clean) => {
  const { findings, accepted, notes } = await fuzzEntryPoint(templateEntryPoint(clean), OPTIONS);
  expect([findings, notes]).toEqual([[], []]);
  expect(accepted).toBeGreaterThan(200);
});

test('a finding disappears once the template is fixed', async () => {
  const [planted] = PLANTED_TEMPLATES;
  const { findings: [found] } = await fuzzEntryPoint(templateEntryPoint(planted), OPTIONS);
  expect(await replayFinding(templateEntryPoint(CLEAN_TEMPLATES[0]), found, OPTIONS)).toBeUndefined();
});

test('the same seed gives the same findings', async () => {
  const found = async () => (await fuzzEntryPoint(templateEntryPoint(PLANTED_TEMPLATES[0]), OPTIONS)).findings;
  expect(await found()).toEqual(await found());
});
