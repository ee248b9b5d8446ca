import * as fc from 'fast-check';
import { tableOf } from '../../lib/aws/table';
import { TOKEN_FORMATS } from '../../lib/aws/tables/token-formats';
import { tokenFormatIn, tokenFormats } from '../../lib/aws/token-formats';

test.each([...tableOf(TOKEN_FORMATS)].map(([id, [, pattern]]) => [id, pattern]))('%s is recognized', (_, pattern) => {
  fc.assert(
    fc.property(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), (token) => {
      expect(tokenFormatIn(`value "${token}" here`)).toBeDefined();
    }),
    { numRuns: 20 },
  );
});

test.each(['', 'orders', 'https://shop.example.com/api', 'arn:aws:sqs:eu-west-1:111111111111:orders', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'])('%s is not a token', (text) => {
  expect(tokenFormatIn(text)).toBeUndefined();
});

test('there are more than 90 formats', () => {
  expect(tokenFormats().length).toBeGreaterThan(90);
});
