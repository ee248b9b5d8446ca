import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { functionUrlAuthorized } from '../../../lib/inbound-events/rules/function-url-authorized';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function url(props: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return { ...extra, Resources: { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: 'f', ...props } } } };
}

function permission(props: object): TestTemplate {
  const Properties = { Action: 'lambda:InvokeFunctionUrl', FunctionName: 'f', Principal: '*', ...props };
  return { Resources: { Permission: { Type: 'AWS::Lambda::Permission', Properties } } };
}

function fn(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
}

describe('compliant', () => {
  test('IAM, with callers of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      const functionUrl = fn(stack).addFunctionUrl({ cors: { allowedOrigins: ['*'] } });
      functionUrl.grantInvokeUrl(new iam.AccountPrincipal('222222222222'));
      const origin = origins.FunctionUrlOrigin.withOriginAccessControl(functionUrl);
      new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin } });
    });
    expect(check(functionUrlAuthorized, workload)).toEqual([]);
  });

  test.each([
    [{ PrincipalOrgID: 'o-1234567890', FunctionUrlAuthType: 'AWS_IAM' }],
    [{ SourceAccount: '111111111111' }],
    [{ Principal: '111111111111' }],
    [{ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }],
    [{ Action: 'lambda:InvokeFunction' }],
  ])('%j', (props) => {
    expect(check(functionUrlAuthorized, permission(props))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a public URL of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      fn(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    });
    expect(check(functionUrlAuthorized, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([
      '[public-url] Properties.AuthType: AuthType is NONE, so everyone may call the URL',
      '[public-permission] Properties.Principal: principal "*" may invoke the function through its URL (FunctionUrlAuthType NONE)',
    ]);
  });

  test.each([[{ FunctionUrlAuthType: 'NONE' }], [{ FunctionUrlAuthType: 'AWS_IAM' }], [{}]])('everyone, with %j', (props) => {
    expect(ids(functionUrlAuthorized, permission(props))).toEqual(['Permission[public-permission]']);
  });

  test('a URL that is public in some deployments', () => {
    const template = url({ AuthType: { 'Fn::If': ['IsProd', 'AWS_IAM', 'NONE'] } }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(functionUrlAuthorized, template)).toEqual([
      'Url[public-url] Properties.AuthType: AuthType is NONE, so everyone may call the URL (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('a type from a parameter', () => {
    expect(ids(functionUrlAuthorized, url({ AuthType: { Ref: 'Type' } }, { Parameters: { Type: { Type: 'String' } } }))).toEqual([
      'Url[undetermined]',
    ]);
  });

  test.each([[{}], [{ AuthType: 'PASSWORD' }], [{ AuthType: ['NONE'] }]])('%j', (props) => {
    expect(ids(functionUrlAuthorized, url(props))).toEqual(['Url[undetermined]']);
  });

  test.each([[{ Principal: undefined }], [{ Principal: { 'Fn::ImportValue': 'x' } }], [{ Action: { 'Fn::ImportValue': 'x' } }]])('%j', (props) => {
    expect(ids(functionUrlAuthorized, permission(props))).toEqual(['Permission[undetermined]']);
  });
});
