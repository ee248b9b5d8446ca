import * as fc from 'fast-check';
import { anyCharacter } from '../../../lib/fuzz/generator/texts';
import { MappingTemplate } from '../../../lib/secure/mapping/mapping-template';
import { render, SetNull } from '../../inbound-events/api-gateway-vtl';

/** Returns the expected result, computed again without VTL; undefined if the body must be rejected. */
function projection(schema: any, value: any): { readonly value: any } | undefined {
  const types: string[] = [schema.type].flat();
  const some = (type: string) => types.includes(type);
  if (value === null) return some('null') ? { value } : undefined;
  if (typeof value === 'boolean') return some('boolean') ? { value } : undefined;
  if (typeof value === 'number') return some('number') || (some('integer') && /^-?\d+$/.test(JSON.stringify(value))) ? { value } : undefined;
  if (typeof value === 'string') return some('string') && [...value].length <= schema.maxLength ? { value } : undefined;
  if (Array.isArray(value)) {
    if (!some('array') || value.length > schema.maxItems) return undefined;
    const elements = value.map((element) => projection(schema.items, element));
    return elements.includes(undefined) ? undefined : { value: elements.map((element) => element!.value) };
  }
  if (!some('object')) return undefined;
  const entries = Object.keys(schema.properties).flatMap((name): [string, { value: any } | undefined][] => {
    if (Object.prototype.hasOwnProperty.call(value, name)) return [[name, projection(schema.properties[name], value[name])]];
    return schema.required.includes(name) ? [[name, undefined]] : [];
  });
  return entries.some(([, inner]) => inner === undefined) ? undefined : { value: objectOf(entries.map(([name, inner]) => [name, inner!.value])) };
}

/** Returns an object whose keys may be named like members of its prototype. */
function objectOf(entries: Iterable<readonly [string, unknown]>): any {
  return Object.fromEntries(entries);
}

/** Returns JSON with sorted keys, including `__proto__`. */
function canonical(value: any): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? objectOf(Object.keys(inner).sort().map((key) => [key, inner[key]]))
      : inner,
  );
}

const names = fc.constantFrom(
  'id', 'name', 'a', 'a b', 'a.b', 'x-y', '@type', '__proto__', 'constructor', 'prototype', 'toString', 'length', 'keySet', 'get', 'size', 'class',
  'value', 'v0', 'ok', 'foreach', 'S', 'M',
);

const scalars = fc.oneof(
  fc.record({ type: fc.constant('string'), maxLength: fc.nat(12) }),
  fc.constantFrom({ type: 'integer' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }),
  fc.constantFrom({ type: ['string', 'null'], maxLength: 5 }, { type: ['boolean', 'integer'] }, { type: ['number', 'string'], maxLength: 3 }),
);

const objects = (inner: fc.Arbitrary<any>): fc.Arbitrary<any> =>
  fc.array(fc.tuple(names, inner, fc.boolean()), { maxLength: 5 }).map((list) => {
    const properties = objectOf(list.map(([name, schema]) => [name, schema] as const));
    const required = [...new Set(list.filter(([, , isRequired]) => isRequired).map(([name]) => name))];
    return { type: 'object', properties, required };
  });

const schemas = fc.letrec<{ schema: any; object: any; array: any }>((tie) => ({
  schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalars, tie('object'), tie('array')),
  object: objects(tie('schema')),
  array: fc.record({ type: fc.constant('array'), maxItems: fc.nat(3), items: tie('schema') }),
}));

const hostileTexts = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 14 }),
  fc.array(
    fc.constantFrom(
      "'", '"', '\\', '\\\'', '\n', '\r\n', '\u0000', '\u2028', '😀', '\ud800', '$', '#', '{', '}', '&', '=', '+', '%00', ',', ':', 'true', '1', '/', '##',
      '$v0', '${j0}', '#set($ok=true)', '#end', '#stop', '*#', 'é', '</script>', ' ',
    ),
    { maxLength: 6 },
  ).map((parts) => parts.join('')),
);

const hostile: fc.Arbitrary<any> = fc.oneof(
  hostileTexts,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(hostileTexts, { maxLength: 4 }),
  fc.dictionary(fc.oneof(names, hostileTexts), fc.oneof(hostileTexts, fc.integer()), { maxKeys: 4 }),
);

/** Generates values that mostly match a schema, with undeclared properties among the declared ones. */
function bodies(schema: any): fc.Arbitrary<any> {
  const byType: { [type: string]: () => fc.Arbitrary<any> } = {
    string: () => hostileTexts.map((text) => [...text].slice(0, schema.maxLength).join('')),
    integer: () => fc.integer(),
    number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
    boolean: () => fc.boolean(),
    null: () => fc.constant(null),
    array: () => fc.array(bodies(schema.items), { maxLength: schema.maxItems }),
    object: () =>
      fc.tuple(
        fc.dictionary(fc.oneof(names, hostileTexts), hostile, { maxKeys: 3 }),
        fc.tuple(...Object.keys(schema.properties).map((name) => fc.tuple(fc.constant(name), bodies(schema.properties[name])))),
        fc.infiniteStream(fc.boolean()),
      ).map(([noise, declared, present]) => {
        const optional = declared.filter(([name]) => schema.required.includes(name) || present.next().value);
        const undeclared = Object.keys(noise).filter((name) => !Object.prototype.hasOwnProperty.call(schema.properties, name));
        return objectOf([...undeclared.map((name) => [name, noise[name]] as const), ...optional]);
      }),
  };
  const types: string[] = [schema.type].flat();
  return fc.oneof({ weight: 15, arbitrary: fc.oneof(...types.map((type) => byType[type]())) }, { weight: 1, arbitrary: hostile });
}

