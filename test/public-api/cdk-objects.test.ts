/** All objects of the CDK that implement an interface are accepted: created, imported, looked up, wrapped. */
import * as path from 'path';
import { App, Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as signer from 'aws-cdk-lib/aws-signer';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { problemsOf } from '../../lib/public-api/problems-of';
import type { PublicApi } from '../../lib/public-api/public-api';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const API: PublicApi = require(path.resolve(__dirname, '../../bundle/public-api.json'));

const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
const key = new kms.Key(stack, 'Key');
const queue = new sqs.Queue(stack, 'Queue');
const topic = new sns.Topic(stack, 'Topic');
const vpc = new ec2.Vpc(stack, 'Vpc');
const table = { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } };

const OBJECTS: { readonly [fqn: string]: readonly unknown[] } = {
  'aws-cdk-lib.aws_certificatemanager.ICertificate': [acm.Certificate.fromCertificateArn(stack, 'Certificate', arn('acm', 'certificate/a'))],
  'aws-cdk-lib.aws_cloudwatch.IAlarmAction': [new actions.SnsAction(topic), new actions.LambdaAction(fn)],
  'aws-cdk-lib.aws_dynamodb.ITable': [
    new dynamodb.Table(stack, 'Table', table), new dynamodb.TableV2(stack, 'TableV2', table), dynamodb.Table.fromTableName(stack, 'TableByName', 'a'),
    dynamodb.TableV2.fromTableArn(stack, 'TableByArn', arn('dynamodb', 'table/a')),
  ],
  'aws-cdk-lib.aws_ec2.ISecurityGroup': [new ec2.SecurityGroup(stack, 'Group', { vpc }), ec2.SecurityGroup.fromSecurityGroupId(stack, 'GroupById', 'sg-1')],
  'aws-cdk-lib.aws_ec2.ISubnet': [...vpc.privateSubnets, ec2.Subnet.fromSubnetId(stack, 'SubnetById', 'subnet-1')],
  'aws-cdk-lib.aws_ec2.IVpc': [
    vpc, ec2.Vpc.fromVpcAttributes(stack, 'VpcByAttributes', { vpcId: 'vpc-1', availabilityZones: ['a'] }), ec2.Vpc.fromLookup(stack, 'VpcByLookup', { isDefault: true }),
  ],
  'aws-cdk-lib.aws_ec2.IVpcEndpoint': [
    vpc.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY }),
    ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'EndpointById', { vpcEndpointId: 'vpce-1', port: 443 }),
  ],
  'aws-cdk-lib.aws_events.IEventBus': [new events.EventBus(stack, 'Bus'), events.EventBus.fromEventBusName(stack, 'BusByName', 'a')],
  'aws-cdk-lib.aws_iam.IGrantable': [fn, new iam.User(stack, 'User'), new iam.ServicePrincipal('lambda.amazonaws.com'), iam.Group.fromGroupName(stack, 'GroupByName', 'a')],
  'aws-cdk-lib.aws_iam.IRole': [
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }).withoutPolicyUpdates(), fn.role, iam.Role.fromRoleArn(stack, 'RoleByArn', 'arn:aws:iam::111122223333:role/a'),
    iam.Role.fromRoleName(stack, 'RoleByName', 'a', { mutable: false }), new iam.LazyRole(stack, 'LazyRole', { assumedBy: new iam.AccountRootPrincipal() }),
  ],
  'aws-cdk-lib.aws_kms.IKey': [key, key.addAlias('alias/a'), kms.Key.fromKeyArn(stack, 'KeyByArn', arn('kms', 'key/a')), kms.Alias.fromAliasName(stack, 'KeyByAlias', 'alias/a')],
  'aws-cdk-lib.aws_lambda.IFunction': [
    fn, fn.currentVersion, fn.addAlias('live'), lambda.Function.fromFunctionName(stack, 'FnByName', 'a'), lambda.Function.fromFunctionArn(stack, 'FnByArn', arn('lambda', 'function:a')),
  ],
  'aws-cdk-lib.aws_lambda.ILayerVersion': [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', arn('lambda', 'layer:a:1'))],
  'aws-cdk-lib.aws_logs.ILogGroup': [new logs.LogGroup(stack, 'Log'), logs.LogGroup.fromLogGroupName(stack, 'LogByName', 'a'), logs.LogGroup.fromLogGroupArn(stack, 'LogByArn', arn('logs', 'log-group:a'))],
  'aws-cdk-lib.aws_s3.IBucket': [new s3.Bucket(stack, 'Bucket'), s3.Bucket.fromBucketName(stack, 'BucketByName', 'bucket'), s3.Bucket.fromBucketArn(stack, 'BucketByArn', 'arn:aws:s3:::bucket')],
  'aws-cdk-lib.aws_secretsmanager.ISecret': [
    new secretsmanager.Secret(stack, 'Secret'), secretsmanager.Secret.fromSecretNameV2(stack, 'SecretByName', 'a'),
    secretsmanager.Secret.fromSecretPartialArn(stack, 'SecretByArn', arn('secretsmanager', 'secret:a')),
  ],
  'aws-cdk-lib.aws_signer.ISigningProfile': [signer.SigningProfile.fromSigningProfileAttributes(stack, 'Profile', { signingProfileName: 'a', signingProfileVersion: 'b' })],
  'aws-cdk-lib.aws_sns.ITopic': [topic, sns.Topic.fromTopicArn(stack, 'TopicByArn', arn('sns', 'a'))],
  'aws-cdk-lib.aws_sns.ITopicSubscription': [new subscriptions.EmailSubscription('a@example.com'), new subscriptions.SqsSubscription(queue), new subscriptions.LambdaSubscription(fn)],
  'aws-cdk-lib.aws_sqs.IQueue': [queue, sqs.Queue.fromQueueArn(stack, 'QueueByArn', arn('sqs', 'a'))],
  'aws-cdk-lib.aws_stepfunctions.IStateMachine': [
    new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString('{}') }), sfn.StateMachine.fromStateMachineName(stack, 'MachineByName', 'a'),
  ],
  'aws-cdk-lib.interfaces.aws_kms.IKeyRef': [key, new kms.CfnKey(stack, 'CfnKey')],
  'aws-cdk-lib.interfaces.aws_logs.ILogGroupRef': [new logs.CfnLogGroup(stack, 'CfnLog')],
  'constructs.IConstruct': [stack, stack.node.root, fn],
};
const problems = (value: unknown, fqn: string) => problemsOf([value], { given: `interface ${fqn}` }, API);

