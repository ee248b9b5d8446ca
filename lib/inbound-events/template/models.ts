import { Index, Property, Resource, Workload } from '../../gate';

const MODEL = 'AWS::ApiGateway::Model';

/** The models that API Gateway adds to each new API. */
const BUILT_IN: ReadonlySet<string> = new Set(['Empty', 'Error']);

/** The target of a model name: a Model resource, one of the built-in models, or a model outside of the workload. */
export type NamedModel = Resource | 'built-in' | undefined;

/**
 * Returns the model that a name or a reference identifies.
 *
 * @param name the property with the name
 * @param api the RestApi of the model
 * @param text the name itself, if it is only a part of the property's value
 */
export function modelNamed(name: Property, api: Property, workload: Workload, text?: string): NamedModel {
  const referred = name.references().find(({ resource }) => resource.type === MODEL);
  if (referred) return referred.resource;
  const written = text ?? name.string();
  if (written === undefined) return undefined;
  const models = workload.once(namesOf, workload, () => new Index(workload.resources(MODEL), namesOf)).of(written);
  return modelOf(api, models, workload) ?? (BUILT_IN.has(written) ? 'built-in' : undefined);
}

/** Returns the model with this name in a RestApi, as {@link isSameApi} compares. Each API can have one. */
function modelOf(api: Property, models: readonly Resource[], workload: Workload): Resource | undefined {
  if (models.length <= 1 || api.unknown !== undefined) return models.find((model) => isSameApi(model.get('RestApiId'), api));
  const byApi = workload.once(apiKeyOf, models, () => new Index(models, (model) => [apiKeyOf(model.get('RestApiId'))]));
  return [apiKeyOf(api), undefined].flatMap((key) => byApi.of(key))[0];
}

/** Returns a key for a RestApi. Undefined if it is unknown. */
function apiKeyOf(api: Property): unknown {
  return api.unknown === undefined ? (api.reference()?.resource ?? api.string()) : undefined;
}

/** Checks whether two properties name the same RestApi. If one is unknown, they are assumed to: otherwise, a deployment would fail. */
export function isSameApi(a: Property, b: Property): boolean {
  if (a.unknown !== undefined || b.unknown !== undefined) return true;
  const [one, other] = [a.reference(), b.reference()];
  if (one && other) return one.resource === other.resource;
  return one === undefined && other === undefined && a.string() === b.string();
}

/** Returns the names of a model. The JSON text of a schema shows a reference to it as `${LogicalId}`. */
function namesOf(model: Resource): string[] {
  const name = model.body.Properties?.Name;
  return [`\${${model.logicalId}}`, ...(typeof name === 'string' ? [name] : [])];
}
