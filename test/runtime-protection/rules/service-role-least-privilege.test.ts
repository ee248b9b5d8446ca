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

test('compliant: what AWS has made for the service, and what it needs to log', () => {
  expect(found('ecs-tasks.amazonaws.com', NARROW, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'] })).toEqual([]);
  expect(found('states.amazonaws.com', { Action: ['logs:CreateLogDelivery', 'logs:PutResourcePolicy'], Resource: '*' })).toEqual([]);
});

test.each(['lambda', 'edgelambda'])('roles of %s: of the workload’s functions another rule judges them, of others this one', (service) => {
  const It = role(`${service}.amazonaws.com`, [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['It', 'Arn'] } } };
  expect(ids(serviceRoleLeastPrivilege, { Resources: { It, Fn } })).toEqual([]);
  expect(ids(serviceRoleLeastPrivilege, { Resources: { It } })).toEqual(['It[every-action-of-service]']);
});

test.each(['codebuild', 'codepipeline', 'cloudformation'])('roles of %s deploy', (service) => {
  expect(found(`${service}.amazonaws.com`, { Action: 'cloudformation:DescribeStacks', Resource: '*' })).toEqual([]);
});

test.each<[string, object, string]>([
  ['every action', { Action: '*', Resource: '*' }, 'every-action'],
  ['every action of a service', { Action: 'sqs:*', Resource: 'arn:aws:sqs:eu-west-1:111111111111:orders' }, 'every-action-of-service'],
  ['every resource', { Action: 'lambda:InvokeFunction', Resource: '*' }, 'every-resource'],
  ['an exception', { NotAction: 'iam:*', Resource: 'arn:aws:s3:::a' }, 'allow-by-exception'],
])('found: %s', (_, statement, id) => {
  for (const service of ['states', 'pipes', 'scheduler', 'events', 'apigateway', 'appsync', 'ecs-tasks', 'firehose']) expect(found(`${service}.amazonaws.com`, statement)).toContain(`It[${id}]`);
});

test('found: a managed policy', () => {
  expect(found('states.amazonaws.com', NARROW, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })).toEqual(['It[broad-managed-policy]']);
});

describe('policies of devices', () => {
  const sending = (statement: object, resources: object = { Rule: { Type: 'AWS::IoT::TopicRule', Properties: {} } }) => ids(serviceRoleLeastPrivilege, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } } }, ...resources },
  });
  const OWN = { 'Fn::Sub': 'arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topic/orders/${!iot:Connection.Thing.ThingName}' };

  test('compliant: a topic of its own, and where no rule listens', () => {
    expect(sending({ Action: 'iot:Publish', Resource: OWN })).toEqual([]);
    expect(sending({ Action: 'iot:*', Resource: '*' }, {})).toEqual([]);
  });

  test('found', () => {
    expect(sending({ Action: 'iot:Publish', Resource: '*' })).toEqual(['It[every-resource]']);
    expect(sending({ Action: 'iot:Publish', Resource: 'arn:aws:iot:eu-west-1:111111111111:topic/*' })).toEqual(['It[every-resource]']);
    expect(sending({ Action: 'iot:*', Resource: OWN })).toEqual(['It[every-action-of-service]']);
  });

  test('undetermined', () => expect(sending({ Action: 'iot:Publish', Resource: { Ref: 'Open' } })).toEqual(['It[undetermined]']));
});

test('undetermined: a resource is known only at deployment', () => {
  expect(found('states.amazonaws.com', { Action: 'sqs:SendMessage', Resource: { Ref: 'Open' } })).toEqual(['It[undetermined]']);
});
