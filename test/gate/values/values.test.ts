import { display, isTextual, partsOf, Pseudo, Reference, Text, textOf, Undetermined, Unknown } from '../../../lib/gate/values/values';
import { workloadOf } from '../harness';

const [bucket] = workloadOf({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } }).resources();
const region = new Pseudo('AWS::Region');
const arn = new Reference(bucket, 'Arn');
const unknown = new Unknown('no one knows');

describe('textOf', () => {
  test('of known parts is a string', () => expect(textOf(['a', '', 'b'])).toBe('ab'));
  test('without parts is the empty string', () => expect([textOf([]), textOf(['', ''])]).toEqual(['', '']));
  test('of one part is that part', () => expect(textOf(['', arn, ''])).toBe(arn));
  test('merges neighboring strings and inner texts', () => {
    expect(textOf(['a', new Text(['b', region, 'c']), 'd', unknown])).toEqual(new Text(['ab', region, 'cd', unknown]));
  });
});

test('partsOf returns the parts of each kind of text', () => {
  expect([partsOf('a'), partsOf(region), partsOf(new Text(['a', region]))]).toEqual([['a'], [region], ['a', region]]);
});

test('display writes parts as Fn::Sub does', () => {
  expect(display(new Text(['a-', region, '-', new Reference(bucket, 'Ref'), '-', arn, '-', unknown]))).toBe('a-${AWS::Region}-${Bucket}-${Bucket.Arn}-${?}');
});

test('an unknown value has no listed values and is no parameter, unless it is created with them', () => {
  expect(new Unknown('no one knows')).toMatchObject({ oneOf: [], noneOf: [], parameter: undefined, isSingle: false });
});

test('isTextual recognizes values that are texts at deployment', () => {
  for (const value of ['', 'a', region, arn, unknown, new Text(['a'])]) expect(isTextual(value)).toBe(true);
  for (const value of [undefined, null, 0, true, [], {}, { parts: [] }]) expect(isTextual(value)).toBe(false);
});

test('Undetermined names the place and the reason', () => {
  expect(new Undetermined('no one knows', bucket, 'Properties.X')).toMatchObject({
    name: 'Undetermined', message: 'template0.json/Bucket Properties.X: no one knows', reason: 'no one knows', resource: bucket, location: 'Properties.X',
  });
});
