import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { PROD_OR_DEV, withoutHashes } from './operations';
import { appSyncAuthorized } from '../../../lib/inbound-events/rules/app-sync-authorized';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function graphQl(type: unknown, others?: unknown, sections: object = {}): TestTemplate {
  const AdditionalAuthenticationProviders = Array.isArray(others) ? others.map((AuthenticationType) => ({ AuthenticationType })) : others;
  return {
    ...sections,
    Resources: { Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'x', AuthenticationType: type, AdditionalAuthenticationProviders } } },
  };
}

const modes = (types: readonly unknown[]) => types.map((AuthType) => ({ AuthType }));

function events(connect: readonly unknown[], publish: readonly unknown[], subscribe: readonly unknown[], sections: object = {}): TestTemplate {
  const EventConfig = {
    AuthProviders: modes([...connect, ...publish, ...subscribe]),
    ConnectionAuthModes: modes(connect),
    DefaultPublishAuthModes: modes(publish),
    DefaultSubscribeAuthModes: modes(subscribe),
  };
  return { ...sections, Resources: { Api: { Type: 'AWS::AppSync::Api', Properties: { Name: 'x', EventConfig } } } };
}

function channel(properties: object): TestTemplate {
  return { Resources: { Channel: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: 'a', Name: 'orders', ...properties } } } };
}

const definition = appsync.Definition.fromSchema(
  new (class implements appsync.ISchema {
    public bind = (api: appsync.IGraphqlApi) => ({ apiId: api.apiId, definition: 'type Query { a: String }' });
  })(),
);

