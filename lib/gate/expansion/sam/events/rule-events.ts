import type { JsonObject } from '../../../../json/json-object';
import { compact, getAtt, mapOf } from '../values';
import { deadLetterQueue } from './dead-letter-queue';
import { add, idOf, permit, type SamEvent, writtenAt } from './event';

/** `Schedule`, and for functions the permission to start it. */
export function schedule(event: SamEvent): void {
  const { properties } = event;
  rule(event, { ScheduleExpression: properties.Schedule, Name: properties.Name, Description: properties.Description }, [['ScheduleExpression', 'Schedule']]);
}

/** `EventBridgeRule` and `CloudWatchEvent`. */
export function eventPattern(event: SamEvent): void {
  const { properties } = event;
  rule(event, { EventBusName: properties.EventBusName, EventPattern: properties.Pattern, Name: properties.RuleName }, [['EventPattern', 'Pattern'], ['Name', 'RuleName']]);
}

function rule(event: SamEvent, own: JsonObject, renamed: readonly (readonly [property: string, written: string])[]): void {
  const { properties, target } = event;
  const logicalId = idOf(event);
  const arn = getAtt(logicalId, 'Arn');
  const deadLetters = deadLetterQueue(event, arn);
  const id = mapOf(properties.Target)?.Id ?? targetId(logicalId);
  add(
    event,
    logicalId,
    'AWS::Events::Rule',
    {
      ...own,
      State: stateOf(properties),
      Targets: [
        compact({
          Arn: target.arn,
          Id: id,
          Input: properties.Input,
          InputPath: properties.InputPath,
          InputTransformer: properties.InputTransformer,
          DeadLetterConfig: deadLetters === undefined ? undefined : { Arn: deadLetters },
          RetryPolicy: properties.RetryPolicy,
        }),
      ],
    },
    { places: [...renamed, ...OF_TARGET, ['State', properties.Enabled === undefined ? 'State' : 'Enabled'] as const].map(([property, written]) => ({ location: `Properties.${property}`, written: writtenAt(event, written) })) },
  );
  permit(event, 'events.amazonaws.com', { SourceArn: arn });
}

/** Properties of an event that its target has. */
const OF_TARGET = ['Input', 'InputPath', 'InputTransformer', 'RetryPolicy'].map((name) => [`Targets[0].${name}`, name] as const);

/** Returns the state of a rule; `Enabled` is an alternative notation. */
export function stateOf({ State: state, Enabled: enabled }: JsonObject): unknown {
  if (enabled === undefined || enabled === null) return state;
  return typeof enabled === 'object' ? undefined : enabled === false || String(enabled).toLowerCase() === 'false' ? 'DISABLED' : 'ENABLED';
}

/** Ids of targets have at most 64 characters. */
export function targetId(logicalId: string, suffix = 'LambdaTarget'): string {
  return `${logicalId.slice(0, 64 - suffix.length)}${suffix}`;
}
