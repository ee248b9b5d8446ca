import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { inspectorEnabled } from '../../../lib/dependencies/rules/inspector-enabled';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const ENABLE = { service: 'Inspector2', action: 'enable', parameters: { resourceTypes: ['LAMBDA', 'LAMBDA_CODE'] } };

function scanned(Create: unknown, properties: object = {}, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'k' }, ...properties } },
      Call: { Type: 'Custom::AWS', Properties: { Create } },
    },
  };
}

function fn(stack: Stack): void {
  new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') });
}

function enable(stack: Stack): void {
  new AwsCustomResource(stack, 'Enable', {
    onCreate: { ...ENABLE, physicalResourceId: PhysicalResourceId.of('Inspector'), region: stack.region },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
  });
}

const isFn = (id: string) => id.startsWith('Fn');

describe('compliant', () => {
  test.each([[ENABLE], [{ ...ENABLE, service: '@aws-sdk/client-inspector2', action: 'EnableCommand' }]])('a call of %j', (call) =>
    expect(check(inspectorEnabled, scanned(JSON.stringify(call)))).toEqual([]));

  test('scans that this library turns on, but not only code scans', () => {
    const own = (ScanType: string) => {
      const template = scanned(undefined);
      template.Resources.Call = { Type: 'Custom::Sec3InspectorScanning', Properties: { ScanType } };
      return ids(inspectorEnabled, template);
    };
    expect(own('LAMBDA')).toEqual([]);
    expect(own('LAMBDA_CODE')).toEqual(['Fn[not-enabled]']);
  });

  test('code of this package', () => {
    const template = scanned(undefined);
    template.Resources.Fn.Metadata = { 'cdk-sec3:own-code': 'secret-rotation' };
    expect(check(inspectorEnabled, template)).toEqual([]);
  });

  test('a tag that excludes the function only from code scans', () => {
    const Tags = [{ Key: 'InspectorCodeExclusion', Value: 'LambdaCodeScanning' }, { Key: 'InspectorExclusion', Value: 'no' }];
    expect(check(inspectorEnabled, scanned(JSON.stringify(ENABLE), { Tags }))).toEqual([]);
  });

  test('constructs, and another stack of the same environment', () => {
    const workload = workloadOfApp((app: App) => {
      const env = { account: '111122223333', region: 'eu-west-1' };
      fn(new Stack(app, 'Orders', { env }));
      enable(new Stack(app, 'Inspector', { env }));
    });
    expect(ids(inspectorEnabled, workload).filter(isFn)).toEqual([]);
    expect(ids(inspectorEnabled, workloadOfStack((stack) => (fn(stack), enable(stack)))).filter(isFn)).toEqual([]);
  });
});

