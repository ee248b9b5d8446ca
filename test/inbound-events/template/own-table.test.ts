import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { eventSourceFuzzed } from '../../../lib/inbound-events/rules/event-source-fuzzed';
import { eventSourceValidated } from '../../../lib/inbound-events/rules/event-source-validated';
import { ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const trust = (Principal: object) => ({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });
const role = (Principal: object) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust(Principal) } });
const writes = { Statement: [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } }] };
const policy = (Properties: object) => ({ Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: writes, ...Properties } });

function stream(table: object = {}, others: TestTemplate['Resources'] = {}, type = 'AWS::DynamoDB::Table'): TestTemplate {
  return {
    Resources: {
      Table: { Type: type, Properties: table },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { TABLE: { Ref: 'Table' } } } } },
      Role: role({ Service: 'lambda.amazonaws.com' }),
      Policy: policy({ Roles: [{ Ref: 'Role' }] }),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } },
      },
      ...others,
    },
  };
}

test.each(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'])('compliant: the stream of a table that only functions write: %s', (type) => {
  expect(ids(eventSourceValidated, stream({}, {}, type))).toEqual([]);
  expect(ids(eventSourceFuzzed, stream({}, {}, type))).toEqual([]);
});

test('constructs', () => {
  const workload = workloadOfStack((stack: Stack) => {
    const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
    const table = new dynamodb.Table(stack, 'Table', { partitionKey, stream: dynamodb.StreamViewType.NEW_IMAGE, removalPolicy: RemovalPolicy.DESTROY });
    const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    table.grantReadWriteData(fn);
    table.autoScaleWriteCapacity({ minCapacity: 1, maxCapacity: 5 }).scaleOnUtilization({ targetUtilizationPercent: 70 });
    fn.addEventSource(new DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
  });
  expect(ids(eventSourceValidated, workload)).toEqual([]);
});

test.each<[string, object, TestTemplate['Resources']]>([
  ['a policy of the table', { ResourcePolicy: { PolicyDocument: {} } }, {}],
  ['a policy of a replica', { Replicas: [{ Region: 'eu-west-1', ResourcePolicy: {} }] }, {}],
  ['an import', { ImportSourceSpecification: {} }, {}],
  ['a name, which any principal may use', { TableName: 'orders' }, {}],
  ['a resolver', {}, { Source: { Type: 'AWS::AppSync::DataSource', Properties: { DynamoDBConfig: { TableName: { Ref: 'Table' } } } } }],
  ['an API', {}, { Method: { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { RequestTemplates: { a: { 'Fn::Sub': '"${Table}"' } } } } } }],
  ['a rule of IoT', {}, { Rule: { Type: 'AWS::IoT::TopicRule', Properties: { TopicRulePayload: { Actions: [{ DynamoDBv2: { PutItem: { TableName: { Ref: 'Table' } } } }] } } } }],
  ['the role of a service', {}, { Role: role({ Service: 'apigateway.amazonaws.com' }) }],
  ['a role of functions and others', {}, { Role: role({ Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] }) }],
  ['a role of another account', {}, { Role: role({ AWS: '111122223333' }) }],
  ['users', {}, { Policy: policy({ Users: ['u'] }) }],
  ['an imported role', {}, { Policy: policy({ Roles: ['other'] }) }],
  ['users of an identity pool', {}, { Pool: { Type: 'AWS::Cognito::IdentityPool', Properties: {} } }],
])('non-compliant: another writer is possible: %s', (_, table, others) => {
  expect(ids(eventSourceValidated, stream(table, others))).toEqual(['Mapping[not-validated]']);
});

test('undetermined: a trust that is known only at deployment', () => {
  const template = stream({}, { Role: role({ Service: { Ref: 'Service' } }) });
  expect(ids(eventSourceValidated, { ...template, Parameters: { Service: { Type: 'String' } } })).toEqual(['Mapping[undetermined]']);
});
