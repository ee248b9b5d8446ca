import { finding, Rule } from '../../gate';

/** Tokens for other applications are rejected. */
export const tokenAudienceNamed: Rule = {
  id: 'TokenAudienceNamed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each JWT authorizer of an HTTP API names the audience of its tokens.',
  why: 'The issuer signs tokens for all its applications. Anyone with a token for another application, even their own, can call the API with it.',
  fix: {
    cdk: 'Set jwtAudience on the HttpJwtAuthorizer, or userPoolClients on the HttpUserPoolAuthorizer.',
    template: 'Set JwtConfiguration.Audience to the ids of the clients whose users may call.',
    sam: 'Set JwtConfiguration.audience of the authorizer to the ids of the clients whose users may call.',
  },
  acceptable: 'If each route requires a scope that the issuer grants only for this API: name the scope.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  resourceTypes: ['AWS::ApiGatewayV2::Authorizer'],
  findings: {
    'no-audience': 'The authorizer accepts tokens that were issued for any application.',
  },
  check: (authorizer) => {
    if (authorizer.get('AuthorizerType').string() !== 'JWT') return [];
    const audience = authorizer.get('JwtConfiguration', 'Audience');
    return audience.items().length > 0 ? [] : [finding(audience, 'no-audience', 'JwtConfiguration.Audience is empty')];
  },
};
