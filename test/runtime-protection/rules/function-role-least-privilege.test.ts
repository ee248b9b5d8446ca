import { NestedStack, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as eventSources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { functionRoleLeastPrivilege } from '../../../lib/runtime-protection/rules/function-role-least-privilege';
import { check, ids, TestTemplate, workloadOf, workloadOfApp, workloadOfStack } from '../../gate/harness';

const props: lambda.FunctionProps = {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
};

const fn = { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } };

/** Returns a function whose role has the statements in an inline policy. */
function allowed(...statements: unknown[]): TestTemplate {
  return {
    Resources: {
      Fn: fn,
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } } },
    },
  };
}

function allow(action: unknown, resource: unknown, extra: object = {}): object {
  return { Effect: 'Allow', Action: action, Resource: resource, ...extra };
}

describe('compliant', () => {
  test('grants of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
      const queue = new sqs.Queue(stack, 'Queue');
      const table = new dynamodb.Table(stack, 'Table', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        stream: dynamodb.StreamViewType.NEW_IMAGE,
      });
      table.addGlobalSecondaryIndex({ indexName: 'index', partitionKey: { name: 'other', type: dynamodb.AttributeType.STRING } });
      const stream = new kinesis.Stream(stack, 'Stream');
      const accessPoint = new efs.FileSystem(stack, 'Files', { vpc }).addAccessPoint('AccessPoint');
      const user = new lambda.Function(stack, 'Fn', {
        ...props,
        vpc,
        tracing: lambda.Tracing.ACTIVE,
        deadLetterQueue: new sqs.Queue(stack, 'Dead'),
        insightsVersion: lambda.LambdaInsightsVersion.VERSION_1_0_333_0,
        filesystem: lambda.FileSystem.fromEfsAccessPoint(accessPoint, '/mnt/files'),
        profiling: true,
        runtime: lambda.Runtime.PYTHON_3_13,
        code: lambda.Code.fromInline('def handler(event, context): pass'),
        events: [
          new eventSources.SqsEventSource(queue),
          new eventSources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }),
          new eventSources.KinesisEventSource(stream, { startingPosition: lambda.StartingPosition.LATEST }),
          new eventSources.ManagedKafkaEventSource({
            clusterArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/c/1', topic: 't', startingPosition: lambda.StartingPosition.LATEST,
          }),
        ],
      });
      table.grantReadWriteData(user);
      const bucket = new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS });
      bucket.grantReadWrite(user);
      bucket.grantDelete(user);
      queue.grantSendMessages(user);
      stream.grantReadWrite(user);
      new sns.Topic(stack, 'Topic').grantPublish(user);
      new secretsmanager.Secret(stack, 'Secret').grantRead(user);
      new kms.Key(stack, 'Key').grantEncryptDecrypt(user);
      new ssm.StringParameter(stack, 'Parameter', { stringValue: '1' }).grantRead(user);
      new events.EventBus(stack, 'Bus').grantPutEventsTo(user);
      new lambda.Function(stack, 'Other', props).grantInvoke(user);
      new ecr.Repository(stack, 'Images').grantPull(user);
      new stepfunctions.StateMachine(stack, 'Machine', {
        definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Pass')),
      }).grantStartExecution(user);
      cloudwatch.Metric.grantPutMetricData(user);
    });
    expect(check(functionRoleLeastPrivilege, workload)).toEqual([]);
  });

  test.each([
    ['operations on a table', allow(['dynamodb:GetItem', 'dynamodb:Query'], 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders')],
    ['a prefix of actions', allow('s3:Get*', ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'])],
    ['all of a table and its indexes', allow('dynamodb:Query', { 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:*:*:table/Orders*' })],
    ['a bucket of this stack', allow('s3:GetObject', { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Role}/*' })],
    ['every stage of an API', allow('execute-api:Invoke', { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:abc123/*' })],
    ['actions that know no resource', allow(['xray:PutTraceSegments', 'cloudwatch:PutMetricData', 'sts:GetCallerIdentity'], '*')],
    ['every stage of a pipeline', allow('codepipeline:PutApprovalResult', 'arn:aws:codepipeline:eu-west-1:111122223333:Orders/*')],
    ['jobs with unpredictable ids', allow(['batch:SubmitJob', 'batch:TerminateJob'], 'arn:aws:batch:eu-west-1:111122223333:job/*')],
    ['changes with unpredictable ids', allow('route53:GetChange', 'arn:aws:route53:::change/*')],
    ['a name from the deployment', allow('appsync:GraphQL', { 'Fn::Sub': 'arn:aws:appsync:*:*:${Role}/*' })],
    ['all of one API', allow('appsync:GraphQL', { 'Fn::Sub': 'arn:aws:appsync:*:*:apis/${Role}/*' })],
    ['writing logs', allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], 'arn:aws:logs:*:*:*')],
    ['a pattern of actions that know no resource', allow(['ecr:GetAuth*', 'sts:GetC*'], '*')],
    ['exports of one table', allow('dynamodb:DescribeExport', 'arn:aws:dynamodb:*:*:table/Orders/export/*')],
    ['executions of one machine', allow('states:StopExecution', 'arn:aws:states:*:*:execution:Orders:*')],
    ['a prefix of names', allow('lambda:InvokeFunction', 'arn:aws:lambda:*:*:function:orders-*')],
    ['a VPC', allow(['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'], '*')],
    ['tagged resources', allow('kms:Decrypt', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'orders' } } })],
    ['one cluster', allow('ecs:RunTask', '*', { Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:us-east-1:111122223333:cluster/c' } } })],
    ['denial', { Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }],
  ])('%s', (_, statement) => {
    expect(check(functionRoleLeastPrivilege, allowed(statement))).toEqual([]);
  });

  test('a policy of another role', () => {
    const template = allowed();
    template.Resources.Other = { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement: allow('*', '*') } }] } };
    expect(check(functionRoleLeastPrivilege, template)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each([
    ['every-action', allow('*', '*'), 'Action: action "*" allows everything'],
    ['every-action', allow(['*:*'], 'arn:aws:s3:::bucket/*'), 'Action[0]: action "*:*" allows everything'],
    ['every-action-of-service', allow('s3:*', '*'), 'Action: action "s3:*" allows every action of the service'],
    [
      'every-action-of-service',
      allow(['s3:GetObject', 'lambda:*'], 'arn:aws:lambda:us-east-1:111122223333:function:f'),
      'Action[1]: action "lambda:*" allows every action of the service',
    ],
    ['allow-by-exception', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, 'NotAction: NotAction allows everything that it does not list'],
    [
      'allow-by-exception',
      { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::secret/*' },
      'NotResource: NotResource allows everything that it does not list',
    ],
    [
      'every-resource',
      allow(['dynamodb:GetItem', 'xray:PutTraceSegments', 'dynamodb:PutItem'], '*'),
      'Resource: dynamodb:GetItem, dynamodb:PutItem allowed on every resource ("*")',
    ],
    [
      'every-resource',
      allow(['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:PurgeQueue', 'sqs:ReceiveMessage', 'sqs:SendMessage'], '*'),
      'Resource: sqs:DeleteMessage, sqs:GetQueueUrl, sqs:PurgeQueue and 2 more allowed on every resource ("*")',
    ],
    [
      'account-permissions',
      allow(['logs:PutResourcePolicy', 'ecr:GetAuthorizationToken'], '*'),
      'Action[0]: action "logs:PutResourcePolicy" changes permissions of the whole account',
    ],
    ['every-resource', allow('sts:AssumeRole', '*'), 'Resource: sts:AssumeRole allowed on every resource ("*")'],
    ['every-resource', allow('xray:Put*', '*'), 'Resource: xray:Put* allowed on every resource ("*")'],
  ])('%s: %j', (id, statement, message) => {
    expect(check(functionRoleLeastPrivilege, allowed(statement))).toEqual([
      `Fn[${id}] Properties: ${message.replace(/^\S+: /, '')} ` +
        `(template0.json/Policy Properties.PolicyDocument.Statement[0].${message.slice(0, message.indexOf(':'))})`,
    ]);
  });

  test.each([
    ['arn:aws:s3:::*'],
    ['arn:aws:s3:::*/*'],
    ['arn:aws:dynamodb:*:*:table/*'],
    ['arn:aws:iam::*:role/*'],
    ['arn:aws:iam::111122223333:role/*'],
    ['arn:aws:secretsmanager:us-east-1:111122223333:secret:*'],
    ['arn:aws:lambda:*:*:function:*'],
    ['arn:aws:sqs:*:*:*'],
    ['arn:aws:codebuild:*:*:project/*'],
    ['arn:aws:ecs:eu-west-1:111122223333:task/*'],
    ['arn:aws:apigateway:*::/restapis/*'],
    ['arn:aws:dynamodb:*:*:table/*/export/*'],
    ['arn:aws:dynamodb:us-east-1:111122223333:t*'],
    ['arn:aws:lambda:*:*:function*'],
    ['arn:aws:logs:*:*:log-group:*:log-stream:*'],
    ['arn:aws:states:*:*:execution:*:*'],
    ['arn:aws:unknown:*:*:thing/*'],
    ['arn:aws:s3express:*:*:bucket/*'],
    ['arn:*'],
    ['**'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/*' }],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:*:*:*']] }],
  ])('every resource: %j', (resource) => {
    expect(ids(functionRoleLeastPrivilege, allowed(allow('some:Action', resource)))).toEqual(['Fn[every-resource]']);
  });

  test.each([
    ['an operator that also matches an absent key', { StringEqualsIfExists: { 'aws:ResourceTag/team': 'orders' } }],
    ['an exclusion', { StringNotEquals: { 'aws:ResourceTag/team': 'orders' } }],
    ['any tag', { StringLike: { 'aws:ResourceTag/team': '*' } }],
    ['the caller', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/r' } }],
    ['the calling function', { StringEquals: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111122223333:function:f' } }],
    ['the policy that is attached', { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::111122223333:policy/p' } }],
    ['the service that a role is passed to', { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }],
    ['an empty condition', {}],
  ])('a condition that does not narrow the resources: %s', (_, condition) => {
    expect(ids(functionRoleLeastPrivilege, allowed(allow('iam:PassRole', '*', { Condition: condition })))).toEqual(['Fn[every-resource]']);
  });

  test.each([
    ['AdministratorAccess'],
    ['PowerUserAccess'],
    ['AmazonS3FullAccess'],
    ['AmazonDynamoDBFullAccess_v2'],
    ['AWSLambda_FullAccess'],
    ['SecretsManagerReadWrite'],
    ['AmazonSSMReadOnlyAccess'],
    ['service-role/AWSLambdaSQSQueueExecutionRole'],
    ['CloudWatchEventsInvocationAccess'],
    ['job-function/SystemAdministrator'],
  ])('AWS managed policy %s', (name) => {
    const workload = workloadOfStack((stack) =>
      new lambda.Function(stack, 'Fn', props).role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
    );
    expect(check(functionRoleLeastPrivilege, workload)).toEqual([
      expect.stringContaining(`[broad-managed-policy] Properties: AWS managed policy ${name.split('/').pop()} allows far more`),
    ]);
  });

  test('each place of a policy, and each function of a shared role', () => {
    const statement = (action: string) => ({ Statement: allow(action, '*') });
    const template: TestTemplate = {
      Resources: {
        Fn: fn,
        Twin: fn,
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { ManagedPolicyArns: [{ Ref: 'Managed' }], Policies: [{ PolicyName: 'p', PolicyDocument: statement('a:A') }] },
        },
        Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: statement('b:B') } },
        Reverse: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: statement('c:C') } },
        Inline: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: statement('d:D') } },
        Named: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'Role' }, PolicyDocument: statement('e:E') } },
      },
    };
    const places = [
      'b:B allowed on every resource ("*") (template0.json/Managed Properties.PolicyDocument.Statement.Resource)',
      'a:A allowed on every resource ("*") (template0.json/Role Properties.Policies[0].PolicyDocument.Statement.Resource)',
      'd:D allowed on every resource ("*") (template0.json/Inline Properties.PolicyDocument.Statement.Resource)',
      'c:C allowed on every resource ("*") (template0.json/Reverse Properties.PolicyDocument.Statement.Resource)',
      'e:E allowed on every resource ("*") (template0.json/Named Properties.PolicyDocument.Statement.Resource)',
    ];
    expect(check(functionRoleLeastPrivilege, template)).toEqual(
      ['Fn', 'Twin'].flatMap((id) => places.map((place) => `${id}[every-resource] Properties: ${place}`)),
    );
  });

  test('a role of another stack, with a policy in a nested one', () => {
    const workload = workloadOfApp((app) => {
      const owner = new Stack(app, 'Owner');
      const role = new iam.Role(owner, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const statements = [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::bucket/*'] })];
      new iam.Policy(new NestedStack(owner, 'Nested'), 'Policy', { statements, roles: [role] });
      new lambda.Function(new Stack(app, 'User'), 'Fn', { ...props, role });
    });
    expect(ids(functionRoleLeastPrivilege, workload)).toEqual([expect.stringMatching(/^Fn\w+\[every-action-of-service\]$/)]);
  });

  test('the broad grants of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      const user = new lambda.Function(stack, 'Fn', props);
      new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }).grantFullAccess(user);
      events.EventBus.grantAllPutEvents(user);
    });
    expect(ids(functionRoleLeastPrivilege, workload)).toEqual([
      expect.stringMatching(/^Fn\w+\[every-action-of-service\]$/),
      expect.stringMatching(/^Fn\w+\[every-resource\]$/),
    ]);
  });

  test('in some deployments', () => {
    const template = allowed(allow('s3:GetObject', { 'Fn::If': ['IsDev', '*', 'arn:aws:s3:::bucket/*'] }));
    template.Parameters = { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } };
    template.Conditions = { IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] } };
    expect(check(functionRoleLeastPrivilege, template)).toEqual([
      'Fn[every-resource] Properties: s3:GetObject allowed on every resource ("*") ' +
        '(template0.json/Policy Properties.PolicyDocument.Statement[0].Resource) (where parameter Env is "dev")',
    ]);
  });
});

describe('a policy that names the role', () => {
  const named = (RoleName: unknown, Roles: unknown[]) => {
    const template = allowed(allow('*', '*'));
    template.Parameters = { Prefix: { Type: 'String' } };
    template.Resources.Role.Properties.RoleName = RoleName;
    template.Resources.Policy.Properties.Roles = Roles;
    return template;
  };
  const sub = { 'Fn::Sub': '${AWS::StackName}-${Prefix}' };

  test.each([['orders', ['other', 'orders']], [sub, [sub]]])('%j in %j', (name, roles) => {
    expect(ids(functionRoleLeastPrivilege, named(name, roles))).toEqual(['Fn[every-action]']);
  });

  test('in another stack', () => {
    const { Fn, Role, Policy } = named('orders', ['orders']).Resources;
    expect(ids(functionRoleLeastPrivilege, workloadOf({ Resources: { Fn, Role } }, { Resources: { Policy } }))).toEqual(['Fn[every-action]']);
  });

  test.each([['orders', ['order']], ['orders', [sub]]])('does not match: %j in %j', (name, roles) => {
    expect(ids(functionRoleLeastPrivilege, named(name, roles))).not.toContain('Fn[every-action]');
  });
});

test('a policy that is written as JSON text', () => {
  const template = allowed();
  template.Resources.Policy.Properties.PolicyDocument = JSON.stringify({ Statement: allow('s3:*', '*') });
  expect(ids(functionRoleLeastPrivilege, template)).toEqual(['Fn[every-action-of-service]']);
});

describe('undetermined', () => {
  test('a role from outside', () => {
    const workload = workloadOfStack((stack) => {
      const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/legacy', { mutable: false });
      new lambda.Function(stack, 'Fn', { ...props, role });
    });
    expect(check(functionRoleLeastPrivilege, workload)).toEqual([
      expect.stringMatching(
        /^Fn\w+\[undetermined\] Properties\.Role: the permissions of role arn:aws:iam::111122223333:role\/legacy are not part of the templates$/,
      ),
    ]);
  });

  test('a role from a parameter', () => {
    const template: TestTemplate = {
      Parameters: { RoleArn: { Type: 'String' } },
      Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { Ref: 'RoleArn' } } } },
    };
    expect(check(functionRoleLeastPrivilege, template)).toEqual([
      'Fn[undetermined] Properties.Role: the value of parameter RoleArn is given at deployment',
    ]);
  });

  test('a statement without resources', () => {
    expect(ids(functionRoleLeastPrivilege, allowed({ Effect: 'Allow', Action: 'dynamodb:Scan', resource: '*' }))).toEqual(['Fn[undetermined]']);
  });

  test('no role, which Lambda rejects', () => {
    expect(ids(functionRoleLeastPrivilege, { Resources: { Fn: { Type: 'AWS::Lambda::Function' } } })).toEqual(['Fn[undetermined]']);
  });

  test.each([['arn:aws:iam::111122223333:policy/Ours'], ['arn:aws:iam::aws:policy/AWSQuantumMystery'], [{ 'Fn::ImportValue': 'elsewhere' }]])(
    'a managed policy of unknown content: %j',
    (arn) => {
      const template = allowed();
      template.Resources.Role.Properties.ManagedPolicyArns = [arn];
      expect(ids(functionRoleLeastPrivilege, template)).toEqual(['Fn[undetermined]']);
    },
  );

  test('does not hide known findings', () => {
    const template = allowed(
      { Effect: { Ref: 'Open' }, Action: '*', Resource: '*' },
      allow([{ Ref: 'Open' }, 's3:GetObject'], [{ Ref: 'Open' }, '*']),
      allow('iam:*', { Ref: 'Open' }),
    );
    template.Parameters = { Open: { Type: 'String' } };
    template.Resources.Role.Properties = {
      ManagedPolicyArns: { Ref: 'Open' },
      Policies: [{ PolicyDocument: { Ref: 'Open' } }, { PolicyDocument: { Statement: [allow('*', '*')] } }],
    };
    const findings = ids(functionRoleLeastPrivilege, template).filter((id) => id !== 'Fn[undetermined]');
    expect(findings).toEqual(['Fn[every-action]', 'Fn[every-resource]', 'Fn[every-action-of-service]']);
  });

  test('a policy that may belong to this role', () => {
    const template = allowed(allow('*', '*'));
    template.Parameters = { Name: { Type: 'String' } };
    template.Resources.Policy.Properties.Roles = [{ Ref: 'Name' }];
    expect(ids(functionRoleLeastPrivilege, template)).toEqual(['Fn[undetermined]']);
  });

  test.each([
    [{ Statement: 'text' }],
    [{ Statement: [null, 5, 'text', []] }],
    [{ Statement: [allow({}, {})] }],
    [{ Statement: [allow('s3:GetObject', '*', { Condition: { ArnLike: { key: { nested: true } } } })] }],
    ['text'],
    [5],
  ])('malformed: %j', (document) => {
    const template = allowed();
    template.Resources.Policy.Properties.PolicyDocument = document;
    const found = ids(functionRoleLeastPrivilege, workloadOf(template));
    expect(new Set(found)).toEqual(new Set(['Fn[undetermined]']));
  });
});

describe('ARNs with parameters', () => {
  const found = (action: string, resource: string, Name: object = { Type: 'String' }) =>
    ids(functionRoleLeastPrivilege, { ...allowed(allow(action, { 'Fn::Sub': resource })), Parameters: { Name } });
  const CLUSTER = 'arn:aws:rds:${AWS::Region}:${AWS::AccountId}:cluster:';
  const BUCKET = 'arn:aws:s3:::';

  test.each<[string, string, object?]>([
    ['rds:StartDBCluster', `${CLUSTER}orders-\${Name}`],
    ['rds:StartDBCluster', `${CLUSTER}\${Name}-orders`],
    ['rds:StartDBCluster', `${CLUSTER}\${Name}`, { Type: 'String', AllowedPattern: '[a-z][a-z0-9-]*' }],
    ['s3:GetObject', `${BUCKET}\${Name}/*`, { Type: 'String', AllowedPattern: '[a-z0-9.-]+' }],
    ['s3:GetObject', 'arn:${AWS::Partition}:s3:::${Name}/*', { Type: 'String', AllowedPattern: '[a-z0-9.-]+' }],
    ['s3:GetObject', `${BUCKET}orders-\${Name}/*`],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:${Name}:111111111111:table/orders'],
    ['s3:GetObject', '${Name}', { Type: 'String', AllowedPattern: 'arn:aws:s3:::[a-z0-9.-]+/[a-z]+' }],
    ['sqs:SendMessage', '${Name}', { Type: 'String', AllowedValues: Array.from({ length: 9 }, (_, i) => `arn:aws:sqs:eu-west-1:111122223333:q${i}`) }],
  ])('compliant: %s on %s', (...[action, resource, name]) => {
    expect(found(action, resource, name)).toEqual([]);
  });

  test.each<[string, string, object?]>([
    ['rds:StartDBCluster', `${CLUSTER}\${Name}`],
    ['s3:GetObject', `${BUCKET}\${Name}/*`],
    ['s3:GetObject', '${Name}'],
    ['s3:GetObject', '${Name}/*'],
    ['s3:GetObject', '${Name}*', { Type: 'String', AllowedPattern: '[a-z0-9.:-]+' }],
    ['rds:StartDBCluster', 'arn:aws:${Name}:cluster:orders'],
    ['s3:GetObject', `${BUCKET}\${Name}/*`, { Type: 'String', AllowedPattern: '.+' }],
    ['s3:GetObject', `${BUCKET}\${Name}/*`, { Type: 'AWS::SSM::Parameter::Value<String>' }],
  ])('undetermined: %s on %s', (...[action, resource, name]) => {
    expect(found(action, resource, name)).toEqual(['Fn[undetermined]']);
  });

  test.each<[string, object, string[]]>([
    ['if it is the dead-letter queue', { TargetArn: { Ref: 'Queue' } }, []],
    ['unless a condition decides whether it is', { 'Fn::If': ['On', { TargetArn: { Ref: 'Queue' } }, { Ref: 'AWS::NoValue' }] }, ['Fn[undetermined]']],
    ['unless the queue is another one', { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:other' }, ['Fn[undetermined]']],
  ])('a parameter is one resource %s', (_, deadLetters, expected) => {
    const template = allowed(allow('sqs:SendMessage', { Ref: 'Queue' }));
    template.Parameters = { Queue: { Type: 'String' }, Stage: { Type: 'String' } };
    template.Conditions = { On: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } };
    template.Resources.Fn.Properties.DeadLetterConfig = deadLetters;
    expect(ids(functionRoleLeastPrivilege, template)).toEqual(expected);
  });

  test('undetermined: an export of another stack', () => {
    const resource = { 'Fn::Join': ['', [BUCKET, { 'Fn::ImportValue': 'Bucket' }]] };
    expect(ids(functionRoleLeastPrivilege, allowed(allow('s3:GetObject', resource)))).toEqual(['Fn[undetermined]']);
    const named = { 'Fn::Join': ['', [`${BUCKET}orders-`, { 'Fn::ImportValue': 'Suffix' }, '/*']] };
    expect(ids(functionRoleLeastPrivilege, allowed(allow('s3:GetObject', named)))).toEqual([]);
  });

  test('non-compliant: every resource, with any value of the parameter', () => {
    expect(found('dynamodb:GetItem', 'arn:aws:dynamodb:${Name}:*:table/*')).toEqual(['Fn[every-resource]']);
  });
});

test.each([
  'comprehend:BatchDetectSentiment', 'comprehend:BatchDetectEntities', 'comprehend:DetectDominantLanguage', 'textract:StartDocumentAnalysis', 'textract:StartDocumentTextDetection',
  'ses:VerifyEmailIdentity', 'ses:GetSendQuota', 'polly:GetSpeechSynthesisTask', 'polly:StartSpeechSynthesisTask', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules',
  'logs:DescribeLogGroups', 'comprehend:BatchDetect*', 'textract:Start*', 'ec2:DescribeInstances', 'rekognition:DetectLabels', 'translate:TranslateText', 'sts:GetCallerIdentity',
])('IAM takes no resource for %s', (action) => {
  expect(check(functionRoleLeastPrivilege, allowed(allow(action, '*')))).toEqual([]);
});

describe('roles of other accounts', () => {
  const assume = (Resource: unknown, Condition?: object) => ids(functionRoleLeastPrivilege, allowed({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource, Condition }));

  test.each<[string, unknown, object | undefined, string[]]>([
    ['of one account', 'arn:aws:iam::111122223333:role/orders-*', undefined, []],
    ['of a parameter', { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/orders' }, undefined, []],
    ['of the organization', 'arn:aws:iam::*:role/orders', { StringEquals: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' } }, []],
    ['of any account', 'arn:aws:iam::*:role/orders', undefined, ['Fn[any-account]']],
    ['of any account, by a part of its name', { 'Fn::Sub': 'arn:${AWS::Partition}:iam::*:role/orders-*' }, undefined, ['Fn[any-account]']],
    ['of any account and name', 'arn:aws:iam::*:role/*', undefined, ['Fn[every-resource]']],
  ])('%s', (_, resource, condition, expected) => {
    expect(assume(resource, condition)).toEqual(expected);
  });
});

test.each<[string, unknown, string[]]>([
  ['lambda:UpdateFunctionCode', { 'Fn::GetAtt': ['Fn', 'Arn'] }, ['Fn[changes-itself]']],
  ['lambda:UpdateFunctionConfiguration', { 'Fn::Sub': '${Fn.Arn}:*' }, ['Fn[changes-itself]']],
  ['iam:PutRolePolicy', { 'Fn::GetAtt': ['Role', 'Arn'] }, ['Fn[changes-itself]']],
  ['lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-west-1:111122223333:function:other', []],
  ['lambda:GetFunction', { 'Fn::GetAtt': ['Fn', 'Arn'] }, []],
])('%s on %j', (Action, Resource, expected) => {
  expect(ids(functionRoleLeastPrivilege, allowed({ Effect: 'Allow', Action, Resource }))).toEqual(expected);
});
