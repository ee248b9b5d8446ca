import { applyOperation, withParents } from '../../lib/json/json-patch';

test('operations change a document in place', () => {
  const document = { a: { 'b/c': 1 }, list: [1, 2] };
  applyOperation(document, { op: 'replace', path: '/a/b~1c', value: { d: 1 } });
  applyOperation(document, { op: 'add', path: '/list/-', value: 3 });
  applyOperation(document, { op: 'add', path: '/list/0', value: 0 });
  applyOperation(document, { op: 'replace', path: '/list/1', value: 'one' });
  applyOperation(document, { op: 'remove', path: '/list/2' });
  applyOperation(document, { op: 'add', path: '/__proto__', value: 1 });
  applyOperation(document, { op: 'remove', path: '/a/b~1c/d' });
  expect(JSON.stringify(document)).toBe('{"a":{"b/c":{}},"list":[0,"one",3],"__proto__":1}');
  expect(() => applyOperation(document, { op: 'add', path: '/x/y', value: 1 })).toThrow('add /x/y: no value at /x');
});

test('missing parents are created', () => {
  expect(withParents({ a: {} }, ['a', 'b', 'c'])).toEqual([{ op: 'add', path: '/a/b', value: {} }, { op: 'add', path: '/a/b/c', value: {} }]);
  expect(withParents({ a: {} }, ['a'])).toEqual([]);
});