describe('non-compliant', () => {
  const expected = 'Fn[not-enabled] Properties: no custom resource of its account and Region enables function scans of Amazon Inspector';

  test.each([
    [undefined],
    [JSON.stringify({ service: 'S3', action: 'putObject' })],
    [JSON.stringify({ ...ENABLE, action: 'disable' })],
    [JSON.stringify({ ...ENABLE, parameters: { resourceTypes: ['EC2'] } })],
    [JSON.stringify({ ...ENABLE, parameters: null })],
  ])('a call of %s', (call) => expect(check(inspectorEnabled, scanned(call))).toEqual([expected]));

  test('another Region', () => {
    const workload = workloadOfApp((app: App) => {
      fn(new Stack(app, 'Orders', { env: { account: '111122223333', region: 'eu-west-1' } }));
      enable(new Stack(app, 'Inspector', { env: { account: '111122223333', region: 'us-east-1' } }));
    });
    expect(ids(inspectorEnabled, workload).filter(isFn)).toEqual([expect.stringMatching(/^Fn\w+\[not-enabled\]$/)]);
  });

  test('a tag that excludes the function', () => {
    const Tags = [{ Key: 'team', Value: 'orders' }, { Key: 'InspectorExclusion', Value: 'LambdaStandardScanning' }];
    expect(check(inspectorEnabled, scanned(JSON.stringify(ENABLE), { Tags }))).toEqual([
      'Fn[excluded] Properties.Tags[1]: the tag InspectorExclusion excludes it from scans',
    ]);
  });

  test.each([
    ['KmsKeyArn', 'its environment', { KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' }],
    ['Code.SourceKMSKeyArn', 'its code', { Code: { S3Bucket: 'b', S3Key: 'k', SourceKMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' } }],
  ])('a customer managed key in %s', (location, what, properties) => {
    expect(check(inspectorEnabled, scanned(JSON.stringify(ENABLE), properties))).toEqual([
      `Fn[customer-key] Properties.${location}: ${what} is encrypted with a customer managed key; according to its documentation, Amazon Inspector does not scan such functions`,
    ]);
  });

  test('in some deployments', () => {
    const template = scanned(JSON.stringify(ENABLE), {}, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    template.Resources.Call.Condition = 'IsProd';
    expect(check(inspectorEnabled, template)).toEqual([`${expected} (where parameter Env is "dev")`]);
  });
});

describe('undetermined', () => {
  const parameters = { Parameters: { P: { Type: 'String' } } };

  test.each([[{ A: 1 }], ['inspector2, as text'], ['"inspector2"']])('an unknown call: %j', (call) =>
    expect(ids(inspectorEnabled, scanned(call, {}, parameters))).toEqual(['Fn[undetermined]']));

  test('a call from a parameter', () => {
    const put = { 'Fn::Join': ['', ['{"service":"S3","action":"putObject","parameters":{"Body":"', { Ref: 'P' }, '"}}']] };
    expect(ids(inspectorEnabled, scanned(put, {}, parameters))).toEqual(['Fn[not-enabled]']);
    expect(ids(inspectorEnabled, scanned({ Ref: 'P' }, {}, parameters))).toEqual(['Fn[undetermined]']);
  });

  test('an unknown call matters only if nothing else enables scans', () => {
    const template = scanned({ Ref: 'P' }, {}, parameters);
    template.Resources.Known = scanned(JSON.stringify(ENABLE)).Resources.Call;
    expect(check(inspectorEnabled, template)).toEqual([]);
  });
});

test('a tag or a key excludes a function, wherever Amazon Inspector is enabled', () => {
  const Tags = [{ Key: 'InspectorExclusion', Value: 'LambdaStandardScanning' }];
  expect(ids(inspectorEnabled, scanned(undefined, { Tags })).filter(isFn)).toEqual(['Fn[not-enabled]', 'Fn[excluded]']);
  expect(ids(inspectorEnabled, scanned(undefined, { KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/a' })).filter(isFn)).toEqual(['Fn[not-enabled]', 'Fn[customer-key]']);
});

describe('filters', () => {
  const filter = (FilterCriteria: object, FilterAction: unknown = 'SUPPRESS') => ({
    Parameters: { Open: { Type: 'String' } }, Resources: { Filter: { Type: 'AWS::InspectorV2::Filter', Properties: { FilterAction, FilterCriteria } } },
  });
  const EQUAL = { Comparison: 'EQUALS' };

  test.each<[string, TestTemplate, string[]]>([
    ['one vulnerability', filter({ VulnerabilityId: [{ ...EQUAL, Value: 'CVE-2026-12345' }] }), []],
    ['a package', filter({ VulnerablePackages: [{ Name: { ...EQUAL, Value: 'lodash' } }] }), []],
    ['no suppression', filter({}, 'NONE'), []],
    ['a severity', filter({ Severity: [{ ...EQUAL, Value: 'HIGH' }], ResourceType: [{ ...EQUAL, Value: 'AWS_LAMBDA_FUNCTION' }] }), ['Filter[suppressed]']],
    ['a year of vulnerabilities', filter({ VulnerabilityId: [{ Comparison: 'PREFIX', Value: 'CVE-2026-' }] }), ['Filter[suppressed]']],
    ['all vulnerabilities but one', filter({ VulnerabilityId: [{ Comparison: 'NOT_EQUALS', Value: 'CVE-2026-12345' }] }), ['Filter[suppressed]']],
    ['an action that is known only at deployment', filter({}, { Ref: 'Open' }), ['Filter[undetermined]']],
  ])('%s', (_, template, expected) => {
    expect(ids(inspectorEnabled, template)).toEqual(expected);
  });
});
