import * as fs from 'fs';
import * as path from 'path';
import Ajv04 from 'ajv-draft-04';
import { RequestModel } from '../../lib/inbound-events/request-model';
import { SchemaException, SchemaLooseness } from '../../lib/inbound-events/schema-exception';

/** One schema of the suite, with valid and invalid values. */
interface Group {
  readonly description: string;
  readonly schema: any;
  readonly tests: { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

const folder = path.join(path.dirname(require.resolve('json-schema-test-suite/package.json')), 'tests', 'draft4');
const groups = [folder, path.join(folder, 'optional')].flatMap((directory) =>
  fs.readdirSync(directory).filter((file) => file.endsWith('.json')).flatMap((file) =>
    (JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as Group[]).map((group): [string, Group] => [
      `${path.relative(folder, path.join(directory, file))}: ${group.description}`,
      group,
    ]),
  ),
);

type Result = { readonly kind: 'accepted' | 'accepted with exceptions'; readonly model: RequestModel } | { readonly kind: 'rejected'; readonly reasons: string[] };

/** Creates a model of a schema; if it is only rejected as too loose, again with an exception for each problem. */
function result(schema: unknown): Result {
  const strict = attempt(schema, []);
  if (strict instanceof RequestModel) return { kind: 'accepted', model: strict };
  const fatal = strict.filter((line) => !line.endsWith(']'));
  if (fatal.length > 0) return { kind: 'rejected', reasons: fatal };
  const loosen = strict.map((line): SchemaException => {
    const [, pointer, looseness] = /^- (#.*?): .* \[(.+)\]$/.exec(line)!;
    return { pointer, allow: [looseness as SchemaLooseness], reason: 'the suite tests it as it is' };
  });
  const loose = attempt(schema, loosen);
  return loose instanceof RequestModel ? { kind: 'accepted with exceptions', model: loose } : { kind: 'rejected', reasons: loose };
}

function attempt(schema: unknown, loosen: SchemaException[]): RequestModel | string[] {
  try {
    return RequestModel.fromSchema(schema, { loosen });
  } catch (e) {
    const { message } = e as Error;
    if (!/^RequestModel.fromSchema: [1-9]\d* problems? with the schema:\n/.test(message)) throw e;
    return message.split('\n').filter((line) => line.startsWith('- '));
  }
}

const results = groups.map(([name, group]) => ({ name, group, result: result(group.schema) }));

test('each schema is accepted, or rejected with a reason', () => {
  const counts = { 'accepted': 0, 'accepted with exceptions': 0, 'rejected': 0 };
  for (const { result: { kind } } of results) counts[kind] += 1;
  const converted = results.filter(({ result: found }) => found.kind !== 'rejected' && found.model.conversions.length > 0).length;
  const summary = `${groups.length} schemas: ${JSON.stringify(counts)}, of these converted: ${converted}`;
  process.stdout.write(`JSON-Schema-Test-Suite, draft-04: ${summary}\n`);
  expect(summary).toBe('89 schemas: {"accepted":4,"accepted with exceptions":77,"rejected":8}, of these converted: 8');
});

const remote = (reference: string) => `the $ref ${reference} leads out of the document; refer to a JSON pointer in it, or put a RequestModel there`;

test('each rejection has a known reason', () => {
  expect(results.flatMap(({ name, result: found }) => (found.kind === 'rejected' ? [`${name} ${found.reasons.join('; ')}`] : []))).toEqual([
    `definitions.json: valid definition - #/$ref: ${remote('http://json-schema.org/draft-04/schema#')}`,
    `definitions.json: invalid definition - #/$ref: ${remote('http://json-schema.org/draft-04/schema#')}`,
    `ref.json: escaped pointer ref ${['tilda~0field', 'slash~1field', 'percent%field'].map((key) => `- #/${key}: is not a keyword of JSON Schema draft-04`).join('; ')}`,
    `ref.json: remote ref, containing refs itself - #/$ref: ${remote('http://json-schema.org/draft-04/schema#')}`,
    `refRemote.json: remote ref - #/$ref: ${remote('http://localhost:1234/integer.json')}`,
    `refRemote.json: fragment within remote ref - #/$ref: ${remote('http://localhost:1234/subSchemas.json#/integer')}`,
    `refRemote.json: ref within remote ref - #/$ref: ${remote('http://localhost:1234/subSchemas.json#/refToInteger')}`,
    'refRemote.json: change resolution scope - #/items/id: changes what references mean; refer to schemas by JSON pointer; ' +
      `- #/items/items/$ref: ${remote('folderInteger.json')}`,
  ]);
});

test('accepted schemas validate as the suite expects', () => {
  // Formats, and numbers beyond the range of JavaScript, are optional in the suite, and depend on the validator.
  const required = results.filter(({ name }) => !name.startsWith('optional/'));
  const wrong = required.flatMap(({ name, group, result: found }) => {
    if (found.kind === 'rejected') return [];
    const validate = new Ajv04({ strict: false }).compile(found.model.schema);
    return group.tests.filter(({ data, valid }) => validate(data) !== valid).map(({ description }) => `${name}: ${description}`);
  });
  expect(wrong).toEqual([]);
});
