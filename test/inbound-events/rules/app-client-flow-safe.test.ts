import * as cognito from 'aws-cdk-lib/aws-cognito';
import { appClientFlowSafe as rule } from '../../../lib/inbound-events/rules/app-client-flow-safe';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const client = (properties: object): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: { Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { AllowedOAuthFlowsUserPoolClient: true, ...properties } } },
});

test.each([
  {},
  { AllowedOAuthFlows: ['code'], CallbackURLs: ['https://shop.example.com', 'myapp://signed-in', 'http://localhost:3000/callback'] },
  { AllowedOAuthFlowsUserPoolClient: false, AllowedOAuthFlows: ['implicit'], CallbackURLs: ['http://shop.example.com'] },
  { AllowedOAuthFlows: ['client_credentials'] },
  { AllowedOAuthFlows: ['code'], CallbackURLs: [{ 'Fn::Sub': 'https://${Open}/callback' }] },
])('compliant: %j', (properties) => {
  expect(check(rule, client(properties))).toEqual([]);
});

test.each<[object, string]>([
  [{ AllowedOAuthFlows: ['code', 'implicit'] }, 'implicit-flow'],
  [{ AllowedOAuthFlows: ['code'], CallbackURLs: ['http://shop.example.com'] }, 'plain-http'],
  [{ AllowedOAuthFlows: ['code'], LogoutURLs: ['http://localhost.example.com'] }, 'plain-http'],
  [{ AllowedOAuthFlows: ['code'], DefaultRedirectURI: { 'Fn::Sub': 'http://${Open}/callback' } }, 'plain-http'],
])('non-compliant: %j', (properties, id) => {
  expect(ids(rule, client(properties))).toEqual([`Client[${id}]`]);
});

test('non-compliant: the default flows of the CDK', () => {
  const workload = workloadOfStack((stack) => new cognito.UserPool(stack, 'Pool').addClient('Client'));
  expect(ids(rule, workload)).toEqual([expect.stringMatching(/^PoolClient.*\[implicit-flow\]$/)]);
});

test.each([
  { AllowedOAuthFlowsUserPoolClient: { Ref: 'Open' } },
  { AllowedOAuthFlows: [{ Ref: 'Open' }] },
  { AllowedOAuthFlows: ['code'], CallbackURLs: [{ Ref: 'Open' }] },
  { AllowedOAuthFlows: ['code'], CallbackURLs: { 'Fn::ImportValue': 'urls' } },
])('undetermined: %j', (properties) => {
  expect(ids(rule, client(properties))).toEqual(['Client[undetermined]']);
});

describe('attributes that users write', () => {
  const pooled = (properties: object, ...Schema: object[]) =>
    ids(rule, {
      Resources: {
        Pool: { Type: 'AWS::Cognito::UserPool', Properties: { Schema } },
        Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' }, ...properties } },
      },
    });

  test.each<[string, string[], string[]]>([
    ['a tenant in the list', pooled({ WriteAttributes: ['email', 'custom:tenantId'] }), ['Client[own-rights]']],
    ['a role, without a list', pooled({}, { Name: 'email' }, { Name: 'is_admin', Mutable: true }), ['Client[own-rights]']],
    ['a role that no one may change', pooled({}, { Name: 'role', Mutable: false }), []],
    ['a role that is not in the list', pooled({ WriteAttributes: ['email'] }, { Name: 'role', Mutable: true }), []],
    ['other attributes', pooled({ WriteAttributes: ['custom:color', 'custom:groupware', 'name'] }), []],
    ['a list that is known only at deployment', pooled({ WriteAttributes: { 'Fn::ImportValue': 'attributes' } }), ['Client[undetermined]']],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected));
});

test.each<[object, string[]]>([
  [{ ProviderType: 'Google', AttributeMapping: { 'custom:role': 'nickname', 'email': 'email' } }, ['It[own-rights]']],
  [{ ProviderType: 'Google', AttributeMapping: { 'custom:nick': 'nickname', 'email': 'email' } }, []],
  [{ ProviderType: 'SAML', AttributeMapping: { 'custom:role': 'groups' } }, []],
  [{ ProviderType: { Ref: 'Open' }, AttributeMapping: { 'custom:role': 'groups' } }, ['It[undetermined]']],
])('the profile of a provider: %j', (Properties, expected) => {
  expect(ids(rule, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::Cognito::UserPoolIdentityProvider', Properties } } } as TestTemplate)).toEqual(expected);
});
