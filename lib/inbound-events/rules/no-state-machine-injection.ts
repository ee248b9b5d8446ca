import { Rule } from '../../gate';
import { isObject } from '../../json/json-object';
import { roleOfParameter } from '../template/caller-keys';
import { definitionOf, findingIn, State, statesIn } from '../template/state-machine';

/** The input of a state in a path, a variable or an expression. The context of the machine starts with $$ or $states.context, and has the first input. */
const OF_INPUT = /(?<!\$)\$(?!states\.context\b|\w+\()(?:[.[\s,)A-Za-z_]|$)|\$(?:\$|states\.context)\.(?:Execution\.Input|Map\.Item\.(?:Key|Value))\b/;

/** The input of a state machine does not choose what the machine calls. */
export const noStateMachineInjection: Rule = {
  id: 'NoStateMachineInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No state of a state machine builds a statement, a command or the name of its target from its input.',
  why:
    'The input of a state machine comes from an API, a queue or a bus. A statement that is built from it can read and delete any data, and a name ' +
    'from it makes the machine’s role call another target.',
  fix: {
    cdk: 'Write names and statements into the state, and pass the input as parameters: ExecutionParameters of Athena, Parameters of the Data API.',
    template: 'Write names and statements into the state, and pass the input as parameters: ExecutionParameters of Athena, Parameters of the Data API.',
  },
  acceptable: 'If an earlier state has checked the input against a list, or has produced it: name the state.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  findings: {
    'names-target': 'The input names what a state calls, such as a function, a queue or an address, or the group that it adds a user to.',
    'in-statement': 'The input is part of a statement, a query or a command.',
  },
  check: (machine) => {
    const definition = definitionOf(machine);
    if (!definition) return [];
    const states = statesIn(definition);
    const found = [
      ...states.filter(({ body }) => body.Type === 'Task').flatMap((task) => [...checkWhole(task, definition.StartAt), ...checkArguments(task)]),
      ...states.flatMap(callsOfMap).flatMap(checkArguments),
    ];
    return found.map(({ path, id, message }) => findingIn(machine, path, id, message));
  },
};

/** A problem in a definition. */
interface Found {
  readonly path: string;
  readonly id: string;
  readonly message: string;
}

/** Checks a task of a service, other than a function, whose arguments are the whole input. The sender of the input then decides on all arguments. */
function checkWhole({ name, body, path }: State, first: unknown): Found[] {
  const isService = typeof body.Resource === 'string' && /:states:::(?!lambda:invoke)/.test(body.Resource);
  const isGiven = typeof body.Arguments === 'string' && /^\{%\s*\$states\.input\s*%\}$/.test(body.Arguments);
  const isLeftOut = name === first && body.Parameters === undefined && body.Arguments === undefined;
  return isService && (isGiven || isLeftOut) ? [{ path, id: 'names-target', message: `state ${name} takes all of its arguments from its input` }] : [];
}

/** Returns what a map reads its items from, and writes its results to, as states with the arguments of the call. */
function callsOfMap({ name, body, path }: State): State[] {
  return ['ItemReader', 'ResultWriter'].flatMap((key) => {
    const call = body[key];
    return isObject(call) ? [{ name, body: call, path: `${path}.${key}` }] : [];
  });
}

function checkArguments(state: State): Found[] {
  return ['Parameters', 'Arguments'].flatMap((key) => checkMembers(state.body[key], state, `${state.path}.${key}`));
}

function checkMembers(value: unknown, state: State, path: string): Found[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkMembers(item, state, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): Found[] => {
    const at = `${path}.${key}`;
    const role = roleOfParameter(key, operationOf(state));
    if (role === 'data') return [];
    if (role === undefined || !isTaken(key, inner)) return checkMembers(inner, state, at);
    return role === 'target'
      ? [{ path: at, id: 'names-target', message: `state ${state.name} takes ${key} from its input` }]
      : [{ path: at, id: 'in-statement', message: `state ${state.name} inserts a part of its input into ${key}` }];
  });
}

/** Returns the operation of a service that a task calls: `startJobRun` of `arn:aws:states:::glue:startJobRun.sync`. */
function operationOf({ body }: State): string {
  return (typeof body.Resource === 'string' && /:(?<=:states:::.*:)(\w+)(?:\.\w+)*$/.exec(body.Resource)?.[1]) || '';
}

/** Checks whether a parameter, or an item of its list, is calculated from the input. */
function isTaken(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => isTaken(key, item));
  return typeof value === 'string' && (key.endsWith('.$') || value.startsWith('{%')) && OF_INPUT.test(value);
}
