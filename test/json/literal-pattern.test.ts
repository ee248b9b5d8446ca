import * as fc from 'fast-check';
import { literalPattern } from '../../lib/json/literal-pattern';

test.each(['a.b', '(x|y)*', '[^a-z]+', '$&', '\\d{2}', '^', '{1,}'])('matches %s literally', (text) => {
  expect(new RegExp(`^${literalPattern(text)}$`).test(text)).toBe(true);
});

test('an operator matches only itself', () => {
  expect(new RegExp(`^${literalPattern('a.b')}$`).test('axb')).toBe(false);
});

test('matches exactly the given text, with and without the flag u', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.constantFrom('', 'u'), (text, other, flags) => {
      const pattern = new RegExp(`^(?:${literalPattern(text)})$`, flags);
      expect(pattern.test(text)).toBe(true);
      expect(pattern.test(other)).toBe(other === text);
    }),
  );
});
