import { tokenAudienceNamed as rule } from '../../../lib/inbound-events/rules/token-audience-named';
import { Specification } from '../../../projenrc/aws-tables/places';
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

describe('endpoints of agents', () => {
  const TYPES = [...new Set(new Specification().places.filter(({ path }) => path === 'AuthorizerConfiguration.CustomJWTAuthorizer').map(({ type }) => type))];
  const accepting = (type: string, settings: object) =>
    ids(rule, { Parameters: { Open: { Type: 'CommaDelimitedList' } }, Resources: { It: { Type: type, Properties: { AuthorizerConfiguration: { CustomJWTAuthorizer: { DiscoveryUrl: 'https://id.example.com', ...settings } } } } } });

  test.each(TYPES)('%s', (type) => {
    expect(accepting(type, {})).toEqual(['It[no-audience]']);
    expect(accepting(type, { AllowedClients: [] })).toEqual(['It[no-audience]']);
    for (const name of ['AllowedAudience', 'AllowedClients', 'AllowedScopes']) expect(accepting(type, { [name]: ['shop'] })).toEqual([]);
    expect(accepting(type, { AllowedAudience: { Ref: 'Open' } })).toEqual(['It[undetermined]']);
    expect(ids(rule, { Resources: { It: { Type: type, Properties: {} } } })).toEqual([]);
  });
});

describe('load balancers', () => {
  const validating = (AdditionalClaims: unknown, Type = 'AWS::ElasticLoadBalancingV2::Listener') => {
    const actions = [{ Type: 'jwt-validation', JwtValidationConfig: { Issuer: 'https://id.example.com', AdditionalClaims } }, { Type: 'forward' }];
    return ids(rule, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties: { DefaultActions: actions, Actions: actions } } } });
  };
  const claim = (Name: unknown) => [{ Name, Format: 'single-string', Values: ['shop'] }];

  test.each<[unknown, string[]]>([
    [claim('aud'), []], [claim('client_id'), []], [undefined, ['It[no-audience]']], [claim('email_verified'), ['It[no-audience]']], [claim({ Ref: 'Open' }), ['It[undetermined]']],
  ])('claims: %j', (claims, expected) => {
    expect(validating(claims)).toEqual(expected);
    expect(validating(claims, 'AWS::ElasticLoadBalancingV2::ListenerRule')).toEqual(expected);
  });
});

describe('Amazon Verified Permissions', () => {
  const source = (TokenSelection: unknown) =>
    ids(rule, {
      Parameters: { Open: { Type: 'String' } },
      Resources: { It: { Type: 'AWS::VerifiedPermissions::IdentitySource', Properties: { Configuration: { OpenIdConnectConfiguration: { Issuer: 'https://idp.example.com', TokenSelection } } } } },
    } as TestTemplate);

  test.each<[unknown, string[]]>([
    [{ AccessTokenOnly: { Audiences: ['shop'] } }, []],
    [{ IdentityTokenOnly: { ClientIds: ['client'] } }, []],
    [undefined, []],
    [{ AccessTokenOnly: { PrincipalIdClaim: 'sub' } }, ['It[no-audience]']],
    [{ IdentityTokenOnly: {} }, ['It[no-audience]']],
    [{ AccessTokenOnly: { Audiences: { Ref: 'Open' } } }, ['It[undetermined]']],
  ])('%j', (selection, expected) => expect(source(selection)).toEqual(expected));
});