const cases = (roots: fc.Arbitrary<any>) =>
  roots.chain((schema) => fc.tuple(fc.constant(schema), bodies(schema), fc.constantFrom<SetNull>('keeps', 'clears')));

/** Reads an item of DynamoDB back. */
function plain(attribute: any): any {
  const [[type, value], ...more] = Object.entries<any>(attribute);
  expect(more).toEqual([]);
  switch (type) {
    case 'S': return value;
    case 'N': return Number(value);
    case 'BOOL': return value;
    case 'NULL': return null;
    case 'L': return value.map(plain);
    case 'M': return objectOf(Object.keys(value).map((key) => [key, plain(value[key])]));
    default: throw new Error(`an attribute of type ${type}`);
  }
}

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:orders';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders';

/** Checks the parameters of a form, and reads the message back. */
function fromForm(text: string, fixed: object, message: string): any {
  const fields = [...new URLSearchParams(text)];
  expect(fields.map(([name]) => name)).toEqual([...Object.keys(fixed), message]);
  const values = objectOf(fields);
  expect(values).toMatchObject(fixed);
  return JSON.parse(values[message]);
}

/** Integrations, each with a function that reads the integration's input back into the body. */
const INTEGRATIONS: [string, (schema: any) => MappingTemplate, (text: string) => any][] = [
  ['Lambda', (schema) => MappingTemplate.lambda(schema), JSON.parse],
  ['SQS', (schema) => MappingTemplate.sqs(schema), (text) => fromForm(text, { Action: 'SendMessage', Version: '2012-11-05' }, 'MessageBody')],
  [
    'SNS',
    (schema) => MappingTemplate.sns(schema, { topicArn: TOPIC }),
    (text) => fromForm(text, { Action: 'Publish', Version: '2010-03-31', TopicArn: TOPIC }, 'Message'),
  ],
  [
    'Step Functions',
    (schema) => MappingTemplate.stepFunctions(schema, { stateMachineArn: MACHINE }),
    (text) => {
      const { input, ...rest } = JSON.parse(text);
      expect(rest).toEqual({ stateMachineArn: MACHINE });
      return JSON.parse(input);
    },
  ],
  [
    'EventBridge',
    (schema) => MappingTemplate.eventBridge(schema, { source: 's', detailType: 't' }),
    (text) => {
      const { Entries: [{ Detail, ...rest }, ...more], ...outer } = JSON.parse(text);
      expect([rest, more, outer]).toEqual([{ Source: 's', DetailType: 't', EventBusName: 'default' }, [], {}]);
      return JSON.parse(Detail);
    },
  ],
  [
    'DynamoDB',
    ({ properties, required, ...rest }) => MappingTemplate.dynamoDb(
      { ...rest, properties: objectOf([...Object.entries<any>(properties), ['key', { type: 'integer' }]]), required: [...required, 'key'] },
      { tableName: 't', partitionKey: 'key', overwrite: true },
    ),
    (text) => {
      const { TableName, Item: { key, ...item }, ...more } = JSON.parse(text);
      expect([TableName, key, more]).toEqual(['t', { N: '1' }, {}]);
      return plain({ M: item });
    },
  ],
];

test.each(INTEGRATIONS)('%s gets only the declared part of each valid body, and nothing of an invalid one', (name, mapping, read) => {
  const counts = { passed: 0, rejected: 0 };
  fc.assert(
    fc.property(cases(name === 'Lambda' ? schemas.schema : schemas.object), ([schema, body, setNull]) => {
      const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
      const sent = name === 'DynamoDB' && isObject ? objectOf([...Object.keys(body).map((key) => [key, body[key]] as const), ['key', 1]]) : body;
      const text = render(mapping(schema).template, JSON.stringify(sent), setNull);
      const expected = projection(schema, JSON.parse(JSON.stringify(body)));
      counts[expected ? 'passed' : 'rejected'] += 1;
      if (expected) expect(canonical(read(text))).toBe(canonical(expected.value));
      else expect(text).toBe('rejected');
    }),
    { numRuns: 150 },
  );
  expect(counts.passed).toBeGreaterThan(40);
  expect(counts.rejected).toBeGreaterThan(1);
});

test('a template has one line, so that no line break reaches an integration', () => {
  fc.assert(
    fc.property(schemas.object, (schema) => {
      expect(MappingTemplate.sqs(schema).template).toMatch(/^[\x20-\x7e]+$/);
    }),
    { numRuns: 50 },
  );
});
