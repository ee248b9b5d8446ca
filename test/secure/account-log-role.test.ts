import { App, CfnElement, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApiAuthorization, SecureRestApi, SecureRestApiProps } from '../../lib';
import { AccountLogRole } from '../../lib/secure/account-log-role';

const ACCOUNT = 'AWS::ApiGateway::Account';

function addApi(stack: Stack, id: string, props: SecureRestApiProps): void {
  new SecureRestApi(stack, id, { authorization: ApiAuthorization.iam(), ...props }).addEndpoint('GET /', { integration: new MockIntegration() });
}

/** A stack with an API for each of the properties. */
function stackOf(...apis: SecureRestApiProps[]): Stack {
  const stack = new Stack(new App(), 'Stack');
  apis.forEach((props, index) => addApi(stack, `Api${index}`, props));
  return stack;
}

const roleOf = (stack: Stack, name: string) => iam.Role.fromRoleArn(stack, name, `arn:aws:iam::111111111111:role/${name}`);

test('a role and the setting are made once for all APIs of a stack, and outlive it', () => {
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

test('it is set after the first API, and each stage is made after it', () => {
  const template = Template.fromStack(stackOf({}, {}));
  const [[account, { DependsOn: before }]] = Object.entries(template.findResources(ACCOUNT));
  expect(before.filter((id: string) => id.startsWith('Api'))).toEqual([expect.stringMatching(/^Api0RestApi\w+$/)]);
  const stages = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(stages.map(({ DependsOn }) => DependsOn)).toEqual([expect.arrayContaining([account]), expect.arrayContaining([account])]);
});

test('a role that is there is set', () => {
  const stack = new Stack(new App(), 'Stack');
  const accountLogRole = AccountLogRole.fromRole(roleOf(stack, 'Theirs'));
  addApi(stack, 'Api', { accountLogRole });
  const template = Template.fromStack(stack);
  template.hasResource(ACCOUNT, { Properties: { CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/Theirs' }, DeletionPolicy: 'Retain' });
  template.resourceCountIs('AWS::IAM::Role', 0);
});

test('what somebody else has set stays untouched', () => {
  const template = Template.fromStack(stackOf({ accountLogRole: AccountLogRole.existing() }));
  template.resourceCountIs(ACCOUNT, 0);
  template.resourceCountIs('AWS::IAM::Role', 0);
});

test('two roles for one account are an error', () => {
  const stack = stackOf({});
  const accountLogRole = AccountLogRole.fromRole(roleOf(stack, 'Theirs'));
  expect(() => addApi(stack, 'Second', { accountLogRole })).toThrow(
    '[Stack/Second/RestApi] accountLogRole differs from that of another API in stack Stack; an account has one role for all',
  );
});

test('the role that CDK makes for each API is an error', () => {
  expect(() => stackOf({ restApiProps: { cloudWatchRole: true } })).toThrow(/^\[Stack\/Api0\] restApiProps\.cloudWatchRole .* use accountLogRole/);
});

test('the names stay the same whichever API comes first', () => {
  const idOf = (stack: Stack) => stack.getLogicalId(stack.node.findChild('Sec3ApiLogRole').node.findChild('Account') as CfnElement);
  expect(idOf(stackOf({}))).toBe(idOf(stackOf({}, {})));
});
