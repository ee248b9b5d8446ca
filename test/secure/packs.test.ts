import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { packFindings } from './packs';

test.each([
  ['the gate', /^Sec3-/],
  ['cdk-nag', /^AwsSolutions-/],
  ['the CDK’s own validator', /^F3002 /],
])('%s is one of the validators', (_, rule) => {
  const { open } = packFindings((stack) => new CfnSecret(stack, 'Secret').addPropertyOverride('Nonsense', 'yes'));
  expect(open).toContainEqual(expect.stringMatching(rule));
});
