import { filterKnown, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { REST_STAGE_TYPES, restStageOf } from '../template/api-stages';
import type { Operation } from '../template/operation';
import { isCredential } from '../template/request-credentials';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

const METHOD = 'AWS::ApiGateway::Method';

/** Responses that API Gateway caches go to the caller that they are for. */
export const methodCacheKeyed: Rule = {
  id: 'MethodCacheKeyed',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each cached method of a REST API that authorizes callers has their credential in its cache key.',
  why:
    'API Gateway answers a cached request itself. Without the credential in the key, each authorized caller gets the response that the first one got, ' +
    'with the data of the first one.',
  fix: {
    cdk: 'Set cachingEnabled: false for the method in methodOptions; or add method.request.header.Authorization to requestParameters and cacheKeyParameters.',
    template: 'Set CachingEnabled: false for the method in MethodSettings; or add method.request.header.Authorization to RequestParameters and CacheKeyParameters.',
    sam: 'Set CachingEnabled: false for the method in MethodSettings; or add method.request.header.Authorization to cacheKeyParameters of the integration.',
  },
  acceptable: 'If the response is the same for every caller: say what it contains.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'cached-for-others': 'A stage caches responses of the method, and the cache key contains no credential.',
  },
  check: (resource, workload) => {
    const api = resource.type === METHOD ? resource.get('RestApiId').reference()?.resource : resource;
    const stages = api ? stagesOf(api, workload) : [];
    return stages.length === 0 ? [] : eachOperation(resource, workload, (operation) => checkOperation(operation, stages, workload));
  },
};

function checkOperation(operation: Operation, stages: readonly Property[], workload: Workload): readonly Outcome[] {
  if (!['GET', 'ANY'].includes(operation.verb())) return [];
  const caching = filterKnown(stages, (settings) => caches(settings, operation, workload));
  if (caching.length === 0 || operation.authorization().kind !== 'authorized') return [];
  const isKeyed = operation.integration().cacheKeyParameters.items().some((key) => isCredential(key.string()!.replace(/^method\.request\.\w+\./, '')));
  return isKeyed ? [] : [finding(operation.at, 'cached-for-others', `responses are cached for all callers by ${caching[0].resource.path}`)];
}

/** Returns the settings of the stages of an API that may have a cache. */
function stagesOf(api: Resource, workload: Workload): readonly Property[] {
  return workload.once(stagesOf, api, () => {
    const stages = REST_STAGE_TYPES.flatMap((type) => workload.attached(api, type, 'RestApiId')).map((resource) => restStageOf(resource)?.settings);
    return stages.filter((settings) => settings !== undefined).filter((settings) => settings.at('CacheClusterEnabled').exists);
  });
}

/** Checks whether a stage caches the responses of an operation. The setting of a method has priority over the one of all methods. */
function caches(settings: Property, operation: Operation, workload: Workload): boolean {
  if (settings.at('CacheClusterEnabled').boolean() !== true) return false;
  const switches = switchesOf(settings, workload);
  // Methods for all verbs answer GET requests as well.
  const places = [operation.path(), '/*'].flatMap((path) => [operation.verb(), 'GET', '*'].map((method) => `${method} ${path}`));
  return (places.map((place) => switches.get(place)).find((at) => at !== undefined) ?? settings.at('CachingEnabled')).boolean() === true;
}

/** Returns the settings of a stage for caching, by method and path. */
function switchesOf(settings: Property, workload: Workload): ReadonlyMap<string, Property> {
  return workload.once(switchesOf, settings, () => {
    const entries = settings.at('MethodSettings').items().filter((entry) => entry.at('CachingEnabled').exists);
    return new Map(entries.map((entry) => [`${entry.at('HttpMethod').string()} ${pathOf(entry)}`, entry.at('CachingEnabled')]));
  });
}

/** Returns the path of an entry. Slashes after the first one may be escaped: `/~1orders~1{id}`. */
function pathOf(entry: Property): string {
  return (entry.at('ResourcePath').string() ?? '').replace(/~1/g, '/').replace(/^\/\/|^\*$/, '/$&').replace(/^\/\/+/, '/');
}
