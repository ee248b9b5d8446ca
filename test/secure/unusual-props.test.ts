import { App, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { packFindings } from './packs';
import { UNUSUAL } from './unusual-props';
import { CONSTRUCTS } from '../../projenrc/construct-pages/pages';

/** Environments of stacks: cfn-lint judges each template, as in all tests of constructs. */
const PLACES: { readonly [place: string]: StackProps } = {
  'anywhere': {},
  'in China': { env: { account: '111122223333', region: 'cn-north-1' } },
  'in GovCloud': { env: { account: '111122223333', region: 'us-gov-west-1' } },
};

const NAMES = Object.keys(UNUSUAL);

test('all constructs of the library are tested', () => {
  expect([...NAMES].sort()).toEqual(CONSTRUCTS.filter((name) => name !== 'ManualReview').sort());
});

test.each(NAMES.flatMap((name) => Object.keys(PLACES).map((place) => [name, place])))('%s synthesizes %s', (name, place) => {
  const stack = new Stack(new App(), 'Stack', PLACES[place]);
  UNUSUAL[name](stack);
  const template = JSON.stringify(Template.fromStack(stack).toJSON());
  if (place !== 'anywhere') expect(template).not.toMatch(/arn:aws:(?!iam::aws:policy)/);
});

test.each(NAMES)('%s synthesizes at a deep path, in a nested stack', (name) => {
  const stack = new Stack(new App(), 'Stack');
  let scope: Construct = new NestedStack(stack, 'Nested');
  for (let level = 0; level < 4; level += 1) scope = new Construct(scope, `LevelOfAnAppWithRatherLongNames${level}`);
  UNUSUAL[name](scope);
  expect(() => Template.fromStack(stack)).not.toThrow();
});

/** Returns the metrics of alarms and filters that are completely named in the template, except for those of AWS. */
function metrics(name: string, stackName: string): string[] {
  const stack = new Stack(new App(), 'Stack', { stackName });
  UNUSUAL[name](stack);
  const properties = (type: string) => Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);
  const ofAlarms = properties('AWS::CloudWatch::Alarm').map(({ Namespace, MetricName, Dimensions = [] }) => [Namespace, MetricName, Dimensions]);
  const ofFilters = properties('AWS::Logs::MetricFilter').flatMap(({ MetricTransformations }) => MetricTransformations.map((each: any) => [each.MetricNamespace, each.MetricName]));
  return [...ofAlarms, ...ofFilters].filter(([namespace]) => namespace !== undefined && !namespace.startsWith('AWS/')).map((metric) => JSON.stringify(metric)).filter((text) => !text.includes('"Ref"'));
}

test.each(NAMES)('%s shares no metric with another deployment of the app in the account', (name) => {
  const other = metrics(name, 'orders-test');
  expect(metrics(name, 'orders-production').filter((metric) => other.includes(metric))).toEqual([]);
});

/** Rules with expected findings because of the props, mostly about functions that the library does not create. */
const FOUND: { readonly [name: string]: readonly string[] } = {
  // Rules judge APIs, and this stack only has the firewall.
  CodeSigningConfig: ['DependenciesCertified', 'EgressLimited', 'FunctionConcurrencyBounded', 'RuntimeProtected', 'SbomPresent'],
  EventValidation: ['EgressLimited', 'FunctionConcurrencyBounded', 'QuarantineEncrypted', 'RuntimeProtected'],
  InspectorScanning: ['EgressLimited', 'FunctionConcurrencyBounded', 'RuntimeProtected'],
  // Its replica has a key of another Region, and so of another stack.
  RotatedSecret: [
    'EgressLimited', 'RuntimePolicyValid', 'RuntimeProtectionEnforces', 'SecretAudited', 'SecretKeyRotated', 'SecretReadersNamed', 'SecretRotationAlarmed',
  ],
  RuntimeProtection: [
    'CodeSigningEnforced', 'DependenciesCertified', 'FunctionConcurrencyBounded', 'NoPlaintextSecretInEnvironment', 'RuntimeProtectionEnforces', 'SbomPresent',
  ],
  // Two audits; one states that the other has created a trail.
  SecretAudit: ['AcknowledgementStale', 'SecretReadersNamed', 'SecretRotated'],
  SecureFunction: ['EgressLimited', 'FunctionConcurrencyBounded', 'RuntimeProtected', 'RuntimeProtectionEnforces', 'SecretAudited', 'SecretRotationAlarmed'],
  SecureNodejsFunction: ['CodeSigningEnforced', 'FunctionConcurrencyBounded'],
  SecureRestApi: ['FunctionConcurrencyBounded'],
  VaultSecret: ['FunctionConcurrencyBounded'],
};

test.each(NAMES)('%s: the gate has only the expected findings', (name) => {
  const { open } = packFindings((stack) => UNUSUAL[name](stack));
  const rules = open.flatMap((finding) => /^Sec3-(\w+)/.exec(finding)?.[1] ?? []);
  expect([...new Set(rules)].sort()).toEqual(FOUND[name] ?? []);
});
