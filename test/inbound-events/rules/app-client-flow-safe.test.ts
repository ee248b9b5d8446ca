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
