/** Permissions of roles: of functions, and of each service around them. */
import { arnFormatsOf } from '../../../../lib/aws/arn-formats';
import { isUnscoped } from '../../../../lib/aws/unscoped-actions';
import { role } from '../functions';
import { add, Mutation, mutations } from '../mutation';

const allow = (statement: object) => (template: any) => {
  template.Resources.FnRole.Properties.Policies = [{ PolicyName: 'Wide', PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } }];
};

/** Services that functions use, each with an action that IAM can limit. */
const ACTIONS = [
  'dynamodb:PutItem', 's3:GetObject', 'sqs:SendMessage', 'sns:Publish', 'kms:Decrypt', 'lambda:InvokeFunction', 'states:StartExecution', 'events:PutEvents', 'kinesis:PutRecord',
  'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ecr:BatchGetImage', 'logs:DeleteLogGroup', 'iam:PassRole', 'sts:AssumeRole', 'cognito-idp:AdminCreateUser', 'glue:StartJobRun',
  'athena:StartQueryExecution', 'rds-data:ExecuteStatement', 'bedrock:InvokeModel', 'execute-api:Invoke', 'iot:Publish', 'firehose:PutRecord', 'codebuild:StartBuild', 'ecs:RunTask',
];

const WILD_FORMATS = ACTIONS.flatMap((action) => {
  const service = action.split(':')[0];
  const format = (arnFormatsOf(service === 'rds-data' ? 'rds' : service) ?? []).find((one) => /^[\w-]+[/:]\*$/.test(one));
  return format === undefined ? [] : [[action, service, format] as const];
});

const resources = mutations('wildcard in an ARN', 'store', Object.fromEntries([
  ...ACTIONS.filter((action) => !isUnscoped(action)).map((action) => [`${action} on everything`, allow({ Action: action, Resource: '*' })] as const),
  ...WILD_FORMATS.flatMap(([action, service, format]) => [
    [`${action} on ${format}`, allow({ Action: action, Resource: `arn:aws:${service}:*:*:${format}` })] as const,
    [`${action} on ${format} of the account`, allow({ Action: action, Resource: { 'Fn::Sub': `arn:aws:${service}:\${AWS::Region}:\${AWS::AccountId}:${format}` } })] as const,
    [`${action} on ${format[0]}*`, allow({ Action: action, Resource: `arn:aws:${service}:*:*:${format[0]}*` })] as const,
    [`${action} on ${format.replace(/[/:]\*$/, '*')}`, allow({ Action: action, Resource: `arn:aws:${service}:*:*:${format.replace(/[/:]\*$/, '*')}` })] as const,
  ]),
]));

const actions = mutations('wildcard in an action', 'store', Object.fromEntries([
  '*', '*:*', 'dynamodb:*', 's3:*', 'sqs:*', 'iam:*', 'lambda:*', 'secretsmanager:*', 'kms:*', 's3:Put*', 's3:Delete*', 'dynamodb:P*', 'dynamodb:*Item', 'dynamodb:D*', 'lambda:Update*',
  'lambda:Inv*', 'iam:Pass*', 'iam:Create*', 'iam:Put*', 'sqs:*Message', 'sns:Pub*', 'kms:*crypt', 's3:*Object', 's3:?*', 'secretsmanager:Get*', 'secretsmanager:*Value', 'states:Start*', 'ssm:Get*',
].map((action) => [action, allow({ Action: action, Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] } })])));

