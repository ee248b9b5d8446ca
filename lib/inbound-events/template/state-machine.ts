/** The states of a state machine, from its definition. */
import { Finding, finding, Resource, Workload } from '../../gate';
import { isObject, JsonObject } from '../../json/json-object';

/** A state with its name. */
export interface State {
  readonly name: string;
  readonly body: JsonObject;
  /** Location in the definition: `.States.Update`. */
  readonly path: string;
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
export function statesIn(definition: JsonObject, at: string = ''): State[] {
  const states = isObject(definition.States) ? definition.States : {};
  return Object.entries(states).flatMap(([name, body]): State[] => {
    if (!isObject(body)) return [];
    const path = `${at}.States.${name}`;
    return [{ name, body, path }, ...innerOf(body, path).flatMap(([inner, place]) => statesIn(inner, place))];
  });
}

/** The tasks that get the input of the execution: those without a preceding task. */
export function firstTasks(definition: JsonObject, at: string = ''): State[] {
  const states = isObject(definition.States) ? definition.States : {};
  const seen = new Set<unknown>();
  const from = (name: unknown): State[] => {
    const body = typeof name === 'string' ? states[name] : undefined;
    if (seen.has(name) || !isObject(body)) return [];
    seen.add(name);
    const path = `${at}.States.${String(name)}`;
    if (body.Type === 'Task') return [{ name: String(name), body, path }];
    const choices = Array.isArray(body.Choices) ? body.Choices.filter(isObject).map(({ Next: next }) => next) : [];
    const inner = innerOf(body, path).flatMap(([machine, place]) => firstTasks(machine, place));
    return inner.length > 0 ? inner : [body.Next, body.Default, ...choices].flatMap(from);
  };
  return from(definition.StartAt);
}

/** The state machines in a state, with their locations. */
function innerOf(body: JsonObject, at: string): [machine: JsonObject, at: string][] {
  const branches = (Array.isArray(body.Branches) ? (body.Branches as unknown[]) : []).map((branch, index): [unknown, string] => [branch, `${at}.Branches[${index}]`]);
  const inner: [unknown, string][] = [[body.ItemProcessor, `${at}.ItemProcessor`], [body.Iterator, `${at}.Iterator`], ...branches];
  return inner.filter((one): one is [JsonObject, string] => isObject(one[0]));
}

/** A finding at a part of the definition of a state machine: in the object, or in the text or the file that has it. */
export function findingIn(machine: Resource, path: string, id: string, message: string): Finding {
  const object = machine.get('Definition');
  const found = finding(object.exists ? object : machine.get('DefinitionString'), id, message);
  return { ...found, location: `${found.location}${path}` };
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
