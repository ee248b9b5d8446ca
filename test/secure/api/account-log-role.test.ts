import { App, CfnElement, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization, SecureRestApi, SecureRestApiProps } from '../../../lib';
import { AccountLogRole } from '../../../lib/secure/api/account-log-role';

const ACCOUNT = 'AWS::ApiGateway::Account';

function addApi(stack: Stack, id: string, props: SecureRestApiProps): void {
  new SecureRestApi(stack, id, { authorization: ApiAuthorization.iam(), ...props }).addEndpoint('GET /', { integration: new apigateway.MockIntegration() });
}

/** Returns a stack with an API for each of the properties. */
function stackOf(...apis: SecureRestApiProps[]): Stack {
  const stack = new Stack(new App(), 'Stack');
  apis.forEach((props, index) => addApi(stack, `Api${index}`, props));
  return stack;
}

const roleOf = (stack: Stack, name: string) => iam.Role.fromRoleArn(stack, name, `arn:aws:iam::111111111111:role/${name}`);

test('the role and the account setting are created once for all APIs of a stack, and retained', () => {
  const template = Template.fromStack(stackOf({}, {}));
  template.resourceCountIs(ACCOUNT, 1);
  template.hasResource(ACCOUNT, {
    Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Sec3ApiLogRole'), 'Arn'] } },
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
  const roles = template.findResources('AWS::IAM::Role', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect(Object.values(roles)).toHaveLength(1);
  expect(JSON.stringify(roles)).toMatch(/"Service":"apigateway.amazonaws.com".*AmazonAPIGatewayPushToCloudWatchLogs/);
});

test('the setting is created after the first API, and before each stage', () => {
  const template = Template.fromStack(stackOf({}, {}));
  const [[account, { DependsOn: before }]] = Object.entries(template.findResources(ACCOUNT));
  expect(before.filter((id: string) => id.startsWith('Api'))).toEqual([expect.stringMatching(/^Api0RestApi\w+$/)]);
  const stages = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(stages.map(({ DependsOn }) => DependsOn)).toEqual([expect.arrayContaining([account]), expect.arrayContaining([account])]);
});

describe('every stage in the stack depends on the setting', () => {
  const logs = { loggingLevel: apigateway.MethodLoggingLevel.INFO };
  const ofOpenApi = { openapi: '3.0.1', info: { title: 'Api', version: '1' }, paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } } } };

  /** Returns types of resources that create a stage, with whether each waits for the role. */
  function waiting(stack: Stack): [string, boolean][] {
    const { Resources } = Template.fromStack(stack).toJSON();
    const account = Object.keys(Resources).find((id) => id.startsWith('Sec3ApiLogRoleAccount'))!;
    const stages = Object.values<any>(Resources).filter(({ Type }) => /^AWS::ApiGateway(V2)?::(Stage|Deployment)$/.test(Type));
    return stages.map(({ Type, DependsOn = [] }) => [Type, [DependsOn].flat().includes(account)]);
  }

  test.each<[string, (stack: Stack) => void]>([
    ['of an API of the CDK', (stack) => new apigateway.RestApi(stack, 'Plain', { deployOptions: logs }).root.addMethod('GET')],
    ['of an OpenAPI document', (stack) => new apigateway.SpecRestApi(stack, 'Spec', { deployOptions: logs, apiDefinition: apigateway.ApiDefinition.fromInline(ofOpenApi) })],
    ['of an imported API', (stack) => {
      const api = apigateway.RestApi.fromRestApiId(stack, 'Imported', 'a1b2c3d4e5');
      new apigateway.Stage(stack, 'Stage', { deployment: new apigateway.Deployment(stack, 'Deployment', { api }), ...logs });
    }],
    ['that a deployment makes', (stack) =>
      new apigateway.CfnDeployment(stack, 'Deployment', { restApiId: 'a1b2c3d4e5', stageName: 'prod', stageDescription: { loggingLevel: 'INFO' } })],
    ['of a WebSocket API', (stack) => new apigatewayv2.WebSocketStage(stack, 'Stage', { webSocketApi: new apigatewayv2.WebSocketApi(stack, 'Socket'), stageName: 'prod' })],
  ])('%s, created before or after it', (_, add) => {
    for (const isFirst of [true, false]) {
      const stack = new Stack(new App(), 'Stack');
      if (isFirst) add(stack);
      addApi(stack, 'Api', {});
      if (!isFirst) add(stack);
      const stages = waiting(stack);
      expect(stages.length).toBeGreaterThan(2);
      expect(stages.filter(([, isWaiting]) => !isWaiting)).toEqual([]);
    }
  });

  test('stages of SecureRestApi.fromOpenApi', () => {
    const stack = new Stack(new App(), 'Stack');
    const definition = { ...ofOpenApi, paths: { '/': { get: { operationId: 'read', responses: {} } } } };
    const read = new lambda.Function(stack, 'Read', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    SecureRestApi.fromOpenApi(stack, 'Api', { definition, authorization: ApiAuthorization.iam(), handlers: { read } });
    expect(waiting(stack).filter(([, isWaiting]) => !isWaiting)).toEqual([]);
  });

  test('nested stacks as a whole, except one with its own setting', () => {
    const stack = new Stack(new App(), 'Stack');
    addApi(stack, 'Api', {});
    new apigateway.RestApi(new NestedStack(stack, 'Plain'), 'Api', { deployOptions: logs }).root.addMethod('GET');
    const own = new NestedStack(stack, 'Own');
    addApi(own, 'Api', {});
    const template = Template.fromStack(stack);
    const [account] = Object.keys(template.findResources(ACCOUNT));
    const nested = Object.entries(template.findResources('AWS::CloudFormation::Stack'));
    expect(nested.map(([id, { DependsOn = [] }]) => [id.slice(0, 3), DependsOn.includes(account)])).toEqual([['Pla', true], ['Own', false]]);
    expect(waiting(own).filter(([, isWaiting]) => !isWaiting)).toEqual([]);
  });
});

test('a given role is used', () => {
  const stack = new Stack(new App(), 'Stack');
  const accountLogRole = AccountLogRole.fromRole(roleOf(stack, 'Theirs'));
  addApi(stack, 'Api', { accountLogRole });
  const template = Template.fromStack(stack);
  template.hasResource(ACCOUNT, { Properties: { CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/Theirs' }, DeletionPolicy: 'Retain' });
  template.resourceCountIs('AWS::IAM::Role', 0);
});

test('an existing setting is not changed', () => {
  const template = Template.fromStack(stackOf({ accountLogRole: AccountLogRole.existing() }));
  template.resourceCountIs(ACCOUNT, 0);
  template.resourceCountIs('AWS::IAM::Role', 0);
});

test('two roles for one account are rejected', () => {
  const stack = stackOf({});
  const accountLogRole = AccountLogRole.fromRole(roleOf(stack, 'Theirs'));
  expect(() => addApi(stack, 'Second', { accountLogRole })).toThrow(
    '[Stack/Second/RestApi] accountLogRole differs from that of another API in stack Stack; an account has one role for all APIs',
  );
});

test('restApiProps.cloudWatchRole is rejected', () => {
  expect(() => stackOf({ restApiProps: { cloudWatchRole: true } })).toThrow(/^\[Stack\/Api0\] restApiProps\.cloudWatchRole .* use accountLogRole/);
});

test('logical ids do not depend on the first API', () => {
  const idOf = (stack: Stack) => stack.getLogicalId(stack.node.findChild('Sec3ApiLogRole').node.findChild('Account') as CfnElement);
  expect(idOf(stackOf({}))).toBe(idOf(stackOf({}, {})));
});
