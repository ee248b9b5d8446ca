import * as fc from 'fast-check';
import { placesAt, Undetermined } from '../../../lib/gate';
import { workloadOf } from '../harness';
import { holding } from '../holding';

const probe = (Properties: unknown) => workloadOf({ Resources: { R: { Type: 'Test::A::B', Properties } } }).resources()[0].get();

test('finds the value at a path', () => {
  const path = fc.array(fc.constantFrom('A', 'B', '*', '{}'), { minLength: 1, maxLength: 5 }).map((keys) => ['Top', ...keys].join('.'));
  fc.assert(
    fc.property(path, fc.string(), (where, text) => {
      expect(placesAt(probe(holding(where, text)), where).map((place) => place.string())).toEqual([text]);
    }),
  );
});

test('finds each item of a list and each value of a map', () => {
  const places = placesAt(probe({ A: [{ B: { x: 1, y: 2 } }, { B: { z: 3 } }, {}] }), 'A.*.B.{}');
  expect(places.map(({ location }) => location)).toEqual(['Properties.A[0].B.x', 'Properties.A[0].B.y', 'Properties.A[1].B.z']);
});

test('finds an absent value, unless a list or a map is in between', () => {
  expect(placesAt(probe({}), 'A.B').map((place) => place.exists)).toEqual([false]);
  expect(placesAt(probe({}), 'A.*.B')).toEqual([]);
});

test('is undetermined at an unknown value', () => {
  expect(() => placesAt(probe({ A: { 'Fn::ImportValue': 'elsewhere' } }), 'A.*.B')).toThrow(Undetermined);
});
