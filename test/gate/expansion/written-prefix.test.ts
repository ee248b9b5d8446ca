import { writtenPrefix } from '../../../lib/gate/expansion/written-prefix';

test.each([
  [{ A: { B: [{ C: 1 }] } }, '.A.B[0].C', '.A.B[0].C'],
  [{ A: { B: [{ C: 1 }] } }, '.A.B[1].C', '.A.B'],
  [{ A: { B: [{ C: 1 }] } }, '.A.D', '.A'],
  [{ '/a.b': { get: null } }, './a.b.get.security', './a.b.get'],
  [{ 'Fn::If': ['C', { A: 1 }, { A: { B: 2 } }] }, '.A.B.C', '.A.B'],
  [{ File: 'api.yaml' }, '.File.paths./x', '.File.paths./x'],
  [{}, '.constructor', ''],
])('%j has of %s: %s', (value, location, prefix) => expect(writtenPrefix(value, location)).toBe(prefix));
