/** The states of a state machine, from its definition. */
import { Resource, Workload } from '../../gate';
import { isObject, JsonObject } from '../../json/json-object';

/** A state with its name. */
export interface State {
  readonly name: string;
  readonly body: JsonObject;
}

/** The definition of a state machine; undefined if the template has none. @throws Undetermined if it can't be known */
export function definitionOf(machine: Resource): JsonObject | undefined {
  const [object, text] = [machine.get('Definition'), machine.get('DefinitionString')];
  if (object.exists) return asObject(object.json());
  if (!text.exists) {
    if (machine.get('DefinitionS3Location').exists) throw machine.get('DefinitionS3Location').undetermined('the definition is read from S3 at deployment');
    return undefined;
  }
  const written = text.written() ?? text.string()!;
  try {
    return asObject(JSON.parse(written));
  } catch {
    // A value inserted without quotes may be anything.
    throw text.undetermined('the definition is not known before deployment as a whole');
  }
}

/** All states, including those in maps and branches. */
export function statesIn(definition: JsonObject): State[] {
  const states = isObject(definition.States) ? definition.States : {};
  return Object.entries(states).flatMap(([name, body]): State[] => (isObject(body) ? [{ name, body }, ...innerOf(body).flatMap(statesIn)] : []));
}

/** The tasks that get the input of the execution: those without a preceding task. */
export function firstTasks(definition: JsonObject): State[] {
  const states = isObject(definition.States) ? definition.States : {};
  const seen = new Set<unknown>();
  const from = (name: unknown): State[] => {
    const body = typeof name === 'string' ? states[name] : undefined;
    if (seen.has(name) || !isObject(body)) return [];
    seen.add(name);
    if (body.Type === 'Task') return [{ name: String(name), body }];
    const choices = Array.isArray(body.Choices) ? body.Choices.filter(isObject).map(({ Next: next }) => next) : [];
    const inner = innerOf(body).flatMap(firstTasks);
    return inner.length > 0 ? inner : [body.Next, body.Default, ...choices].flatMap(from);
  };
  return from(definition.StartAt);
}

function innerOf(body: JsonObject): JsonObject[] {
  return [body.ItemProcessor, body.Iterator, ...(Array.isArray(body.Branches) ? body.Branches : [])].filter(isObject);
}

/** The function that a task calls; undefined if it calls none of the templates. */
export function functionOfTask({ body }: State, machine: Resource, workload: Workload): Resource | undefined {
  const parameters = [body.Parameters, body.Arguments].find(isObject);
  const names = [body.Resource, parameters?.FunctionName].filter((name) => typeof name === 'string');
  return names.map((name) => resourceIn(name, machine, workload)).find((resource) => resource?.type === 'AWS::Lambda::Function');
}

/** The resource that a text refers to, directly or by a substitution of the definition. */
function resourceIn(text: string, machine: Resource, workload: Workload): Resource | undefined {
  const [, logicalId] = /\$\{(\w+)(?:\.[\w.]+)?\}/.exec(text) ?? [];
  if (logicalId === undefined) return undefined;
  const substituted = machine.get('DefinitionSubstitutions', logicalId);
  return substituted.references()[0]?.resource ?? workload.resource(machine.stack, logicalId);
}

function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}
