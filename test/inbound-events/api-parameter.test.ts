import { ApiParameter } from '../../lib/inbound-events/api-parameter';
import { RequestModel } from '../../lib/inbound-events/request-model';

test('each kind has a schema and is required', () => {
  expect(ApiParameter.pattern('^[a-z]+$', 20)).toEqual({ schema: { type: 'string', pattern: '^[a-z]+$', maxLength: 20 }, required: true });
  expect(ApiParameter.integer(1, 100)).toEqual({ schema: { type: 'integer', minimum: 1, maximum: 100 }, required: true });
  expect(ApiParameter.oneOf(['asc', 'desc'])).toEqual({ schema: { type: 'string', enum: ['asc', 'desc'] }, required: true });
});

test('optional returns a copy', () => {
  const parameter = ApiParameter.integer(1, 100);
  expect(parameter.optional()).toEqual({ schema: parameter.schema, required: false });
  expect(parameter.required).toBe(true);
});

test('sensitive returns a copy', () => {
  const parameter = ApiParameter.oneOf(['a', 'b']).optional();
  expect(parameter.sensitive()).toEqual({ schema: { ...parameter.schema, 'x-sensitive': true }, required: false });
  expect(parameter.schema).not.toHaveProperty('x-sensitive');
});

test('a sensitive model makes a sensitive parameter', () => {
  const model = RequestModel.fromSchema({ 'type': 'string', 'maxLength': 3, 'x-sensitive': true });
  expect(ApiParameter.fromModel(model).schema).toMatchObject({ 'type': 'string', 'x-sensitive': true });
});

test.each([
  [() => ApiParameter.pattern('[a-z]+', 20), 'does not start with ^ and end with $'],
  [() => ApiParameter.pattern('^([a-z]+$', 20), 'Unterminated group'],
  [() => ApiParameter.pattern('^(a+)+$', 9), 'ApiParameter.pattern("^(a+)+$"): the pattern ^(a+)+$ backtracks without end'],
  [() => ApiParameter.pattern('^a$', 0), 'maxLength 0 is not a whole number of characters above 0'],
  [() => ApiParameter.pattern('a', NaN), 'so other text may surround a match; maxLength NaN is not'],
  [() => ApiParameter.integer(2, 1), 'ApiParameter.integer(2, 1): two whole numbers are expected'],
  [() => ApiParameter.integer(0, 0.5), 'two whole numbers are expected'],
  [() => ApiParameter.oneOf([]), 'ApiParameter.oneOf([]): one or more different values are expected'],
  [() => ApiParameter.oneOf(['a', 'a']), 'one or more different values are expected'],
])('rejects bad input %#', (make, message) => {
  expect(make).toThrow(message);
});
