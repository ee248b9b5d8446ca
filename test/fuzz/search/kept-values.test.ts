import { UnseenHandler } from '../planted/unseen';
import { UnseenScene } from '../planted/unseen-scene';

const scene = new UnseenScene();
afterAll(() => scene.remove());
jest.setTimeout(120_000);

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'note'],
  properties: { id: { type: 'string', pattern: '^[a-z]{4,9}$', maxLength: 9 }, note: { type: 'string', maxLength: 60 }, days: { type: 'integer', minimum: 0, maximum: 9 } },
};
const node = (name: string, before: string, code: string): UnseenHandler => ({
  name, schema, code: `${before}\nexports.handler = async (event) => {\n  const body = JSON.parse(event.body);\n  ${code}\n};\n`,
});
const python = (name: string, before: string, code: string): UnseenHandler => ({
  name, language: 'python', schema, code: `import json\n${before}\n\ndef handler(event, context):\n    body = json.loads(event["body"])\n    ${code}\n`,
});

test.each([
  node('warnings of the module', 'const warnings = [];', 'if (warnings.length > 9) warnings.length = 0; if (body.days > 5) warnings.push(`too late: ${body.note}`); return { statusCode: 200, body: JSON.stringify({ warnings: warnings.slice(-3) }) };'),
  node('the last caller', 'let last;', "const before = last; last = body; return { statusCode: 200, headers: { 'x-last': (before?.note ?? '').replace(/[^ -~]/g, '') }, body: '{}' };"),
  python('a shared default', 'def problems(body, found=[]):\n    if body.get("days", 0) > 4:\n        found.append("late: " + body["note"])\n    return found[-3:]', 'return {"statusCode": 200, "body": json.dumps(problems(body))}'),
])('$name', async (handler) => {
  const { findings } = await scene.fuzz(handler, 5, 300);
  expect(findings).toMatchObject([{ id: 'kept-value', reproduced: true, events: [expect.anything(), expect.anything()] }]);
});

test.each([
  node('what is known of the same thing', 'const known = new Map();', 'const all = { ...known.get(body.id), ...body }; known.set(body.id, all); if (known.size > 50) known.clear(); return { statusCode: 200, body: JSON.stringify(all) };'),
  node('what the event itself says', '', 'return { statusCode: 200, body: JSON.stringify(body) };'),
  node('how often it ran', 'let count = 0;', "count += 1; return { statusCode: 200, body: JSON.stringify({ count, said: 'nothing new since' }) };"),
  python('a cache by content', 'import functools\n\n@functools.lru_cache(maxsize=50)\ndef upper(text):\n    return text.upper()', 'return {"statusCode": 200, "body": json.dumps(upper(body["note"]))}'),
])('nothing for $name', async (handler) => {
  const { findings, accepted } = await scene.fuzz(handler, 5, 300);
  expect(findings).toEqual([]);
  expect(accepted).toBeGreaterThan(100);
});
