import { each, finding, Outcome, placesAt, Property, Resource, Rule, Workload } from '../../gate';
import { OUTSIDE_CALLERS } from '../template/function-callers';
import { ACCEPTS_ANYTHING, checkSchemas, NO_SCHEMA_FOR_SOURCE } from '../template/recorded-events';
import { definitionOf, findingIn, firstTasks, functionOfTask } from '../template/state-machine';
import { functionAt, isFunctionAt, isValidated } from '../template/validated-function';

const MACHINE = 'AWS::StepFunctions::StateMachine';

/** Texts of users, devices and documents that reach functions through AWS services are validated against a schema. */
export const serviceEventValidated: Rule = {
  id: 'ServiceEventValidated',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Functions that AWS services call with external content validate it against a schema.',
  why: 'A person who signs up, talks to a bot, sends mail or uploads a document writes a part of the event. An AWS service passes it on unchecked.',
  fix: {
    cdk: 'Give the function an EventValidation with an EventSchema for its events, or have the handler first validate each event against a schema.',
    template:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or have the ' +
      'handler first validate each event against a schema, and acknowledge this.',
  },
  acceptable: 'If the handler validates each event against a schema, which templates can’t show: name the schema, and the code that validates.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html',
  resourceTypes: [...OUTSIDE_CALLERS.keys(), MACHINE],
  findings: {
    'not-validated': 'Nothing in the template validates the service’s events before the function receives them.',
    [ACCEPTS_ANYTHING]: 'The schema of the events accepts any value, any object, any list or any text.',
    [NO_SCHEMA_FOR_SOURCE]: 'The function’s validator has no schema for these events, and rejects them all.',
  },
  check: (caller, workload) =>
    caller.type === MACHINE
      ? checkMachine(caller, workload)
      : each(OUTSIDE_CALLERS.get(caller.type)!, (path) => each(placesAt(caller.get(), path), (place) => checkPlace(place, serviceOf(caller.type)))),
};

/** Checks functions that receive the input of a state machine. Later states receive the output of earlier ones. */
function checkMachine(machine: Resource, workload: Workload): readonly Outcome[] {
  const definition = definitionOf(machine);
  return each(definition ? firstTasks(definition) : [], (task) => {
    const fn = functionOfTask(task, machine, workload);
    if (!fn) return [];
    if (isValidated(fn)) return checkSchemas(machine, fn, { source: 'direct' });
    return [findingIn(machine, task.path, 'not-validated', `state ${task.name} receives the input of the state machine, and no schema validates it before function ${fn.path}`)];
  });
}

function checkPlace(place: Property, service: string): readonly Outcome[] {
  if (!place.exists || !isFunctionAt(place)) return [];
  const fn = functionAt(place);
  if (fn && isValidated(fn)) return checkSchemas(place, fn, { source: 'direct' });
  return [finding(place, 'not-validated', `no schema validates events of ${service} before the function receives them`)];
}

/** Returns the service of a type, such as `Cognito` for `AWS::Cognito::UserPool`. */
function serviceOf(type: string): string {
  return type.split('::')[1];
}
