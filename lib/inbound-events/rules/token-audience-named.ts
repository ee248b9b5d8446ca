import { each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { AUTHORIZER_TYPES, eachAuthorizer } from '../template/authorizers';
import { actionsOf, BALANCER_LISTENER, BALANCER_RULE } from '../template/listeners';

const GRAPHQL_API = 'AWS::AppSync::GraphQLApi';
const EVENT_API = 'AWS::AppSync::Api';

/** Endpoints of Amazon Bedrock AgentCore that accept tokens. */
const AGENT_ENDPOINTS: readonly string[] = ['Gateway', 'Harness', 'PaymentManager', 'Runtime'].map((name) => `AWS::BedrockAgentCore::${name}`);

const AUTHORIZATION_SOURCE = 'AWS::VerifiedPermissions::IdentitySource';

/** Tokens for other applications are rejected. */
export const tokenAudienceNamed: Rule = {
  id: 'TokenAudienceNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each API, balancer, policy store and agent endpoint that accepts tokens of an issuer names their clients.',
  why: 'The issuer signs tokens for all its applications. Anyone with a token for another application, even their own, can call the API with it.',
  fix: {
    cdk: 'Set jwtAudience on the HttpJwtAuthorizer, or userPoolClients on the HttpUserPoolAuthorizer.',
    template: 'Set JwtConfiguration.Audience to the ids of the clients; AppSync: ClientId of OpenIDConnectConfig; agents: AllowedClients; load balancers: a claim aud; Verified Permissions: Audiences, ClientIds.',
    sam: 'Set JwtConfiguration.audience of the authorizer to the ids of the clients whose users may call.',
  },
  acceptable: 'If each route requires a scope that the issuer grants only for this API: name the scope.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  resourceTypes: [...AUTHORIZER_TYPES.filter((type) => type.startsWith('AWS::ApiGatewayV2::')), GRAPHQL_API, EVENT_API, BALANCER_LISTENER, BALANCER_RULE, AUTHORIZATION_SOURCE, ...AGENT_ENDPOINTS],
  findings: {
    'no-audience': 'The authorizer accepts tokens that were issued for any application.',
  },
  check: (resource, workload) => {
    if (AGENT_ENDPOINTS.includes(resource.type)) return checkAgents(resource.get('AuthorizerConfiguration', 'CustomJWTAuthorizer'));
    switch (resource.type) {
      case GRAPHQL_API:
      case EVENT_API:
        return each(openIdProviders(resource), checkProvider);
      case AUTHORIZATION_SOURCE:
        return checkSelection(resource.get('Configuration', 'OpenIdConnectConfiguration', 'TokenSelection'));
      case BALANCER_LISTENER:
      case BALANCER_RULE:
        return each(actionsOf(resource).filter((action) => action.at('Type').string() === 'jwt-validation'), (action) => checkClaims(action.at('JwtValidationConfig')));
      default:
        return eachAuthorizer(resource, workload, ({ type, audience }) =>
          type() === 'JWT' && audience.items().length === 0 ? [finding(audience, 'no-audience', 'JwtConfiguration.Audience is empty')] : [],
        );
    }
  },
};

/** Checks the tokens that an endpoint of Amazon Bedrock AgentCore accepts. */
function checkAgents(authorizer: Property): readonly Outcome[] {
  const isNamed = ['AllowedAudience', 'AllowedClients', 'AllowedScopes', 'CustomClaims'].some((name) => authorizer.at(name).items().length > 0);
  return !authorizer.exists || isNamed ? [] : [finding(authorizer, 'no-audience', 'AllowedAudience and AllowedClients are empty')];
}

/** Checks the tokens by which Amazon Verified Permissions knows callers. */
function checkSelection(selection: Property): readonly Outcome[] {
  const lists = [selection.at('AccessTokenOnly'), selection.at('IdentityTokenOnly')].filter((at) => at.exists);
  return each(lists, (at) => (['Audiences', 'ClientIds'].some((name) => at.at(name).items().length > 0) ? [] : [finding(at, 'no-audience', 'Audiences and ClientIds are empty')]));
}

/** Claims that contain the application that a token is for, or the client that requested it. */
const CLIENT_CLAIM = /^(?:aud|azp|appid|cid|client_?id|scope|scp)$/i;

function checkClaims(config: Property): readonly Outcome[] {
  const isNamed = config.at('AdditionalClaims').items().some((claim) => CLIENT_CLAIM.test(claim.at('Name').string() ?? ''));
  return isNamed ? [] : [finding(config, 'no-audience', 'AdditionalClaims has no aud and no client_id')];
}

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
