import { serviceRoleLeastPrivilege } from '../../../lib/runtime-protection/rules/service-role-least-privilege';
import { ids } from '../../gate/harness';

const role = (Service: unknown, statements: readonly object[], more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }] },
    Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: statements } }],
    ...more,
  },
});
const found = (service: unknown, statement: object, more: object = {}) =>
  ids(serviceRoleLeastPrivilege, { Parameters: { Open: { Type: 'String' } }, Resources: { It: role(service, [{ Effect: 'Allow', ...statement }], more) } });
const NARROW = { Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-1:111111111111:orders' };

test('compliant: named actions on named resources', () => {
  expect(found('states.amazonaws.com', NARROW)).toEqual([]);
  expect(found('apigateway.amazonaws.com', NARROW, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'] })).toEqual([]);
});

test('compliant: managed policies of AWS for the service, and permissions to log', () => {
  expect(found('ecs-tasks.amazonaws.com', NARROW, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'] })).toEqual([]);
  expect(found('states.amazonaws.com', { Action: ['logs:CreateLogDelivery', 'logs:PutResourcePolicy'], Resource: '*' })).toEqual([]);
});

test.each(['lambda', 'edgelambda'])('roles of %s: another rule judges those of the workload’s functions, and this one judges others', (service) => {
  const It = role(`${service}.amazonaws.com`, [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['It', 'Arn'] } } };
  expect(ids(serviceRoleLeastPrivilege, { Resources: { It, Fn } })).toEqual([]);
  expect(ids(serviceRoleLeastPrivilege, { Resources: { It } })).toEqual(['It[every-action-of-service]']);
});

test.each(['codebuild', 'codepipeline', 'cloudformation'])('compliant: roles of %s deploy', (service) => {
  expect(found(`${service}.amazonaws.com`, { Action: 'cloudformation:DescribeStacks', Resource: '*' })).toEqual([]);
});

test.each<[string, object, string]>([
  ['every action', { Action: '*', Resource: '*' }, 'every-action'],
  ['every action of a service', { Action: 'sqs:*', Resource: 'arn:aws:sqs:eu-west-1:111111111111:orders' }, 'every-action-of-service'],
  ['every resource', { Action: 'lambda:InvokeFunction', Resource: '*' }, 'every-resource'],
  ['an exception', { NotAction: 'iam:*', Resource: 'arn:aws:s3:::a' }, 'allow-by-exception'],
])('non-compliant: %s', (_, statement, id) => {
  for (const service of ['states', 'pipes', 'scheduler', 'events', 'apigateway', 'appsync', 'ecs-tasks', 'firehose']) expect(found(`${service}.amazonaws.com`, statement)).toContain(`It[${id}]`);
});

test('non-compliant: a managed policy', () => {
  expect(found('states.amazonaws.com', NARROW, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })).toEqual(['It[broad-managed-policy]']);
});

test('users of an identity pool', () => {
  const users = (Resource: string) => {
    const It = role([], [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }]);
    It.Properties.AssumeRolePolicyDocument.Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'cognito-identity.amazonaws.com' } as any }];
    return ids(serviceRoleLeastPrivilege, { Resources: { It } });
  };
  expect(users('arn:aws:execute-api:eu-west-1:111111111111:abc/prod/GET/orders')).toEqual([]);
  expect(users('arn:aws:execute-api:*:*:*')).toEqual(['It[every-resource]']);
});

