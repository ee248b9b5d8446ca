import { JavaKeys, JavaList, JavaMap, JavaNumber, JavaValue, jsonText, readJson, textOf } from '../../../../lib/inbound-events/template/mapping/java-values';
import { Text } from '../../../../lib/inbound-events/template/mapping/text';

const read = (json: string) => readJson(json, (path) => `${path} of the body`);

test.each([
  ['1', '1'], ['-0', '0'], ['12345678901234567890', '12345678901234567890'], ['1.0', '1.0'], ['1e2', '100.0'], ['0.0001', '1.0E-4'], ['15000000.0', '1.5E7'], ['-0.0', '-0.0'], ['123.25', '123.25'],
])('the number %s is written as %s', (json, written) => {
  expect(textOf(read(json)).toString()).toBe(written);
});

test('values are those of Java, and texts know their source', () => {
  const value = read('{"a":["x",{"b c":true}],"__proto__":null,"n1":"n2","s":"1"}') as JavaMap;
  expect(value.entries.map(([key]) => key.toString())).toEqual(['a', '__proto__', 'n1', 's']);
  const list = value.get('a') as JavaList;
  expect((list.items[0] as Text).source).toEqual({ name: '$.a[0] of the body', kind: 'text' });
  expect([String(value.get('n1')), String(value.get('s')), value.get('__proto__'), value.get('toString'), value.has('__proto__')]).toEqual(['n2', '1', null, null, true]);
  expect((list.items[1] as JavaMap).entries[0][0].source).toEqual({ name: 'a name in $.a[1] of the body', kind: 'text' });
});

test.each<[JavaValue, string]>([
  [null, ''], [true, 'true'], [JavaNumber.of(3), '3'], [JavaMap.of({ a: '1', b: null }), '{a=1, b=null}'], [new JavaList([Text.of('a'), null]), '[a, null]'],
  [read('[{"a":"\\""},1.0]'), '[{"a":"\\""},1.0]'], [read('{"a":[1]}'), '{a=[1]}'], [new JavaKeys([Text.of('a'), Text.of('b')]), '[a, b]'],
])('%p is written as %s', (value, written) => {
  expect(textOf(value).toString()).toBe(written);
});

test('the text of a JSON value is completely the caller’s', () => {
  expect(jsonText(read('{"a":[1,"x"]}'), { name: 'x', kind: 'json' }).pieces).toEqual([{ text: '{"a":[1,"x"]}', source: { name: 'x', kind: 'json' } }]);
});

test.each(['', '{', "{'a':1}", '{"a":01}', '1 2', 'n1'])('%j is not JSON', (text) => {
  expect(() => read(text)).toThrow(SyntaxError);
});
