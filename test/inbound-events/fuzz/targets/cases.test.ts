import * as fc from 'fast-check';
import { casesOf } from '../../../../lib/inbound-events/fuzz/targets/cases';
import { Entrance, EntranceKind } from '../../../../lib/inbound-events/fuzz/targets/entrances';

const WORDS = { texts: ['EUR'], numbers: [7], names: ['amount'] };

function entrance(kind: EntranceKind, schema?: object): Entrance {
  const fn = {} as Entrance['fn'];
  return { kind, name: 'x', fn, schema, checksBody: false, checksParameters: false, contentTypes: [], binaryTypes: [], parameters: [], notes: [] };
}

function drawn(of: Entrance) {
  return fc.sample(casesOf(of, WORDS).arbitrary, { numRuns: 300, seed: 7 });
}

const SCHEMA = { type: 'object', additionalProperties: false, required: ['id'], properties: { id: { 'type': 'string', 'format': 'uuid', 'x-normalize': ['trim'] } } };

test.each<[EntranceKind, (event: any) => unknown[]]>([
  ['sqs', ({ Records }) => Records.map(({ body }: any) => JSON.parse(body))],
  ['kinesis', ({ Records }) => Records.map(({ kinesis }: any) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()))],
  ['sns', ({ Records }) => Records.map(({ Sns }: any) => JSON.parse(Sns.Message))],
  ['eventbridge', ({ detail }) => [detail]],
])('%s: most messages match the schema of the validator', (kind, payloads) => {
  const cases = drawn(entrance(kind, SCHEMA));
  const matching = cases.filter((one) => one.kind === 'valid' || one.kind === 'boundary');
  expect(matching.length).toBeGreaterThan(100);
  for (const { event } of matching) {
    for (const payload of payloads(JSON.parse(event))) expect(payload).toEqual({ id: expect.stringMatching(/^(urn:uuid:)?[0-9a-f-]{36}$/i) });
  }
  expect(cases.some(({ kind: of }) => of === 'open')).toBe(true);
});

test('without a schema they hold anything', () => {
  expect(new Set(drawn(entrance('sqs')).map(({ kind }) => kind))).toEqual(new Set(['open', 'malformed']));
});
