import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { imageScannedOnPush } from '../../../lib/dependencies/rules/image-scanned-on-push';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

function repository(properties: object, ...rules: unknown[]): TestTemplate {
  const template: TestTemplate = { Resources: { Repository: { Type: 'AWS::ECR::Repository', Properties: properties } } };
  if (rules.length > 0) {
    template.Resources.Registry = { Type: 'AWS::ECR::RegistryScanningConfiguration', Properties: { ScanType: 'ENHANCED', Rules: rules } };
  }
  return template;
}

function rule(frequency: unknown, ...filters: unknown[]): object {
  return { ScanFrequency: frequency, RepositoryFilters: filters.map((filter) => ({ Filter: filter, FilterType: 'WILDCARD' })) };
}

describe('compliant', () => {
  test.each([[true], ['true']])('scan on push: %j', (scanOnPush) => {
    expect(check(imageScannedOnPush, repository({ ImageScanningConfiguration: { ScanOnPush: scanOnPush } }))).toEqual([]);
  });

  test.each([
    ['*', rule('SCAN_ON_PUSH', '*')],
    ['continuous', rule('CONTINUOUS_SCAN', '*')],
    ['a prefix', rule('SCAN_ON_PUSH', 'orders/*')],
    ['a part of the name', rule('SCAN_ON_PUSH', 'api')],
    ['one filter of several', rule('SCAN_ON_PUSH', 'payments/*', { Ref: 'Open' }, '*/api')],
  ])('a registry that scans: %s', (_, scanning) => {
    const template = { ...repository({ RepositoryName: 'orders/api' }, rule('MANUAL', '*'), scanning), Parameters: { Open: { Type: 'String' } } };
    expect(check(imageScannedOnPush, template)).toEqual([]);
  });

  test('a generated name, if the registry scans all repositories', () => {
    expect(check(imageScannedOnPush, repository({}, rule('SCAN_ON_PUSH', '*')))).toEqual([]);
  });

  test('scan on push, with unknown rules of a registry', () => {
    const template = repository({ ImageScanningConfiguration: { ScanOnPush: true } }, rule({ 'Fn::ImportValue': 'elsewhere' }, '*'));
    expect(check(imageScannedOnPush, template)).toEqual([]);
  });

  test('a repository of the CDK, and one that the registry of its environment covers', () => {
    const env = { account: '111122223333', region: 'us-east-1' };
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack', { env });
      new ecr.Repository(stack, 'Own', { imageScanOnPush: true });
      new ecr.Repository(stack, 'Covered');
      new ecr.CfnRegistryScanningConfiguration(new Stack(app, 'Registry', { env }), 'Scanning', {
        scanType: 'BASIC',
        rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
      });
    });
    expect(check(imageScannedOnPush, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each([[{}], [{ ImageScanningConfiguration: {} }], [{ ImageScanningConfiguration: { ScanOnPush: false } }]])('%j', (properties) => {
    expect(check(imageScannedOnPush, repository(properties))).toEqual([
      'Repository[not-scanned] Properties: ScanOnPush is not true, and no configuration of the registry scans images on push',
    ]);
  });

  test.each([
    ['manually', rule('MANUAL', '*')],
    ['nothing', rule('SCAN_ON_PUSH')],
    ['other repositories', rule('SCAN_ON_PUSH', 'payments/*', 'billing')],
    ['without a frequency', rule(undefined, '*')],
  ])('a registry that scans %s', (_, scanning) => {
    expect(ids(imageScannedOnPush, repository({ RepositoryName: 'orders/api' }, scanning))).toEqual(['Repository[left-out]']);
  });

  test('the default of the CDK, and the registry of another Region', () => {
    const workload = workloadOfApp((app) => {
      new ecr.Repository(new Stack(app, 'Stack', { env: { region: 'eu-west-1' } }), 'Repository');
      new ecr.CfnRegistryScanningConfiguration(new Stack(app, 'Registry', { env: { region: 'us-east-1' } }), 'Scanning', {
        scanType: 'BASIC',
        rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
      });
    });
    expect(ids(imageScannedOnPush, workload)).toEqual([expect.stringMatching(/^Repository\w+\[not-scanned\]$/)]);
    expect(ids(imageScannedOnPush, workloadOfStack((stack) => new ecr.Repository(stack, 'Repository')))).toHaveLength(1);
  });

  test('in some deployments', () => {
    const template = repository({}, rule('SCAN_ON_PUSH', '*'));
    template.Parameters = { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } };
    template.Conditions = { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } };
    template.Resources.Registry.Condition = 'IsProd';
    expect(check(imageScannedOnPush, template)).toEqual([
      'Repository[not-scanned] Properties: ScanOnPush is not true, and no configuration of the registry scans images on push (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('a parameter', () => {
    const template = repository({ ImageScanningConfiguration: { ScanOnPush: { Ref: 'Scan' } } });
    template.Parameters = { Scan: { Type: 'String' } };
    expect(check(imageScannedOnPush, template)).toEqual([
      'Repository[undetermined] Properties.ImageScanningConfiguration.ScanOnPush: the value of parameter Scan is given at deployment',
    ]);
  });

  test('a generated name, if the registry scans some repositories', () => {
    expect(check(imageScannedOnPush, repository({}, rule('SCAN_ON_PUSH', 'orders*')))).toEqual([
      'Repository[undetermined] Properties.RepositoryName: the name is generated, so whether filter orders* of the registry matches it is unknown',
    ]);
  });

  test.each([[{}], [5], ['text'], [{ 'Fn::ImportValue': 'elsewhere' }]])('malformed or unknown rules: %j', (rules) => {
    const template = repository({}, 'rule');
    template.Resources.Registry.Properties.Rules = rules;
    expect(ids(imageScannedOnPush, template)).toEqual(['Repository[undetermined]']);
  });
});
