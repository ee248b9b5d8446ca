import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as signer from 'aws-cdk-lib/aws-signer';
import { codeSigningEnforced } from '../../../lib/dependencies/rules/code-signing-enforced';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const code = { S3Bucket: 'packages', S3Key: 'signed.zip' };

function signed(policies: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: code, CodeSigningConfigArn: { Ref: 'Config' } } },
      Config: { Type: 'AWS::Lambda::CodeSigningConfig', Properties: { CodeSigningPolicies: policies } },
    },
  };
}

function config(stack: Stack, untrustedArtifactOnDeployment?: lambda.UntrustedArtifactOnDeployment): lambda.CodeSigningConfig {
  const profile = new signer.SigningProfile(stack, 'Profile', { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA });
  return new lambda.CodeSigningConfig(stack, 'Config', { signingProfiles: [profile], untrustedArtifactOnDeployment });
}

function fn(stack: Stack, codeSigningConfig?: lambda.ICodeSigningConfig): lambda.Function {
  const bucket = s3.Bucket.fromBucketName(stack, 'Packages', 'packages');
  return new lambda.Function(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromBucket(bucket, 'signed.zip'), codeSigningConfig,
  });
}

describe('compliant', () => {
  test('a configuration that enforces signatures', () => {
    expect(check(codeSigningEnforced, signed({ UntrustedArtifactOnDeployment: 'Enforce' }))).toEqual([]);
  });

  test('a configuration of another stack', () => {
    const workload = workloadOfApp((app) =>
      fn(new Stack(app, 'User'), config(new Stack(app, 'Owner'), lambda.UntrustedArtifactOnDeployment.ENFORCE)),
    );
    expect(check(codeSigningEnforced, workload)).toEqual([]);
  });

  test.each([[{ Code: { ZipFile: 'exports.handler = 1' } }], [{ PackageType: 'Image' }], [{ Code: { ImageUri: 'image' } }]])(
    'functions that can’t be signed: %j',
    (properties) => {
      expect(check(codeSigningEnforced, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: properties } } })).toEqual([]);
    },
  );
});

describe('non-compliant', () => {
  test('no configuration', () => {
    expect(check(codeSigningEnforced, { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: code } } } })).toEqual([
      'Fn[no-code-signing] Properties: CodeSigningConfigArn is absent, so any package may be deployed',
    ]);
  });

  test.each([[undefined], [{}], [{ UntrustedArtifactOnDeployment: 'Warn' }]])('a configuration that only warns: %j', (policies) => {
    expect(check(codeSigningEnforced, signed(policies))).toEqual([
      'Fn[warns-only] Properties: UntrustedArtifactOnDeployment is Warn, so packages without a trusted signature are deployed ' +
        '(template0.json/Config Properties.CodeSigningPolicies.UntrustedArtifactOnDeployment)',
    ]);
  });

  test('the default of the CDK', () => {
    expect(ids(codeSigningEnforced, workloadOfStack((stack) => fn(stack)))).toEqual([expect.stringMatching(/^Fn\w+\[no-code-signing\]$/)]);
    expect(ids(codeSigningEnforced, workloadOfStack((stack) => fn(stack, config(stack))))).toEqual([
      expect.stringMatching(/^Fn\w+\[warns-only\]$/),
    ]);
  });

  test('in some deployments', () => {
    const template = signed(
      { UntrustedArtifactOnDeployment: { 'Fn::If': ['IsProd', 'Enforce', 'Warn'] } },
      {
        Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
        Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
      },
    );
    expect(check(codeSigningEnforced, template)).toEqual([expect.stringMatching(/^Fn\[warns-only\] .*\(where parameter Env is "dev"\)$/)]);
  });
});

describe('undetermined', () => {
  test('a configuration outside of the templates', () => {
    const workload = workloadOfStack((stack) => {
      const arn = 'arn:aws:lambda:us-east-1:111122223333:code-signing-config:csc-0f6c334abcdea4d8b';
      fn(stack, lambda.CodeSigningConfig.fromCodeSigningConfigArn(stack, 'Config', arn));
    });
    expect(check(codeSigningEnforced, workload)).toEqual([
      expect.stringMatching(/^Fn\w+\[undetermined\] Properties.CodeSigningConfigArn: the enforcement of code signing configuration arn:.* is not part of/),
    ]);
  });

  test('a configuration from a parameter', () => {
    const template = signed({});
    template.Parameters = { Arn: { Type: 'String' } };
    template.Resources.Fn.Properties.CodeSigningConfigArn = { Ref: 'Arn' };
    expect(check(codeSigningEnforced, template)).toEqual([
      'Fn[undetermined] Properties.CodeSigningConfigArn: the value of parameter Arn is given at deployment',
    ]);
  });

  test.each([['Block'], [{}], [{ Ref: 'AWS::Region' }]])('an unknown action: %j', (action) => {
    expect(ids(codeSigningEnforced, signed({ UntrustedArtifactOnDeployment: action }))).toEqual(['Fn[undetermined]']);
  });
});
