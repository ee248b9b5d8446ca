import Ajv from 'ajv';
import fc from 'fast-check';
import { TEXT_LENGTH } from '../../../lib/inbound-events/events/text-length';

const own = new Ajv({ strictTypes: false });
for (const keyword of [TEXT_LENGTH.keyword].flat()) own.removeKeyword(keyword);
own.addKeyword(TEXT_LENGTH);

test.each(['maxLength', 'minLength'])('%s accepts the same texts as in ajv, with any characters', (keyword) => {
  const texts = fc.array(fc.constantFrom('a', 'é', '😀', '\ud83d', '\ude00'), { maxLength: 8 }).map((characters) => characters.join(''));
  for (const limit of [0, 1, 2, 3, 5]) {
    const schema = { [keyword]: limit };
    const [expected, actual] = [new Ajv({ strictTypes: false }).compile(schema), own.compile(schema)];
    fc.assert(fc.property(texts, (text) => expect(actual(text)).toBe(expected(text))), { numRuns: 200 });
  }
});

test('the message says what is wrong', () => {
  expect(own.validate({ maxLength: 1 }, 'ab')).toBe(false);
  expect(own.errorsText()).toBe('data must have at most 1 characters');
});
