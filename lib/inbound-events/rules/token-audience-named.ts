import { finding, Rule } from '../../gate';

/** A token that was made for another application opens nothing. */
export const tokenAudienceNamed: Rule = {
  id: 'TokenAudienceNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each JWT authorizer of an HTTP API names the audience that tokens have to be for.',
  why: 'The issuer signs tokens for all its applications. Whoever has one for another application, even for one of their own, calls the API with it.',
  fix: {
    cdk: 'Set jwtAudience on the HttpJwtAuthorizer, or userPoolClients on the HttpUserPoolAuthorizer.',
    template: 'Set JwtConfiguration.Audience to the ids of the clients whose users may call.',
    sam: 'Set JwtConfiguration.audience of the authorizer to the ids of the clients whose users may call.',
  },
  acceptable: 'When each route asks for a scope that the issuer gives for this API alone: name the scope.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  resourceTypes: ['AWS::ApiGatewayV2::Authorizer'],
  findings: {
    'no-audience': 'The authorizer takes tokens that were made for any application of the issuer.',
  },
  check: (authorizer) => {
    if (authorizer.get('AuthorizerType').string() !== 'JWT') return [];
    const audience = authorizer.get('JwtConfiguration', 'Audience');
    return audience.items().length > 0 ? [] : [finding(audience, 'no-audience', 'JwtConfiguration.Audience names nothing')];
  },
};
