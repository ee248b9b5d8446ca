import { UnseenHandler } from '../planted/unseen';
import { UnseenScene } from '../planted/unseen-scene';

const scene = new UnseenScene();
afterAll(() => scene.remove());
jest.setTimeout(120_000);

const schema = {
  type: 'object', additionalProperties: false, required: ['count'], properties: { count: { type: 'integer', minimum: 0, maximum: 50 }, name: { type: 'string', maxLength: 30 } },
};
const handler = (name: string, code: string, before = ''): UnseenHandler => ({
  name, schema, code: `${before}\nexports.handler = async (event) => {\n  const { count, name } = JSON.parse(event.body);\n  ${code}\n};\n`,
});
const OK = "return { statusCode: 200, body: '{}' };";

test.each([
  handler('a single event', `if (count > 40) throw new Error('too many'); ${OK}`),
  handler('several events', `seen += count > 30 ? 1 : 0; if (seen > 3) throw new Error('full'); ${OK}`, 'let seen = 0;'),
  handler('a timer after the response', `setTimeout(() => { if (count > 40) throw new Error('late'); }, 3); ${OK}`),
  handler('a promise that no one waits for', `void Promise.resolve().then(() => new Promise((done) => setTimeout(done, 5))).then(() => { if (count > 40) throw new Error('lost'); }); ${OK}`),
  handler('a timer before or after the response', `setTimeout(() => { if (count > 40) throw new Error('late'); }, 3); if (name !== undefined) await new Promise((done) => setTimeout(done, 20)); ${OK}`),
  handler('a value that is kept', 'const before = last; last = name ?? last; return { statusCode: 200, body: JSON.stringify({ before }) };', 'let last;'),
])('what is found by $name shows again, in a fresh process and by a replay', async (of) => {
  const { findings } = await scene.fuzz(of, 3, 300);
  expect(findings).toMatchObject([{ reproduced: true }]);
  expect(await scene.replay(of, findings[0])).toBe(findings[0].message);
});

test('the same seed finds the same, after the same number of cases', async () => {
  const of = handler('two findings', `if (count === 7) throw new RangeError('seven'); if (name?.includes('<')) throw new TypeError('markup'); ${OK}`);
  const found = async () => (await scene.fuzz(of, 11, 400)).findings.map(({ cause, run, events }) => ({ cause, run, events }));
  const first = await found();
  expect(first).toHaveLength(2);
  expect(await found()).toEqual(first);
});