test.each(Object.entries(OBJECTS))('objects of the CDK are each an %s', (fqn, values) => {
  for (const value of values) expect(problems(value, fqn)).toEqual([]);
});

test('an object of the CDK is not another interface', () => {
  expect(problems(queue, 'aws-cdk-lib.aws_sns.ITopic')).toEqual(['given is an object of Queue; an ITopic of aws-cdk-lib/aws-sns is expected']);
  expect(problems(topic, 'aws-cdk-lib.aws_cloudwatch.IAlarmAction')).toEqual(['given is an object of Topic; an IAlarmAction of aws-cdk-lib/aws-cloudwatch is expected']);
  expect(problems(new iam.User(stack, 'NoRole'), 'aws-cdk-lib.aws_iam.IRole')).toEqual(['given is an object of User; an IRole of aws-cdk-lib/aws-iam is expected']);
  expect(problems(fn, 'aws-cdk-lib.aws_iam.IRole')).not.toEqual([]);
});

test('values of the CDK’s enums are checked', () => {
  const ofEnum = (value: unknown) => problemsOf([value], { given: 'value aws-cdk-lib.aws_lambda.Tracing' }, API);
  expect(ofEnum(lambda.Tracing.ACTIVE)).toEqual([]);
  expect(ofEnum('active')).toEqual(['given is "active"; a Tracing of aws-cdk-lib/aws-lambda is expected: Active, PassThrough, Disabled; did you mean Active?']);
  expect(problemsOf([17], { given: 'value aws-cdk-lib.aws_logs.RetentionDays' }, API)).not.toEqual([]);
  expect(problemsOf([logs.RetentionDays.INFINITE], { given: 'value aws-cdk-lib.aws_logs.RetentionDays' }, API)).toEqual([]);
});

test('values that are known at deployment are accepted', () => {
  for (const value of [Lazy.any({ produce: () => 'a' }), Token.asAny({ Ref: 'A' })]) expect(problems(value, 'aws-cdk-lib.aws_sqs.IQueue')).toEqual([]);
  for (const value of [Aws.REGION, Token.asNumber({ Ref: 'A' })]) expect(problemsOf([value], { given: 'value aws-cdk-lib.aws_lambda.Tracing' }, API)).toEqual([]);
});
