import * as fc from 'fast-check';
import { anyCharacter } from '../../../lib/fuzz/generator/texts';

test('any character is one of Unicode, half surrogate pairs excepted', () => {
  const drawn = fc.sample(anyCharacter, { numRuns: 20_000, seed: 4 }).map((character) => character.codePointAt(0)!);
  expect(drawn.filter((code) => code >= 0xd800 && code <= 0xdfff)).toEqual([]);
  const ranges = [[0x20, 0x7e], [0, 0x1f], [0x80, 0xd7ff], [0xe000, 0xffff], [0x1_0000, 0x10_ffff]];
  expect(ranges.filter(([from, to]) => !drawn.some((code) => code >= from && code <= to))).toEqual([]);
  fc.assert(fc.property(anyCharacter, (character) => [...character].length === 1 && Buffer.from(character).toString() === character));
});

test('texts are drawn without a table of all characters', () => {
  const set = jest.spyOn(Map.prototype, 'set');
  jest.isolateModules(() => {
    const { SchemaValues } = jest.requireActual('../../../lib/fuzz/generator/schema-values');
    fc.sample(new SchemaValues({ type: 'string' }).valid, { numRuns: 10, seed: 1 });
  });
  expect(set.mock.calls.length).toBeLessThan(50_000);
  set.mockRestore();
});
