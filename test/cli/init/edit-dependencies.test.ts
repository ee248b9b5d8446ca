import { editPackageJson, editRequirements, packagesOf } from '../../../lib/cli/init/edit-dependencies';

const PACKAGES = packagesOf('1.2.3');
const manifest = (dependencies: object, indentation: string | number = 2) => `${JSON.stringify({ name: 'a', dependencies }, null, indentation)}\n`;

test('packages are added in order, in the section of aws-cdk-lib', () => {
  const result = editPackageJson(manifest({ 'aws-cdk-lib': '^2.271.0', 'constructs': '^10.6.0' }), PACKAGES);
  expect(result).toEqual({ kind: 'changed', text: manifest({ 'aws-cdk-lib': '^2.271.0', 'cdk-nag': '^3.0.2', 'cdk-sec3': '^1.2.3', 'constructs': '^10.6.0' }) });
});

test('indentation and line endings are kept', () => {
  const before = manifest({ 'aws-cdk-lib': '2' }, '\t').replace(/\n/g, '\r\n');
  expect(editPackageJson(before, PACKAGES)).toEqual({ kind: 'changed', text: manifest({ 'aws-cdk-lib': '2', 'cdk-nag': '^3.0.2', 'cdk-sec3': '^1.2.3' }, '\t').replace(/\n/g, '\r\n') });
});

test('existing entries are kept', () => {
  expect(editPackageJson(manifest({ 'aws-cdk-lib': '2', 'cdk-sec3': '1', 'cdk-nag': '3' }), PACKAGES)).toEqual({ kind: 'unchanged' });
  expect(editRequirements('aws-cdk-lib\nCDK_Sec3==1\n', '1.2.3')).toEqual({ kind: 'unchanged' });
});

test.each([
  ['{', /can’t be read as JSON/],
  ['[]', /not a JSON object/],
  [manifest({}), /does not list aws-cdk-lib/],
  ['{"dependencies": {"aws-cdk-lib": "2"}}', /npm would format it differently/],
])('package.json %j is not changed', (text, reason) => expect(editPackageJson(text, PACKAGES)).toEqual({ kind: 'by-hand', reason: expect.stringMatching(reason) }));

test('adds a line to requirements.txt', () => {
  expect(editRequirements('aws-cdk-lib==2.276.0\nconstructs', '1.2.3')).toEqual({ kind: 'changed', text: 'aws-cdk-lib==2.276.0\nconstructs\ncdk-sec3>=1.2.3\n' });
  expect(editRequirements('boto3\n', '1.2.3').kind).toBe('by-hand');
  expect(editRequirements('aws-cdk-lib==2 --hash=sha256:x\n', '1.2.3').kind).toBe('by-hand');
});
