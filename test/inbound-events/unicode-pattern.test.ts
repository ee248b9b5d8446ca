import { unicodePattern } from '../../lib/inbound-events/unicode-pattern';

test.each([
  ['^(\\-|\\+)\\d{2}$', '^(-|\\+)\\d{2}$'],
  ['[\\w\\-\\@]\\@\\:', '[\\w\\-@]@:'],
  ['^a$', '^a$'],
  ['\\u{1F600}\\-', '\\u{1F600}-'],
  ['\\Z\\-', '\\Z\\-'],
  ['(', '('],
])('%s becomes %s', (pattern, expected) => {
  expect(unicodePattern(pattern)).toBe(expected);
});
