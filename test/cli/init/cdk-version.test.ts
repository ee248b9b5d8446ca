import { tooOldCdk } from '../../../lib/cli/init/cdk-version';
import { inTemporaryFolder } from '../harness';

const files = inTemporaryFolder();
const asks = (range: string) => ({ 'package.json': { dependencies: { 'aws-cdk-lib': range } } });
const has = (version: string) => ({ 'node_modules/aws-cdk-lib/package.json': { version } });

test.each<[string, { readonly [name: string]: unknown }, string | undefined]>([
  ['nothing', {}, undefined],
  ['an old required version', asks('2.80.0'), '2.80.0'],
  ['a range that a new one is in', asks('^2.80.0'), undefined],
  ['a range of earlier ones', asks('~2.80.0'), '~2.80.0'],
  ['no range', asks('file:../cdk'), undefined],
  ['an old installed version, with any required one', { ...asks('^2.80.0'), ...has('2.100.0') }, '2.100.0'],
  ['a new installed version', { ...asks('2.80.0'), ...has('2.276.0') }, undefined],
  ['an old one of Python', { 'requirements.txt': 'boto3\naws-cdk-lib==2.80.0\n' }, '2.80.0'],
  ['a range of Python', { 'requirements.txt': 'aws-cdk-lib>=2.0.0,<3\n' }, undefined],
  ['a broken package.json', { 'package.json': '{' }, undefined],
])('%s', (_, content, expected) => {
  files(content);
  expect(tooOldCdk('.')).toBe(expected);
});
