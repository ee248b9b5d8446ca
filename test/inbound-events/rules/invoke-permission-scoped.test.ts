import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as logsDestinations from 'aws-cdk-lib/aws-logs-destinations';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { invokePermissionScoped } from '../../../lib/inbound-events/rules/invoke-permission-scoped';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

function permission(props: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', ...props } },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Topic: { Type: 'AWS::SNS::Topic' },
      Api: { Type: 'AWS::ApiGateway::RestApi' },
      Group: { Type: 'AWS::Logs::LogGroup' },
    },
  };
}

function fn(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
}

describe('compliant', () => {
  test('event sources of the CDK, also in another stack', () => {
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack');
      const handler = fn(stack);
      new apigateway.LambdaRestApi(stack, 'Api', { handler });
      new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(handler));
      new sns.Topic(new Stack(app, 'Topics'), 'Topic').addSubscription(new subscriptions.LambdaSubscription(handler));
      new events.Rule(stack, 'Rule', { schedule: events.Schedule.rate(Duration.days(1)) }).addTarget(new targets.LambdaFunction(handler));
      new logs.LogGroup(stack, 'Logs').addSubscriptionFilter('Filter', {
        destination: new logsDestinations.LambdaDestination(handler),
        filterPattern: logs.FilterPattern.allEvents(),
      });
      handler.grantInvoke(new iam.AccountPrincipal('222222222222'));
      handler.grantInvoke(new iam.OrganizationPrincipal('o-1234567890'));
      handler.addPermission('Role', { principal: new iam.ArnPrincipal('arn:aws:iam::111111111111:role/x') });
      handler.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    });
    expect(check(invokePermissionScoped, workload)).toEqual([]);
  });

  test.each([
    [{ Principal: 's3.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } }],
    [{ Principal: 's3.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, SourceAccount: '111111111111' }],
    [{ Principal: 'sns.amazonaws.com', SourceArn: { Ref: 'Topic' } }],
    [{ Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:*:111111111111:*' }],
    [{ Principal: { 'Fn::Sub': 'logs.${AWS::URLSuffix}' }, SourceArn: { 'Fn::Sub': '${Group.Arn}:*' } }],
    [{ Principal: 'apigateway.amazonaws.com', SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*' } }],
    [{ Principal: 'apigateway.amazonaws.com', SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:*:*:${Api}/*' } }],
    [{ Principal: 'alexa-appkit.amazon.com', EventSourceToken: 'amzn1.ask.skill.x' }],
    [{ Principal: '*', SourceArn: { Ref: 'Topic' } }],
    [{ Principal: '*', FunctionUrlAuthType: 'NONE' }],
  ])('%j', (props) => {
    expect(check(invokePermissionScoped, permission(props))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('the permission of the CDK for a rotation function', () => {
    const workload = workloadOfStack((stack) => {
      new secretsmanager.Secret(stack, 'Secret').addRotationSchedule('Rotation', { rotationLambda: fn(stack) });
    });
    expect(check(invokePermissionScoped, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([
      '[no-source] Properties: secretsmanager.amazonaws.com may invoke the function, and no source is named',
    ]);
  });

  test.each([
    [{ Principal: 'events.amazonaws.com' }, 'no-source'],
    [{ Principal: { 'Fn::Sub': 'events.${AWS::URLSuffix}' } }, 'no-source'],
    [{ Principal: 'logs.eu-west-1.amazonaws.com.cn' }, 'no-source'],
    [{ Principal: 'alexa-appkit.amazon.com' }, 'no-source'],
    [{ Principal: 'cloudfront.amazonaws.com', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'AWS_IAM' }, 'no-source'],
    [{ Principal: 'sns.amazonaws.com', SourceArn: '*' }, 'source-of-any-account'],
    [{ Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:*:*:*' }, 'source-of-any-account'],
    [{ Principal: 'events.amazonaws.com', SourceArn: 'arn:aws:events:eu-west-1:*:rule/Mine' }, 'source-of-any-account'],
    [{ Principal: 'apigateway.amazonaws.com', SourceArn: 'arn:aws:execute-api:*:*:*/prod/*' }, 'source-of-any-account'],
    [{ Principal: 'apigateway.amazonaws.com', SourceArn: 'arn:aws:execute-api:*:*:a*/prod/*' }, 'source-of-any-account'],
    [{ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::bucket' }, 'source-of-any-account'],
    [{ Principal: 's3.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['Bucket', 'Arn'] } }, 'source-of-any-account'],
    [{ Principal: 's3.amazonaws.com', SourceArn: { 'Fn::Sub': 'arn:aws:s3:::${Bucket}' } }, 'source-of-any-account'],
    [{ Principal: '*' }, 'open-to-everyone'],
    [{ Principal: '*', SourceArn: '*' }, 'open-to-everyone'],
  ])('%j: %s', (props, id) => {
    expect(ids(invokePermissionScoped, permission(props))).toEqual([`Permission[${id}]`]);
  });

  test('a source only in some deployments', () => {
    const template = permission(
      { Principal: 'sns.amazonaws.com', SourceArn: { 'Fn::If': ['IsProd', { Ref: 'Topic' }, { Ref: 'AWS::NoValue' }] } },
      {
        Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
        Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
      },
    );
    expect(check(invokePermissionScoped, template)).toEqual([
      'Permission[no-source] Properties: sns.amazonaws.com may invoke the function, and no source is named (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('a source from a parameter', () => {
    const template = permission({ Principal: 'sns.amazonaws.com', SourceArn: { Ref: 'Source' } }, { Parameters: { Source: { Type: 'String' } } });
    expect(check(invokePermissionScoped, template)).toEqual([
      'Permission[undetermined] Properties.SourceArn: the value of parameter Source is given at deployment',
    ]);
  });

  test.each([[{}], [{ Principal: { 'Fn::ImportValue': 'x' } }], [{ Principal: { AWS: '*' } }]])('%j', (props) => {
    expect(ids(invokePermissionScoped, permission(props))).toEqual(['Permission[undetermined]']);
  });
});
