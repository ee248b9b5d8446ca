import { tokenAudienceNamed as rule } from '../../../lib/inbound-events/rules/token-audience-named';
import { expanded, fn } from '../../gate/expansion/sam/expanded';
import { ids, TestTemplate } from '../../gate/harness';

const found = (Audience: unknown, AuthorizerType = 'JWT') =>
  ids(rule, {
    Parameters: { Open: { Type: 'CommaDelimitedList' }, Client: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerType, JwtConfiguration: { Issuer: 'https://id.example.com', Audience } } } },
  });

test.each([
  [['client'], []],
  [[{ Ref: 'Client' }], []],
  [undefined, ['It[no-audience]']],
  [[], ['It[no-audience]']],
  [{ Ref: 'Open' }, ['It[undetermined]']],
])('audience: %j', (audience, expected) => {
  expect(found(audience)).toEqual(expected);
});

test('compliant: a request authorizer', () => expect(found(undefined, 'REQUEST')).toEqual([]));

describe('in OpenAPI documents', () => {
  const described = (jwtConfiguration: object) => ids(rule, {
    Resources: {
      Api: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: { Body: { openapi: '3.0.1', components: { securitySchemes: { Users: { 'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt', jwtConfiguration } } } } } },
      },
    },
  });

  test('an audience', () => expect(described({ issuer: 'https://id.example.com', audience: ['client'] })).toEqual([]));
  test('no audience', () => expect(described({ issuer: 'https://id.example.com' })).toEqual(['Api[no-audience]']));
});

test('an authorizer of a SAM template', () => {
  const Auth = { Authorizers: { Users: { IdentitySource: '$request.header.Authorization', JwtConfiguration: { issuer: 'https://id.example.com' } } } };
  const Events = { Get: { Type: 'HttpApi', Properties: { ApiId: { Ref: 'Api' }, Path: '/', Method: 'get', Auth: { Authorizer: 'Users' } } } };
  expect(ids(rule, expanded({ Api: { Type: 'AWS::Serverless::HttpApi', Properties: { Auth } }, Fn: fn({ Events }) }).body as TestTemplate)).toEqual(['Api[no-audience]']);
});

describe('APIs of AppSync', () => {
  const accepting = (ClientId: unknown, besides = false) => {
    const provider = { AuthenticationType: 'OPENID_CONNECT', OpenIDConnectConfig: { Issuer: 'https://id.example.com', ClientId } };
    const Properties = besides ? { AuthenticationType: 'AWS_IAM', AdditionalAuthenticationProviders: [provider] } : provider;
    return ids(rule, { Parameters: { Client: { Type: 'String' } }, Resources: { It: { Type: 'AWS::AppSync::GraphQLApi', Properties } } });
  };

  test.each<[unknown, string[]]>([['client', []], [{ Ref: 'Client' }, []], [undefined, ['It[no-audience]']], ['.*', ['It[no-audience]']]])('client: %j', (client, expected) => {
    expect(accepting(client)).toEqual(expected);
    expect(accepting(client, true)).toEqual(expected);
  });

  test('events', () => {
    const AuthProviders = [{ AuthType: 'OPENID_CONNECT', OpenIDConnectConfig: { Issuer: 'https://id.example.com' } }];
    expect(ids(rule, { Resources: { It: { Type: 'AWS::AppSync::Api', Properties: { EventConfig: { AuthProviders } } } } })).toEqual(['It[no-audience]']);
  });
});
