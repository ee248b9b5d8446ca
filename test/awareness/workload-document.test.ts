import { UnexpectedDocument, UsedSoftware } from '../../lib/awareness/feed';
import { workloadDocument } from '../../lib/awareness/workload-document';

const npm = (name: string, version: string) => ({ ecosystem: 'npm' as const, name, version });

test('the document does not depend on order and lists each package once, with the functions that ship it', () => {
  const a = { path: 'A', packages: [npm('x', '1'), npm('y', '1'), npm('x', '1')] };
  const b = { path: 'B', packages: [npm('x', '1'), npm('x', '2')] };
  const types = ['AWS::S3::Bucket', 'AWS::Lambda::Function', 'AWS::S3::BucketPolicy', 'Custom::Thing', 'AWS::CDK::Metadata'];
  const document = workloadDocument([b, a], types, ['z', 'z'], ['B', 'B']);
  expect(document).toEqual({
    version: 1,
    functions: ['A', 'B'],
    packages: [{ ...npm('x', '1'), functions: [0, 1] }, { ...npm('x', '2'), functions: [1] }, { ...npm('y', '1'), functions: [0] }],
    services: ['CDK', 'Lambda', 'S3'],
    technologies: ['z'],
    unknown: ['B'],
  });
  expect(workloadDocument([a, b], [...types].reverse(), ['z'], ['B'])).toEqual(document);
  expect(UsedSoftware.parse(JSON.stringify(document)).document).toEqual(document);
});

test.each([
  ['{', 'is not JSON'],
  ['[]', 'is not an object'],
  ['{"version":2}', 'version is not 1'],
  [JSON.stringify({ ...workloadDocument([], [], [], []), packages: [{ ...npm('x', '1'), functions: [0] }] }), 'ships with a function that is not listed'],
  [JSON.stringify({ ...workloadDocument([], [], [], []), packages: [{ ...npm('x', '1'), ecosystem: 'maven', functions: [] }] }), 'neither npm nor pypi'],
  [JSON.stringify({ ...workloadDocument([], [], [], []), services: [1] }), 'workload.services is not a list of strings'],
])('%s is rejected: %s', (text, message) => {
  expect(() => UsedSoftware.parse(text)).toThrow(UnexpectedDocument);
  expect(() => UsedSoftware.parse(text)).toThrow(message);
});
