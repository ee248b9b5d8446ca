import { EventSchema } from '../../../lib';

const TYPES = 'array, boolean, integer, null, number, object, string';

test.each<[schema: object, ...problems: string[]]>([
  [{ type: 'text' }, `#/type: one of ${TYPES} is expected`],
  [{ type: ['string', 'string'] }, '#/type: an item occurs twice'],
  [{ type: 'string', maxLength: '5', minLength: -1, pattern: 5 }, '#/maxLength: an integer is expected', '#/minLength: a number of at least 0 is expected', '#/pattern: a string is expected'],
  [{ type: 'integer', multipleOf: 0 }, '#/multipleOf: a number above 0 is expected'],
  [{ type: 'array', items: 5 }, '#/items: an object or a boolean is expected'],
  [{ type: 'string', maxLenght: 3 }, '#: there is no keyword "maxLenght"; did you mean maxLength?'],
  [{ type: 'string', format: 'zip-code' }, '#: there is no format "zip-code"'],
  [{ $ref: 'https://example.com/a.json' }, '#: the $ref https://example.com/a.json is not found in the schema; a reference can’t lead to another document'],
  [{ type: 'object', required: ['a', 'a'] }, '#/required: an item occurs twice'],
])('%j is rejected with the expected value', (schema, ...problems) => {
  expect(() => EventSchema.sqs(schema)).toThrow(`EventSchema.sqs: ${problems.length} problem${problems.length === 1 ? '' : 's'} with the schema:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
});
