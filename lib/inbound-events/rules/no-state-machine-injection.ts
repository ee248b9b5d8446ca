import { finding, Outcome, Property, Resource, Rule } from '../../gate';
import { isObject } from '../../json/json-object';
import { roleOfKey } from '../template/caller-keys';
import { definitionOf, State, statesIn } from '../template/state-machine';

/** The input of a state, in a path, a variable or an expression. The context of the machine starts with $$ or $states.context. */
const OF_INPUT = /(?<!\$)\$(?!states\.context\b|\w+\()(?:[.[\s,)A-Za-z_]|$)/;

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
  acceptable: 'When an earlier state has checked the input against a list, or has produced it: name the state.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  findings: {
    'names-target': 'The input names the function, queue, topic, machine or address that a state calls.',
    'in-statement': 'The input is part of a statement, a query or a command.',
  },
  check: (machine) => {
    const definition = definitionOf(machine);
    if (!definition) return [];
    const at = placeOf(machine);
    return statesIn(definition).filter(({ body }) => body.Type === 'Task').flatMap((state) => {
      const { name, body } = state;
      return [...checkWhole(state, definition.StartAt, at), ...checkMembers([body.Parameters, body.Arguments], name, at)];
    });
  },
};

function placeOf(machine: Resource): Property {
  const object = machine.get('Definition');
  return object.exists ? object : machine.get('DefinitionString');
}

/** A task of a service, other than a function, whose input is its arguments: what started the machine decides on all of them. */
function checkWhole({ name, body }: State, first: unknown, at: Property): Outcome[] {
  const isService = typeof body.Resource === 'string' && /:states:::(?!lambda:invoke)/.test(body.Resource);
  const isGiven = typeof body.Arguments === 'string' && /^\{%\s*\$states\.input\s*%\}$/.test(body.Arguments);
  const isLeftOut = name === first && body.Parameters === undefined && body.Arguments === undefined;
  return isService && (isGiven || isLeftOut) ? [finding(at, 'names-target', `state ${name} takes all of its arguments from its input`)] : [];
}

function checkMembers(value: unknown, state: string, at: Property): Outcome[] {
  if (Array.isArray(value)) return value.flatMap((item) => checkMembers(item, state, at));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isTaken = typeof inner === 'string' && (key.endsWith('.$') || inner.startsWith('{%')) && OF_INPUT.test(inner);
    const role = isTaken ? roleOfKey(key) : undefined;
    if (role === undefined) return checkMembers(inner, state, at);
    return role === 'target'
      ? [finding(at, 'names-target', `state ${state} takes ${key} from its input`)]
      : [finding(at, 'in-statement', `state ${state} inserts a part of its input into ${key}`)];
  });
}