const exceptions = mutations('allowed by exception', 'store', {
  'NotAction': allow({ NotAction: 'iam:*', Resource: 'arn:aws:s3:::orders/a' }),
  'NotAction of a list': allow({ NotAction: ['iam:*', 'kms:*'], Resource: '*' }),
  'NotResource': allow({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::secret/*' }),
  'both': allow({ NotAction: 'iam:*', NotResource: 'arn:aws:s3:::secret/*' }),
  'NotResource of a list': allow({ Action: 'dynamodb:PutItem', NotResource: ['arn:aws:dynamodb:eu-west-1:111111111111:table/a'] }),
});

const TAGS = ['aws:ResourceTag/team', 's3:ExistingObjectTag/team', 'secretsmanager:ResourceTag/team', 'aws:ResourceTag/${AWS::StackName}', 'ssm:resourceTag/team', 'aws:RequestTag/team'];

const tags = mutations('tag condition with *', 'store', Object.fromEntries([
  ...TAGS.map((tag) => [tag, allow({ Action: 'dynamodb:PutItem', Resource: '*', Condition: { StringLike: { [tag]: '*' } } })] as const),
  ...TAGS.map((tag) => [`${tag} in a list`, allow({ Action: 'sqs:SendMessage', Resource: '*', Condition: { StringLike: { [tag]: ['shop', '*'] } } })] as const),
  ['secret by any tag', allow({ Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: { StringLike: { 'secretsmanager:ResourceTag/team': '*' } } })],
  ['secret by a tag that exists', allow({ Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: { StringEqualsIfExists: { 'aws:ResourceTag/team': 'shop' } } })],
]));

const managed = mutations('managed policy', 'store', Object.fromEntries([
  'AdministratorAccess', 'PowerUserAccess', 'AmazonS3FullAccess', 'AmazonDynamoDBFullAccess', 'AmazonSQSFullAccess', 'SecretsManagerReadWrite', 'IAMFullAccess', 'AWSLambda_FullAccess',
].map((name) => [name, (template) => { template.Resources.FnRole.Properties.ManagedPolicyArns = [`arn:aws:iam::aws:policy/${name}`]; }])));

/** Services whose roles act for the workload. */
const SERVICES: { readonly [service: string]: readonly [type: string, path: string, properties?: object] } = {
  'states': ['AWS::StepFunctions::StateMachine', 'RoleArn', { Definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }],
  'pipes': ['AWS::Pipes::Pipe', 'RoleArn', { Source: 'arn:aws:sqs:eu-west-1:111111111111:q', Target: 'arn:aws:sqs:eu-west-1:111111111111:r' }],
  'scheduler': ['AWS::Scheduler::Schedule', 'Target.RoleArn', { ScheduleExpression: 'rate(1 day)' }],
  'events': ['AWS::Events::Rule', 'Targets.*.RoleArn', { ScheduleExpression: 'rate(1 day)' }],
  'apigateway': ['AWS::ApiGateway::Method', 'Integration.Credentials', { HttpMethod: 'GET' }],
  'appsync': ['AWS::AppSync::DataSource', 'ServiceRoleArn', { Type: 'NONE', Name: 'none' }],
  'firehose': ['AWS::KinesisFirehose::DeliveryStream', 'S3DestinationConfiguration.RoleARN'],
  'codebuild': ['AWS::CodeBuild::Project', 'ServiceRole', { Source: { Type: 'NO_SOURCE' } }],
  'codepipeline': ['AWS::CodePipeline::Pipeline', 'RoleArn'],
  'iot': ['AWS::IoT::TopicRule', 'TopicRulePayload.Actions.*.Sqs.RoleArn'],
  'bedrock': ['AWS::Bedrock::Agent', 'AgentResourceRoleArn'],
  'ecs-tasks': ['AWS::ECS::TaskDefinition', 'TaskRoleArn'],
  'logs': ['AWS::Logs::SubscriptionFilter', 'RoleArn'],
  'cognito-identity': ['AWS::Cognito::IdentityPoolRoleAttachment', 'Roles.authenticated'],
  'ec2': ['AWS::EC2::Instance', 'IamInstanceProfile'],
};

const services = Object.entries(SERVICES).flatMap(([service, [type, path, properties]]) => mutations('role of a service', 'store', Object.fromEntries(
  [{ Action: '*', Resource: '*' }, { Action: 'lambda:InvokeFunction', Resource: '*' }, { Action: ['sqs:*'], Resource: 'arn:aws:sqs:*:*:*' }].map((statement) => {
    const put = (one: object) => (template: any) => {
      const leaf = { 'Fn::GetAtt': ['ServiceRole', 'Arn'] };
      const held = path.split('.').reduceRight((inner: any, key) => (key === '*' ? [inner] : { [key]: inner }), leaf);
      add(template, 'Service', type, { ...properties, ...held });
      template.Resources.ServiceRole = role(service, [{ Effect: 'Allow', ...one }]);
    };
    return [`${service}: ${JSON.stringify(statement.Action)} on ${statement.Resource}`, { right: put({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-1:111111111111:orders' }), breaks: put(statement) }];
  }),
)));

const sam = mutations('policy of SAM', 'sam', {
  'managed policy': (template) => { template.Resources.Fn.Properties.Policies = ['AdministratorAccess']; },
  'managed policy by ARN': (template) => { template.Resources.Fn.Properties.Policies = ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']; },
  'every action': (template) => { template.Resources.Fn.Properties.Policies = [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }]; },
  'every resource': (template) => { template.Resources.Fn.Properties.Policies = [{ Statement: [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: '*' }] }]; },
  'template for every queue': (template) => { template.Resources.Fn.Properties.Policies = [{ SQSSendMessagePolicy: { QueueName: '*' } }]; },
  'template for every table': (template) => { template.Resources.Fn.Properties.Policies = [{ DynamoDBCrudPolicy: { TableName: '*' } }]; },
});

export const PERMISSIONS: readonly Mutation[] = [...resources, ...actions, ...exceptions, ...tags, ...managed, ...services, ...sam];
