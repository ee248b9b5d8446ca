import fc from 'fast-check';
import { SensitivityPlan } from '../../../../lambda/event-validator/node/contract';
import { SensitiveValues } from '../../../../lambda/event-validator/node/redaction/sensitive-values';
import { compileSchema } from '../../../../lib/inbound-events/events/compile-schema';
import { CompiledSchema } from '../../../../lib/inbound-events/events/compiled-schema';
import { DOCUMENT, MARK, MARKED } from '../../redaction/marked-documents';

function found(schema: object, value: unknown): string[] {
  const { sensitivity } = compileSchema(schema) as CompiledSchema;
  const values: string[] = [];
  new SensitiveValues(sensitivity as readonly SensitivityPlan[]).find(value, 'root', (text, name) => values.push(`${name}=${text}`));
  return values.sort();
}

test.each(MARKED)('%s', (_, schema, value, expected) => {
  expect(found(schema, value)).toEqual(expected);
});

test('each value is visited once, however many schemas apply to it', () => {
  const next = { $ref: '#/$defs/node' };
  const node = { anyOf: [{ properties: { next } }, { properties: { next } }, { properties: { key: MARK, next } }] };
  const value = Array.from({ length: 90 }).reduce<object>((inner) => ({ key: 'k', next: inner }), {});
  expect(found({ ...next, $defs: { node } }, value)).toHaveLength(90);
});

test('exactly the marked values are found', () => {
  fc.assert(
    fc.property(DOCUMENT, ([value, schema, sensitive]) => {
      const { sensitivity } = compileSchema(schema) as CompiledSchema;
      const values: string[] = [];
      if (sensitivity) new SensitiveValues(sensitivity as readonly SensitivityPlan[]).find(value, '', (text) => values.push(text));
      expect(values.sort()).toEqual([...sensitive].sort());
    }),
  );
});
