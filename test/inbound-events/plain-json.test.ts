import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { plainJsonProblems, withoutUndefined, withoutUndefinedNotes } from '../../lib/inbound-events/plain-json';

const problems = (value: unknown) => plainJsonProblems(value, '', () => false).map(({ pointer, message }) => `${pointer}: ${message}`);

test('JSON is accepted', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__')), (value) => {
    expect(problems(value)).toEqual([]);
  }));
});

const circle: any = { a: {} };
circle.a.b = [circle];

const token = '/a: a token, whose value is known only at deployment; a schema has to be known at synthesis';

test.each<[string, unknown, string]>([
  ['undefined', { a: undefined }, '/a: JSON has no undefined; define the value, or leave the property out'],
  ['a function', [() => 1], '/0: JSON has no function'],
  ['a bigint', { 'a/~': 1n }, '/a~1~0: JSON has no bigint'],
  ['a hole in a list', { a: Array(1) }, '/a/0: JSON has no undefined; define the value, or leave the property out'],
  ['not a number', { a: NaN }, '/a: NaN is not a JSON number'],
  ['infinity', { a: -Infinity }, '/a: -Infinity is not a JSON number'],
  ['a date', { a: new Date(0) }, '/a: an object of class Date is not plain JSON'],
  ['a text token', { a: `x${Token.asString({ Ref: 'A' })}` }, token],
  ['a number token', { a: Token.asNumber({ Ref: 'A' }) }, token],
  ['a list token', { a: Token.asList({ Ref: 'A' }) }, token],
  ['an object token', { a: new CfnParameter(new Stack(), 'P').value }, token],
  ['a circle', circle, '/a/b/0: the object contains itself; write a $ref'],
  ['a prototype', JSON.parse('{"a":{"__proto__":1}}'), '/a: a property named __proto__ reaches into the prototype of objects in JavaScript'],
  ['a reference', { a: { Ref: 'X' } }, '/a: CloudFormation takes an object with the key Ref for an intrinsic function'],
  ['a function of CloudFormation', { 'Fn::Sub': 'X' }, ': CloudFormation takes an object with the key Fn::Sub for an intrinsic function'],
])('%s', (_, value, problem) => {
  expect(problems(value)).toEqual([problem]);
});

test('Ref among other keys is not an intrinsic function', () => {
  expect(problems({ Ref: 'X', Other: 1 })).toEqual([]);
});

test('a repeated object is visited once', () => {
  const twice = { bad: NaN };
  expect(problems({ a: twice, b: twice })).toEqual(['/a/bad: NaN is not a JSON number']);
});

test('a value that is too deep is reported once', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 5000; level += 1) deep = { a: deep, b: [] };
  expect(problems(deep)).toEqual([`${'/a'.repeat(100)}: nested more than 100 levels deep`]);
});

test('undefined notes of a schema are dropped, and everything that could restrict values stays', () => {
  const properties = { description: undefined, properties: { title: undefined, items: undefined } };
  const schema = { description: undefined, maxLength: undefined, properties, allOf: [{ $defs: { id: undefined } }] };
  expect(problems(withoutUndefinedNotes(schema)).map((line) => line.replace(/: .*/, ''))).toEqual([
    '/maxLength', '/properties/description', '/properties/properties/items', '/allOf/0/$defs/id',
  ]);
  expect(problems(withoutUndefined(schema))).toEqual([]);
});
