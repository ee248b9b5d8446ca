/** The states of a state machine, from its definition. */
import { whyUnread } from './unread-document';
import { Finding, finding, Resource, Workload } from '../../gate';
import { isObject, JsonObject } from '../../json/json-object';

/** A state with its name. */
export interface State {
  readonly name: string;
  readonly body: JsonObject;
  /** The location in the definition, such as `.States.Update`. */
  readonly path: string;
}

/** Returns the definition of a state machine. Undefined if the template has none. @throws Undetermined if it can't be known */
export function definitionOf(machine: Resource): JsonObject | undefined {
  const [object, text] = [machine.get('Definition'), machine.get('DefinitionString')];
  if (object.exists) return asObject(object.json());
  if (!text.exists) {
    const location = machine.get('DefinitionS3Location');
    if (location.exists) throw location.undetermined(whyUnread('definition', location));
    return undefined;
  }
  const written = text.written() ?? text.string()!;
  try {
    return asObject(JSON.parse(written));
  } catch {
    // A value that is inserted without quotes can be anything.
    throw text.undetermined('the definition is not known before deployment as a whole');
  }
}

/** Returns all states, including those in maps and branches. */
export function statesIn(definition: JsonObject, at: string = ''): State[] {
  const states = isObject(definition.States) ? definition.States : {};
  return Object.entries(states).flatMap(([name, body]): State[] => {
    if (!isObject(body)) return [];
    const path = `${at}.States.${name}`;
    return [{ name, body, path }, ...innerOf(body, path).flatMap(([inner, place]) => statesIn(inner, place))];
  });
}

/** Returns the tasks that receive the input of the execution: those without a preceding task. */
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

/** Returns the state machines inside of a state, with their locations. */
function innerOf(body: JsonObject, at: string): [machine: JsonObject, at: string][] {
  const branches = (Array.isArray(body.Branches) ? (body.Branches as unknown[]) : []).map((branch, index): [unknown, string] => [branch, `${at}.Branches[${index}]`]);
  const inner: [unknown, string][] = [[body.ItemProcessor, `${at}.ItemProcessor`], [body.Iterator, `${at}.Iterator`], ...branches];
  return inner.filter((one): one is [JsonObject, string] => isObject(one[0]));
}

/** Returns a finding at a part of the definition of a state machine: in the object, or in the text or file that contains it. */
export function findingIn(machine: Resource, path: string, id: string, message: string): Finding {
  const object = machine.get('Definition');
  const found = finding(object.exists ? object : machine.get('DefinitionString'), id, message);
  return { ...found, location: `${found.location}${path}` };
}

/** Returns the function that a task calls. Undefined if it calls no function in the templates. */
export function functionOfTask({ body }: State, machine: Resource, workload: Workload): Resource | undefined {
  const parameters = [body.Parameters, body.Arguments].find(isObject);
  const names = [body.Resource, parameters?.FunctionName].filter((name) => typeof name === 'string');
  return names.map((name) => resourceIn(name, machine, workload)).find((resource) => resource?.type === 'AWS::Lambda::Function');
}

/** Returns the resource that a text refers to, directly or by a substitution in the definition. */
function resourceIn(text: string, machine: Resource, workload: Workload): Resource | undefined {
  const [, logicalId] = /\$\{(\w+)(?:\.[\w.]+)?\}/.exec(text) ?? [];
  if (logicalId === undefined) return undefined;
  const substituted = machine.get('DefinitionSubstitutions', logicalId);
  return substituted.references()[0]?.resource ?? workload.resource(machine.stack, logicalId);
}

function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}
