/** The authorizers of APIs, whether a template declares them as resources or in an OpenAPI document. */
import { eachDocument } from './rest-api';
import { each, Outcome, Property, Resource, Workload } from '../../gate';

const REST_AUTHORIZER = 'AWS::ApiGateway::Authorizer';
const V2_AUTHORIZER = 'AWS::ApiGatewayV2::Authorizer';
const REST_API = 'AWS::ApiGateway::RestApi';

/** The types that declare authorizers. */
export const AUTHORIZER_TYPES: readonly string[] = [REST_AUTHORIZER, V2_AUTHORIZER, REST_API, 'AWS::ApiGatewayV2::Api'];

/** Seconds for which a REST API keeps the answer of an authorizer if the template does not set them. HTTP APIs then keep none. */
const REST_TTL = 300;

/** An authorizer, as rules read it. */
export interface Authorizer {
  /** The location of outcomes. */
  readonly at: Property;
  readonly audience: Property;
  /** The type in upper case: `REQUEST` and `TOKEN` for a function, `JWT` for API Gateway. */
  type(): string | undefined;
  /** Returns the seconds for which answers are kept. */
  ttl(): number;
  /** The parts of a request that a kept answer is for: `method.request.header.Authorization`. */
  identitySources(): readonly Property[];
}

/** Runs a check for each authorizer that a resource declares. */
export function eachAuthorizer(resource: Resource, workload: Workload, check: (authorizer: Authorizer) => readonly Outcome[]): readonly Outcome[] {
  if (resource.type === REST_AUTHORIZER) return check(authorizerOf(resource.get(), 'Type', 'AuthorizerResultTtlInSeconds', 'IdentitySource', REST_TTL));
  if (resource.type === V2_AUTHORIZER) return check(authorizerOf(resource.get(), 'AuthorizerType', 'AuthorizerResultTtlInSeconds', 'IdentitySource', 0));
  return eachDocument(resource, workload, ({ root }) => {
    const schemes = [root.at('components', 'securitySchemes'), root.at('securityDefinitions')].flatMap((at) => at.entries());
    const declared = schemes.map(([, scheme]) => scheme.at('x-amazon-apigateway-authorizer')).filter((at) => at.exists);
    return each(declared, (at) => check(authorizerOf(at, 'type', 'authorizerResultTtlInSeconds', 'identitySource', resource.type === REST_API ? REST_TTL : 0)));
  });
}

function authorizerOf(at: Property, type: string, ttl: string, source: string, defaultTtl: number): Authorizer {
  const isWritten = at.at('jwtConfiguration').exists;
  return {
    at,
    type: () => at.at(type).string()?.toUpperCase(),
    audience: isWritten ? at.at('jwtConfiguration', 'audience') : at.at('JwtConfiguration', 'Audience'),
    ttl: () => at.at(ttl).number() ?? defaultTtl,
    identitySources: () => at.at(source).itemsOrOne(),
  };
}
