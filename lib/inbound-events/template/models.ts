import { Property, Resource, Workload } from '../../gate';

const MODEL = 'AWS::ApiGateway::Model';

/** The models that API Gateway puts into each new API. */
const BUILT_IN: ReadonlySet<string> = new Set(['Empty', 'Error']);

const byName = new WeakMap<Workload, Map<string, Resource[]>>();

/** What a model's name stands for: a Model resource, one of the built-in models, or a model that the workload does not hold. */
export type NamedModel = Resource | 'built-in' | undefined;

/**
 * The model that a name, or a reference to one, stands for.
 *
 * @param name where the name is written
 * @param api the RestApi whose model it is
 * @param text the name itself, where it is only a part of what is written
 */
export function modelNamed(name: Property, api: Property, workload: Workload, text?: string): NamedModel {
  const referred = name.references().find(({ resource }) => resource.type === MODEL);
  if (referred) return referred.resource;
  const written = text ?? name.string();
  if (written === undefined) return undefined;
  const found = modelsByName(workload).get(written)?.find((model) => isSameApi(model.get('RestApiId'), api));
  return found ?? (BUILT_IN.has(written) ? 'built-in' : undefined);
}

/** Whether two properties name the same RestApi. Those that can't be known are taken to: a deployment refuses the other case. */
export function isSameApi(a: Property, b: Property): boolean {
  if (a.unknown !== undefined || b.unknown !== undefined) return true;
  const [one, other] = [a.reference(), b.reference()];
  if (one && other) return one.resource === other.resource;
  return one === undefined && other === undefined && a.string() === b.string();
}

function modelsByName(workload: Workload): Map<string, Resource[]> {
  let index = byName.get(workload);
  if (!index) {
    index = new Map();
    for (const model of workload.resources(MODEL)) {
      const name = model.body.Properties?.Name;
      // A model can be named in the text `${LogicalId}` as well: the JSON text of a schema shows references so.
      const names = [`\${${model.logicalId}}`, ...(typeof name === 'string' ? [name] : [])];
      for (const key of names) index.set(key, [...(index.get(key) ?? []), model]);
    }
    byName.set(workload, index);
  }
  return index;
}
