/** Distributions of CloudFront in front of functions. */
import { frontsOfFunctions } from './listeners';
import { Property, Resource, Workload } from '../../gate';

export const DISTRIBUTION = 'AWS::CloudFront::Distribution';

/** Services directly in front of functions. */
const ENDPOINTS: ReadonlySet<string> = new Set(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::AppSync::GraphQLApi', 'AWS::Lambda::Url']);

/** The host names of these services. */
const ENDPOINT_HOST = /\.(?:execute-api|appsync-api|lambda-url)\./;

/** Paths through a distribution that lead to functions. */
export interface Ways {
  readonly origins: readonly Property[];
  readonly behaviors: readonly Property[];
}

/**
 * Returns the origins of a distribution that are functions or services in front of functions, and the behaviors that send requests to them or run
 * functions themselves.
 */
export function waysToFunctions(distribution: Resource, workload: Workload): Ways {
  const config = distribution.get('DistributionConfig');
  const origins = config.at('Origins').items().filter((origin) => leadsToFunction(origin.at('DomainName'), workload));
  const ids = new Set(origins.map((origin) => origin.at('Id').string()));
  const groups = config.at('OriginGroups', 'Items').items();
  for (const group of groups) {
    if (group.at('Members', 'Items').items().some((member) => ids.has(member.at('OriginId').string()))) ids.add(group.at('Id').string());
  }
  const behaviors = [config.at('DefaultCacheBehavior'), ...config.at('CacheBehaviors').items()];
  const runsFunctions = (behavior: Property) => behavior.at('LambdaFunctionAssociations').items().length > 0;
  return { origins, behaviors: behaviors.filter((behavior) => runsFunctions(behavior) || (ids.size > 0 && ids.has(behavior.at('TargetOriginId').string()))) };
}

function leadsToFunction(host: Property, workload: Workload): boolean {
  const references = host.references();
  if (references.length === 0) return ENDPOINT_HOST.test(host.string() ?? '');
  return references.some(({ resource }) => ENDPOINTS.has(resource.type) || frontsOfFunctions(workload).has(resource));
}
