import type { SamApis } from '../apis';
import { allow, inlinePolicy, trustPolicy } from '../role';
import { compact, getAtt, mapOf, sub } from '../values';
import { deadLetterQueue } from './dead-letter-queue';
import { add, idOf, type SamEvent, writtenAt } from './event';
import { stateOf, targetId } from './rule-events';
import { scheduler } from './scheduler-event';

/** Creates the resources that SAM creates for an event of a state machine. */
export function expandStateMachineEvent(event: SamEvent, apis: SamApis): void {
  const { properties } = event;
  switch (event.type) {
    case 'Api':
      return apiEvent(event, apis);
    case 'Schedule':
      return rule(event, { ScheduleExpression: properties.Schedule, Name: properties.Name, Description: properties.Description });
    case 'ScheduleV2':
      return scheduler(event, 'states:StartExecution');
    default:
      return rule(event, { EventBusName: properties.EventBusName, EventPattern: properties.Pattern, Name: properties.RuleName });
  }
}

function rule(event: SamEvent, own: { readonly [key: string]: unknown }): void {
  const { properties, target } = event;
  const logicalId = idOf(event);
  const deadLetters = deadLetterQueue(event, getAtt(logicalId, 'Arn'));
  add(event, logicalId, 'AWS::Events::Rule', {
    ...own,
    State: stateOf(properties),
    Targets: [
      compact({
        Arn: target.arn,
        Id: mapOf(properties.Target)?.Id ?? targetId(logicalId, 'StepFunctionsTarget'),
        RoleArn: properties.RoleArn ?? startingRole(event, 'events.amazonaws.com'),
        Input: properties.Input,
        InputPath: properties.InputPath,
        InputTransformer: properties.InputTransformer,
        DeadLetterConfig: deadLetters === undefined ? undefined : { Arn: deadLetters },
        RetryPolicy: properties.RetryPolicy,
      }),
    ],
  });
}

/** Creates the role with which a service starts the state machine. */
function startingRole(event: SamEvent, service: string): unknown {
  const roleId = `${idOf(event)}Role`;
  add(event, roleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trustPolicy(service),
    Policies: [inlinePolicy(`${roleId}StartExecutionPolicy`, allow('states:StartExecution', event.target.arn))],
    PermissionsBoundary: event.target.of.properties.PermissionsBoundary,
  });
  return getAtt(roleId, 'Arn');
}

function apiEvent(event: SamEvent, apis: SamApis): void {
  const { properties, target, expansion } = event;
  const { Path: path, Method: method } = properties;
  const credentials = startingRole(event, 'apigateway.amazonaws.com');
  if (typeof path !== 'string' || typeof method !== 'string') return expansion.gap(target.of, writtenAt(event), 'a path and a method that are known before deployment are expected', true);
  const escaped = "$util.escapeJavaScript($input.json('$'))";
  const input = properties.UnescapeMappingTemplate === true ? `${escaped}.replaceAll("\\\\'","'")` : escaped;
  const template = `{"input": "${input}", "stateMachineArn": "\${${target.logicalId}}"}`;
  const integration = {
    type: 'aws',
    httpMethod: 'POST',
    uri: sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'),
    responses: { 200: { statusCode: '200' }, 400: { statusCode: '400' } },
    credentials,
    requestTemplates: { 'application/json': sub(template) },
  };
  const responses = { 200: { description: 'OK' }, 400: { description: 'Bad Request' } };
  const api = apis.restApi(properties.RestApiId);
  if (api) return api.add({ event, path, method: method.toLowerCase(), integration, responses });
  expansion.gap(target.of, writtenAt(event, 'RestApiId'), 'an API of the same template is expected', true);
}
