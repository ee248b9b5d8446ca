import { each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { AUTHORIZER_TYPES, eachAuthorizer } from '../template/authorizers';

const GRAPHQL_API = 'AWS::AppSync::GraphQLApi';
const EVENT_API = 'AWS::AppSync::Api';

/** Tokens for other applications are rejected. */
export const tokenAudienceNamed: Rule = {
  id: 'TokenAudienceNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each JWT authorizer of an HTTP API, and each OpenID Connect provider of an AppSync API, names its clients.',
  why: 'The issuer signs tokens for all its applications. Anyone with a token for another application, even their own, can call the API with it.',
  fix: {
    cdk: 'Set jwtAudience on the HttpJwtAuthorizer, or userPoolClients on the HttpUserPoolAuthorizer.',
    template: 'Set JwtConfiguration.Audience to the ids of the clients whose users may call; for AppSync, ClientId of OpenIDConnectConfig.',
    sam: 'Set JwtConfiguration.audience of the authorizer to the ids of the clients whose users may call.',
  },
  acceptable: 'If each route requires a scope that the issuer grants only for this API: name the scope.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  resourceTypes: [...AUTHORIZER_TYPES.filter((type) => type.startsWith('AWS::ApiGatewayV2::')), GRAPHQL_API, EVENT_API],
  findings: {
    'no-audience': 'The authorizer accepts tokens that were issued for any application.',
  },
  check: (resource, workload) =>
    resource.type === GRAPHQL_API || resource.type === EVENT_API
      ? each(openIdProviders(resource), checkProvider)
      : eachAuthorizer(resource, workload, ({ type, audience }) =>
        type() === 'JWT' && audience.items().length === 0 ? [finding(audience, 'no-audience', 'JwtConfiguration.Audience is empty')] : [],
      ),
};

/** Returns the settings of the OpenID Connect providers of an API of AppSync. */
function openIdProviders(api: Resource): Property[] {
  const providers = [...api.get('AdditionalAuthenticationProviders').items(), ...api.get('EventConfig', 'AuthProviders').items()];
  return [api.get(), ...providers].map((at) => at.at('OpenIDConnectConfig')).filter((at) => at.exists);
}

function checkProvider(config: Property): readonly Outcome[] {
  const client = config.at('ClientId');
  return client.exists && !ANY_CLIENT.test(client.written() ?? '') ? [] : [finding(config, 'no-audience', 'ClientId accepts the tokens of any client')];
}

/** Regular expressions that each client matches. */
const ANY_CLIENT = /^\^?(?:\.[*+])?\$?$/;
