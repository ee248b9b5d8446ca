import { each, finding, Outcome, placesAt, Property, Resource, Rule, Workload } from '../../gate';
import { OUTSIDE_CALLERS } from '../template/function-callers';
import { definitionOf, firstTasks, functionOfTask } from '../template/state-machine';
import { functionAt, isFunctionAt, isValidated } from '../template/validated-function';

const MACHINE = 'AWS::StepFunctions::StateMachine';

/** What users, devices and documents say reaches functions by many services of AWS, and is validated against a schema. */
export const serviceEventValidated: Rule = {
  id: 'ServiceEventValidated',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Functions that services of AWS call with what others wrote hold it against a schema.',
  why:
    'Whoever signs up, speaks with a bot, sends mail or uploads a document writes a part of the event. That a service of AWS passes it on says ' +
    'nothing of what is in it.',
  fix: {
    cdk: 'Give the function an EventValidation with an EventSchema for what it gets, or check the event against a schema first thing in the handler.',
    template:
      'Put the layer of the event validator before the handler, or check each event against a schema first thing in it and acknowledge this.',
  },
  acceptable: 'When the handler checks each event against a schema, which no template shows: name the schema and where it is checked.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html',
  resourceTypes: [...OUTSIDE_CALLERS.keys(), MACHINE],
  findings: {
    'not-validated': 'Nothing in the template checks what the service passes on before the function gets it.',
  },
  check: (caller, workload) =>
    caller.type === MACHINE
      ? checkMachine(caller, workload)
      : each(OUTSIDE_CALLERS.get(caller.type)!, (path) => each(placesAt(caller.get(), path), (place) => checkPlace(place, serviceOf(caller.type)))),
};

/** Functions that get what a state machine is started with; what later ones get, earlier ones have made. */
function checkMachine(machine: Resource, workload: Workload): readonly Outcome[] {
  const definition = definitionOf(machine);
  return each(definition ? firstTasks(definition) : [], (task) => {
    const fn = functionOfTask(task, machine, workload);
    if (!fn || isValidated(fn)) return [];
    return [finding(machine, 'not-validated', `state ${task.name} gets what the machine is started with, and no schema checks that before function ${fn.path}`)];
  });
}

function checkPlace(place: Property, service: string): readonly Outcome[] {
  if (!place.exists || !isFunctionAt(place)) return [];
  const fn = functionAt(place);
  if (fn && isValidated(fn)) return [];
  return [finding(place, 'not-validated', `no schema checks what ${service} passes on before the function gets it`)];
}

/** The service of a type: `Cognito` of `AWS::Cognito::UserPool`. */
function serviceOf(type: string): string {
  return type.split('::')[1];
}
