import { OperationName } from '../../../lib/preflight/client/operations';
import { ACCOUNT, answersTo, deployed, REGION, stack, stubbed } from '../asking';
import { Failure, Raw } from '../stub-aws';

const scene = stubbed();

async function answers(resource: object, props = {}): Promise<string[]> {
  return answersTo('name', await scene.ask([stack({ It: resource }, props)]));
}

const FREE = ['ready It is free. [Orders/It]'];
const TAKEN = ['fails It is in use, and not by this stack. [Orders/It]'];
const OWN = ['ready It belongs to this stack’s own resource from an earlier deployment. [Orders/It]'];

interface Case {
  readonly type: string;
  readonly property: string;
  readonly name: string;
  readonly operation: OperationName;
  readonly free: object;
  readonly taken: object;
  readonly asked: object;
  readonly physicalId: string;
}

const CASES: readonly Case[] = [
  {
    type: 'AWS::S3::Bucket',
    property: 'BucketName',
    name: 'orders-archive',
    operation: 's3:HeadBucket',
    free: new Raw('', 404),
    taken: {},
    asked: { Bucket: 'orders-archive' },
    physicalId: 'orders-archive',
  },
  {
    type: 'AWS::IAM::Role',
    property: 'RoleName',
    name: 'orders',
    operation: 'iam:GetRole',
    free: new Failure(404, 'NoSuchEntity'),
    taken: { Role: {} },
    asked: { RoleName: 'orders' },
    physicalId: 'orders',
  },
  {
    type: 'AWS::SQS::Queue',
    property: 'QueueName',
    name: 'orders',
    operation: 'sqs:GetQueueUrl',
    free: new Failure(400, 'QueueDoesNotExist'),
    taken: { QueueUrl: 'x' },
    asked: { QueueName: 'orders' },
    physicalId: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders',
  },
  {
    type: 'AWS::SNS::Topic',
    property: 'TopicName',
    name: 'orders',
    operation: 'sns:GetTopicAttributes',
    free: new Failure(404, 'NotFound'),
    taken: { Attributes: '' },
    asked: { TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:orders` },
    physicalId: `arn:aws:sns:${REGION}:${ACCOUNT}:orders`,
  },
  ...['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].map((type): Case => ({
    type,
    property: 'TableName',
    name: 'orders',
    operation: 'dynamodb:DescribeTable',
    free: new Failure(400, 'ResourceNotFoundException'),
    taken: { Table: {} },
    asked: { TableName: 'orders' },
    physicalId: 'orders',
  })),
  {
    type: 'AWS::Lambda::Function',
    property: 'FunctionName',
    name: 'orders',
    operation: 'lambda:GetFunctionConfiguration',
    free: new Failure(404, 'ResourceNotFoundException'),
    taken: {},
    asked: { FunctionName: 'orders' },
    physicalId: 'orders',
  },
  {
    type: 'AWS::SecretsManager::Secret',
    property: 'Name',
    name: 'prod/orders',
    operation: 'secretsmanager:DescribeSecret',
    free: new Failure(400, 'ResourceNotFoundException'),
    taken: { DeletedDate: 1 },
    asked: { SecretId: 'prod/orders' },
    physicalId: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:prod/orders-AbCdEf`,
  },
  {
    type: 'AWS::Logs::LogGroup',
    property: 'LogGroupName',
    name: '/orders',
    operation: 'logs:DescribeLogGroups',
    free: { logGroups: [{ logGroupName: '/orders-of-others' }] },
    taken: { logGroups: [{ logGroupName: '/orders' }] },
    asked: { logGroupNamePrefix: '/orders' },
    physicalId: '/orders',
  },
  {
    type: 'AWS::KMS::Alias',
    property: 'AliasName',
    name: 'alias/orders',
    operation: 'kms:ListAliases',
    free: { Aliases: [{ AliasName: 'alias/aws/s3' }], Truncated: false },
    taken: { Aliases: [{ AliasName: 'alias/orders' }], Truncated: false },
    asked: { Limit: 100 },
    physicalId: 'alias/orders',
  },
];

test.each(CASES)('$type: a name is free, taken, or the resource’s own', async ({ type, property, name, operation, free, taken, asked, physicalId }) => {
  const resource = { Type: type, Properties: { [property]: name } };
  scene.aws.on(operation, free);
  expect(await answers(resource)).toEqual(FREE);
  expect(scene.aws.received.find((received) => received.operation === operation)!.parameters).toEqual(asked);
  scene.aws.on(operation, taken);
  expect(await answers(resource)).toEqual(TAKEN);
  scene.aws.on('cloudformation:ListStackResources', deployed({ It: physicalId }));
  expect(await answers(resource)).toEqual(OWN);
  // A resource that is renamed to a name of another owner.
  scene.aws.on('cloudformation:ListStackResources', deployed({ It: `${physicalId}-before` }));
  expect(await answers(resource)).toEqual(TAKEN);
});

test('reads lists completely', async () => {
  scene.aws.on('logs:DescribeLogGroups', ({ nextToken }) => (nextToken ? { logGroups: [{ logGroupName: '/orders' }] } : { logGroups: [{ logGroupName: '/orders-a' }], nextToken: 'more' }));
  expect(await answers({ Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/orders' } })).toEqual(TAKEN);
});

test.each([301, 403])('a bucket with status %s from S3 belongs to another account or Region', async (status) => {
  scene.aws.on('s3:HeadBucket', new Raw('', status));
  expect(await answers({ Type: 'AWS::S3::Bucket', Properties: { BucketName: 'taken' } })).toEqual(TAKEN);
});

test('resolves the account and Region in names', async () => {
  scene.aws.on('s3:HeadBucket', new Raw('', 404));
  expect(await answers({ Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'orders-${AWS::AccountId}-${AWS::Region}' } } })).toEqual(FREE);
  expect(scene.aws.received.map(({ parameters }) => parameters.Bucket)).toContain(`orders-${ACCOUNT}-${REGION}`);
});

test('asks for each value that a parameter may have', async () => {
  scene.aws.on('sqs:GetQueueUrl', ({ QueueName }) => (QueueName === 'b' ? { QueueUrl: 'x' } : new Failure(400, 'AWS.SimpleQueueService.NonExistentQueue')));
  const Parameters = { Name: { Type: 'String', AllowedValues: ['a', 'b'] } };
  expect(await answers({ Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } }, { Parameters })).toEqual([...FREE, ...TAKEN]);
});

test('is unknown for a name from the deployment', async () => {
  expect(await answers({ Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::ImportValue': 'name' } } })).toEqual([expect.stringMatching(/^unknown The name is known only at deployment/)]);
});

test('the question is not asked for names that CloudFormation generates', async () => {
  const result = await scene.ask([stack({
    Function: { Type: 'AWS::Lambda::Function', Properties: {} },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/aws/lambda/${Function}' } } },
  })]);
  expect(result.status).toBe('nothing-to-ask');
});

test('reports types whose names are not checked', async () => {
  const { environments: [{ notAsked }] } = await scene.ask([stack({
    Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'nightly' } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'a' } },
    Other: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'b', MetricName: 'Errors' } },
    Unnamed: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } },
    Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'policy' } },
  })]);
  expect(notAsked).toEqual(['whether the name of each AWS::Events::Rule is free (1)', 'whether the name of each AWS::CloudWatch::Alarm is free (2)']);
});
