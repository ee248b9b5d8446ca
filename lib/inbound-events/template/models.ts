import { Index, Property, Resource, Workload } from '../../gate';

const MODEL = 'AWS::ApiGateway::Model';

/** The models that API Gateway puts into each new API. */
const BUILT_IN: ReadonlySet<string> = new Set(['Empty', 'Error']);

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
  const models = workload.once(namesOf, workload, () => new Index(workload.resources(MODEL), namesOf)).of(written);
  return modelOf(api, models, workload) ?? (BUILT_IN.has(written) ? 'built-in' : undefined);
}

/** That of the models of one name which belongs to a RestApi, as {@link isSameApi} has it. Each API may have one of that name. */
function modelOf(api: Property, models: readonly Resource[], workload: Workload): Resource | undefined {
  if (models.length <= 1 || api.unknown !== undefined) return models.find((model) => isSameApi(model.get('RestApiId'), api));
  const byApi = workload.once(apiKeyOf, models, () => new Index(models, (model) => [apiKeyOf(model.get('RestApiId'))]));
  return [apiKeyOf(api), undefined].flatMap((key) => byApi.of(key))[0];
}

/** What tells a RestApi from others; undefined where it can't be known. */
function apiKeyOf(api: Property): unknown {
  return api.unknown === undefined ? (api.reference()?.resource ?? api.string()) : undefined;
}

/** Whether two properties name the same RestApi. Those that can't be known are taken to: a deployment refuses the other case. */
export function isSameApi(a: Property, b: Property): boolean {
  if (a.unknown !== undefined || b.unknown !== undefined) return true;
  const [one, other] = [a.reference(), b.reference()];
  if (one && other) return one.resource === other.resource;
  return one === undefined && other === undefined && a.string() === b.string();
}

/** The names of a model. The JSON text of a schema shows a reference to it as `${LogicalId}`. */
function namesOf(model: Resource): string[] {
  const name = model.body.Properties?.Name;
  return [`\${${model.logicalId}}`, ...(typeof name === 'string' ? [name] : [])];
}
