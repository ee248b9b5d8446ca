/**
 * Tests every location of the public interface at which a caller in JavaScript can pass null, from the table that the build generates.
 *
 * @own-modules, since checked classes stay checked.
 */
import * as path from 'path';
import * as sec3 from '../../lib';
import { checkedClass } from '../../lib/public-api/checked-class';
import { problemsOf } from '../../lib/public-api/problems-of';
import type { Fields, PublicApi, Type } from '../../lib/public-api/public-api';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const API: PublicApi = require(path.resolve(__dirname, '../../bundle/public-api.json'));

/** Returns the values of a type that have null in one location, without those inside of options. */
function withNull(type: Type): unknown[] {
  if (typeof type === 'string') return type === 'any' ? [] : [null];
  if ('list' in type) return [null, ...withNull(type.list).map((value) => [value])];
  return [null, ...withNull(type.map).map((value) => ({ KEY: value }))];
}

interface Call {
  readonly name: string;
  readonly parameters: Fields;
  readonly run: (args: readonly unknown[]) => unknown;
}

const CALLS = Object.entries(API.classes).flatMap(([name, { constructs, statics, methods }]): Call[] => {
  const checked = checkedClass(name, (sec3 as any)[name], API) as any;
  return [
    ...(constructs ? [{ name: `new ${name}`, parameters: constructs, run: (args: readonly unknown[]) => new checked(...args) }] : []),
    ...Object.entries(statics).map(([method, parameters]): Call => ({ name: `${name}.${method}`, parameters, run: (args) => checked[method](...args) })),
    ...Object.entries(methods).map(([method, parameters]): Call => {
      return { name: `${name}.${method}`, parameters, run: (args) => checked.prototype[method].apply(undefined, args) };
    }),
  ];
});

function errorOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (e) {
    return (e as Error).message;
  }
}

test.each(CALLS.map((call) => [call.name, call] as const))('%s rejects null for each parameter', (name, { parameters, run }) => {
  for (const [index, [parameter, type]] of Object.entries(parameters).entries()) {
    for (const value of withNull(type)) {
      const message = errorOf(() => run(Object.keys(parameters).map((_, other) => (other === index ? value : undefined))));
      expect(message.startsWith(`${name}: `)).toBe(true);
      expect(message).toMatch(new RegExp(`${parameter.replace('?', '')}\\S* is null; .* expected`));
    }
    // The class itself checks parameters without a type.
    const message = errorOf(() => run(Object.keys(parameters).map((_, other) => (other === index ? null : undefined))));
    expect(message).not.toMatch(/^Cannot/);
  }
});

test.each(Object.entries(API.structs))('each option of %s rejects null', (name, { fields }) => {
  for (const [field, type] of Object.entries(fields)) {
    const option = field.replace('?', '');
    for (const value of withNull(type)) {
      const problems = problemsOf([{ [option]: value }], { props: `struct ${name}` }, API);
      expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${option}\\S* is null; .* expected`)));
    }
  }
});

test('parameters of any type reject null, too', () => {
  for (const schema of ['direct', 'kinesis', 's3', 'sns', 'sqs', 'dynamoDbStream'] as const) {
    expect(errorOf(() => (sec3.EventSchema as any)[schema](null))).not.toMatch(/^(Cannot|none)/);
  }
  for (const service of ['dynamoDb', 'eventBridge', 'lambda', 'sns', 'sqs', 'stepFunctions'] as const) {
    const props = { tableName: 't', eventBusName: 'b', source: 's', detailType: 'd', topicArn: 'a', stateMachineArn: 'm', item: {} };
    expect(errorOf(() => (sec3.MappingTemplate as any)[service](null, props))).not.toMatch(/^(Cannot|none)/);
  }
  expect(errorOf(() => sec3.RequestModel.fromSchema(null))).not.toMatch(/^(Cannot|none)/);
  expect(errorOf(() => sec3.RequestModel.fromOpenApi(null, '#/components/schemas/A'))).not.toMatch(/^(Cannot|none)/);
  expect(errorOf(() => sec3.RuntimePolicy.fromDocument(null))).not.toMatch(/^(Cannot|none)/);
});

test('an object without a prototype is an invalid value', () => {
  expect(problemsOf([Object.create(null)], { level: 'enum Sec3Level' }, API)).toEqual([expect.stringMatching(/^level is an object; /)]);
});