describe('data of users of an identity pool', () => {
  const changing = (statement: object) => {
    const It = role([], [{ Effect: 'Allow', ...statement }]);
    It.Properties.AssumeRolePolicyDocument.Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'cognito-identity.amazonaws.com' } as any }];
    const Table = { Type: 'AWS::DynamoDB::Table' };
    return ids(serviceRoleLeastPrivilege, { Parameters: { Open: { Type: 'String' } }, Resources: { It, Table } });
  };
  const OWN = '${cognito-identity.amazonaws.com:sub}';
  const TABLE = { 'Fn::GetAtt': ['Table', 'Arn'] };

  test.each<[string, object]>([
    ['objects under the id of the user', { Action: 's3:PutObject', Resource: `arn:aws:s3:::uploads/${OWN}/*` }],
    ['the same in Fn::Sub', { Action: 's3:PutObject', Resource: { 'Fn::Sub': 'arn:aws:s3:::${Open}/${!cognito-identity.amazonaws.com:sub}/*' } }],
    ['objects for all users', { Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/public/*' }],
    ['reading', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::uploads/*' }],
    ['one object', { Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/counter' }],
    ['items whose key is the user', { Action: 'dynamodb:PutItem', Resource: TABLE, Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [OWN] } } }],
  ])('compliant: %s', (_, statement) => expect(changing(statement)).toEqual([]));

  test.each<[string, object]>([
    ['objects of any name', { Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::uploads/*' }],
    ['a bucket that is known only at deployment', { Action: 's3:DeleteObject', Resource: { 'Fn::Sub': 'arn:aws:s3:::${Open}/avatars/*' } }],
    ['the id of the pool, which is the same for all', { Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:aud}/*' }],
    ['items of a table', { Action: 'dynamodb:UpdateItem', Resource: TABLE }],
    ['items of a table by its ARN', { Action: 'dynamodb:DeleteItem', Resource: 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders' }],
  ])('non-compliant: %s', (_, statement) => expect(changing(statement)).toEqual(['It[data-of-others]']));

  test('compliant: roles of services', () => {
    expect(found('states.amazonaws.com', { Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/*' })).toEqual([]);
  });
});

test.each<[string, string[]]>([
  ['arn:aws:iam::111111111111:role/app-*', ['It[permissions-by-pattern]']],
  ['arn:aws:iam::111111111111:role/app-worker', []],
  ['arn:aws:iam::111111111111:role/*', ['It[every-resource]']],
])('changes of permissions of %s', (Resource, expected) => {
  expect(found('states.amazonaws.com', { Action: 'iam:PutRolePolicy', Resource })).toEqual(expected);
  expect(found('states.amazonaws.com', { Action: 'iam:GetRolePolicy', Resource }).includes('It[permissions-by-pattern]')).toBe(false);
  if (expected[0]?.endsWith('[permissions-by-pattern]')) expect(found('states.amazonaws.com', { Action: 'iam:PutRolePolicy', Resource, Condition: { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::111111111111:policy/limit' } } })).toEqual([]);
});

test('custom resources', () => {
  const custom = (Properties: object) => ids(serviceRoleLeastPrivilege, { Resources: { It: { Type: 'Custom::AWS', Properties } } });
  const call = (parameters: object) => custom({ Create: JSON.stringify({ service: 'IAM', action: 'a', parameters }) });
  const statement = (more: object) => ({ Statement: [{ Effect: 'Allow', ...more }] });
  expect(call({ PolicyDocument: JSON.stringify(statement(NARROW)) })).toEqual([]);
  expect(call({ PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' })).toEqual([]);
  expect(custom({ Policy: statement({ Action: '*', Resource: '*', Principal: { AWS: '111111111111' } }) })).toEqual([]);
  expect(custom({ Policy: statement({ Action: '*', Resource: 'arn:aws:sqs:eu-west-1:111111111111:orders' }) })).toEqual(['It[every-action]']);
  expect(call({ PolicyDocument: JSON.stringify(statement({ Action: 's3:GetObject', Resource: '*' })) })).toEqual(['It[every-resource]']);
  expect(call({ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })).toEqual(['It[broad-managed-policy]']);
});

describe('policies of devices', () => {
  const sending = (statement: object) => ids(serviceRoleLeastPrivilege, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } } } },
  });
  const OWN = { 'Fn::Sub': 'arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topic/orders/${!iot:Connection.Thing.ThingName}' };

  test('compliant: the device’s own topic', () => {
    expect(sending({ Action: 'iot:Publish', Resource: OWN })).toEqual([]);
  });

  test('non-compliant', () => {
    expect(sending({ Action: 'iot:Publish', Resource: '*' })).toEqual(['It[every-resource]']);
    expect(sending({ Action: 'iot:Publish', Resource: 'arn:aws:iot:eu-west-1:111111111111:topic/*' })).toEqual(['It[every-resource]']);
    expect(sending({ Action: 'iot:*', Resource: OWN })).toEqual(['It[every-action-of-service]']);
  });

  const topic = (resource: string) => ({ 'Fn::Sub': `arn:aws:iot:\${AWS::Region}:\${AWS::AccountId}:${resource}` });

  test.each<[string, string, string[]]>([
    ['iot:Publish', 'topic/orders/*', ['It[topics-of-others]']],
    ['iot:Publish', 'topic/${AWS::StackName}/*', ['It[topics-of-others]']],
    ['iot:RetainPublish', 'topic/orders/?', ['It[topics-of-others]']],
    ['iot:Subscribe', 'topicfilter/#', ['It[topics-of-others]']],
    ['iot:Subscribe', 'topicfilter/orders/#', ['It[topics-of-others]']],
    ['iot:Publish', 'topic/orders/${!iot:ClientId}/*', []],
    ['iot:Publish', 'topic/${!cognito-identity.amazonaws.com:sub}/*', []],
    ['iot:Publish', 'topic/alarms', []],
    ['iot:Receive', 'topic/news/*', []],
    ['iot:Subscribe', 'topicfilter/orders/${!iot:ClientId}/#', []],
  ])('%s on %s', (Action, resource, expected) => {
    expect(sending({ Action, Resource: topic(resource) })).toEqual(expected);
  });

  test('undetermined', () => expect(sending({ Action: 'iot:Publish', Resource: { Ref: 'Open' } })).toEqual(['It[undetermined]']));
});

test('undetermined: a resource is known only at deployment', () => {
  expect(found('states.amazonaws.com', { Action: 'sqs:SendMessage', Resource: { Ref: 'Open' } })).toEqual(['It[undetermined]']);
});
