import type { Resource, Workload } from '../../gate';

/** Use of a model: for requests, for responses, or as a part that another model extends. */
export type ModelUse = 'request' | 'response' | 'extension';

/** Returns the uses of a model in the workload. Other models that refer to it count as requests, unless they only extend it. */
export function usesOfModel(model: Resource, workload: Workload): ReadonlySet<ModelUse> {
  const uses = workload.mentions(model).flatMap(({ from, location }): ModelUse[] => {
    if (from.type === 'AWS::ApiGateway::Method') return [location.startsWith('Properties.MethodResponses') ? 'response' : 'request'];
    if (from.type === model.type) return [/\.allOf\[\d+\]\.\$ref$/.test(location) ? 'extension' : 'request'];
    return [];
  });
  return new Set(uses);
}

/** Checks whether a model is only used for responses. */
export function isOnlyForResponses(uses: ReadonlySet<ModelUse>): boolean {
  return uses.size === 1 && uses.has('response');
}