describe('compliant', () => {
  test.each(['AWS_IAM', 'AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT', 'AWS_LAMBDA'])('%s', (type) => {
    expect(check(appSyncAuthorized, graphQl(type))).toEqual([]);
    expect(check(appSyncAuthorized, graphQl('AWS_IAM', [type]))).toEqual([]);
    expect(check(appSyncAuthorized, events([type], [type], [type, 'AWS_IAM']))).toEqual([]);
  });

  test('channels that use the authorization of their API, or have their own', () => {
    expect(check(appSyncAuthorized, channel({}))).toEqual([]);
    expect(check(appSyncAuthorized, channel({ PublishAuthModes: modes(['AWS_IAM']), SubscribeAuthModes: modes(['AWS_LAMBDA']) }))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const userPool = new cognito.UserPool(stack, 'Pool');
      new appsync.GraphqlApi(stack, 'GraphQl', {
        name: 'g',
        definition,
        authorizationConfig: {
          defaultAuthorization: { authorizationType: appsync.AuthorizationType.IAM },
          additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool } }],
        },
      });
      const api = new appsync.EventApi(stack, 'Events', {
        apiName: 'e',
        authorizationConfig: { authProviders: [{ authorizationType: appsync.AppSyncAuthorizationType.IAM }] },
      });
      api.addChannelNamespace('orders');
    });
    expect(check(appSyncAuthorized, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('a GraphQL API', () => {
    expect(check(appSyncAuthorized, graphQl('API_KEY'))).toEqual([
      'Api[api-key-only] Properties.AuthenticationType: AuthenticationType is API_KEY, and there is no other provider',
    ]);
    expect(check(appSyncAuthorized, graphQl('API_KEY', ['AWS_IAM']))).toEqual([
      'Api[api-key-by-default] Properties.AuthenticationType: ' +
        'AuthenticationType is API_KEY: it opens each field without a directive for another provider',
    ]);
    expect(check(appSyncAuthorized, graphQl('AWS_IAM', ['AWS_LAMBDA', 'API_KEY']))).toEqual([
      'Api[api-key-besides] Properties.AdditionalAuthenticationProviders[1]: ' +
        'an additional provider accepts API keys: they open each field with @aws_api_key',
    ]);
  });

  test('an event API', () => {
    expect(check(appSyncAuthorized, events(['API_KEY', 'AWS_IAM'], ['API_KEY'], ['AWS_IAM']))).toEqual([
      'Api[api-key-besides] Properties.EventConfig.ConnectionAuthModes[0].AuthType: ConnectionAuthModes has API_KEY and other types',
      'Api[api-key-only] Properties.EventConfig.DefaultPublishAuthModes[0].AuthType: DefaultPublishAuthModes has API_KEY and nothing else',
    ]);
  });

  test('a channel', () => {
    expect(check(appSyncAuthorized, channel({ PublishAuthModes: modes(['API_KEY']), SubscribeAuthModes: modes(['AWS_IAM', 'API_KEY']) }))).toEqual([
      'Channel[api-key-only] Properties.PublishAuthModes[0].AuthType: PublishAuthModes has API_KEY and nothing else',
      'Channel[api-key-besides] Properties.SubscribeAuthModes[1].AuthType: SubscribeAuthModes has API_KEY and other types',
    ]);
  });

  test('the defaults of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      new appsync.GraphqlApi(stack, 'GraphQl', { name: 'g', definition });
      new appsync.EventApi(stack, 'Events', { apiName: 'e' });
    });
    expect(withoutHashes(ids(appSyncAuthorized, workload))).toEqual([
      'GraphQl[api-key-only]', 'Events[api-key-only]', 'Events[api-key-only]', 'Events[api-key-only]',
    ]);
  });

  test('only in some deployments', () => {
    expect(check(appSyncAuthorized, graphQl({ 'Fn::If': ['IsProd', 'AWS_IAM', 'API_KEY'] }, undefined, PROD_OR_DEV))).toEqual([
      'Api[api-key-only] Properties.AuthenticationType: AuthenticationType is API_KEY, and there is no other provider (where parameter Env is "dev")',
    ]);
  });

  test('beside an unknown value', () => {
    const Parameters = { Type: { Type: 'String' }, List: { Type: 'CommaDelimitedList' } };
    expect(ids(appSyncAuthorized, graphQl('API_KEY', [{ Ref: 'Type' }], { Parameters }))).toEqual(['Api[api-key-by-default]']);
    expect(ids(appSyncAuthorized, graphQl('API_KEY', { Ref: 'List' }, { Parameters }))).toEqual(['Api[api-key-by-default]']);
    expect(ids(appSyncAuthorized, graphQl({ Ref: 'Type' }, ['API_KEY'], { Parameters }))).toEqual(['Api[undetermined]', 'Api[api-key-besides]']);
    expect(ids(appSyncAuthorized, events([{ Ref: 'Type' }], ['API_KEY', { Ref: 'Type' }], [], { Parameters }))).toEqual([
      'Api[undetermined]', 'Api[api-key-besides]', 'Api[undetermined]',
    ]);
  });
});

describe('undetermined', () => {
  test('a type from a parameter', () => {
    expect(check(appSyncAuthorized, graphQl({ Ref: 'Type' }, undefined, { Parameters: { Type: { Type: 'String' } } }))).toEqual([
      'Api[undetermined] Properties.AuthenticationType: the value of parameter Type is given at deployment',
    ]);
  });

  test('an absent or unknown type', () => {
    expect(check(appSyncAuthorized, graphQl(undefined))).toEqual([
      'Api[undetermined] Properties.AuthenticationType: the authorization type is absent, and has no default',
    ]);
    expect(check(appSyncAuthorized, graphQl('PASSWORD'))).toEqual([
      'Api[undetermined] Properties.AuthenticationType: "PASSWORD" is not a known authorization type',
    ]);
  });

  test('authorization modes that are not a list', () => {
    expect(check(appSyncAuthorized, channel({ PublishAuthModes: 'API_KEY', SubscribeAuthModes: modes(['API_KEY']) }))).toEqual([
      'Channel[undetermined] Properties.PublishAuthModes: a list is expected, found a text',
      'Channel[api-key-only] Properties.SubscribeAuthModes[0].AuthType: SubscribeAuthModes has API_KEY and nothing else',
    ]);
  });
});
