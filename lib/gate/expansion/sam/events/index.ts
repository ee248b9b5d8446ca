import type { SamApis } from '../apis';
import { EVENT_PROPERTIES } from '../known-properties';
import type { SamRole } from '../role';
import type { SamExpansion } from '../sam-expansion';
import type { SamResource } from '../sam-resource';
import { mapOf } from '../values';
import { httpApiEvent, restApiEvent } from './api-events';
import type { EventTarget, SamEvent } from './event';
import { POLLED_TYPES, poll } from './pull-events';
import { alexaSkill, cloudWatchLogs, cognito, iotRule, s3, sns } from './push-events';
import { eventPattern, schedule } from './rule-events';
import { scheduler } from './scheduler-event';

export type { EventTarget } from './event';

/** Returns the events of a function or state machine that the expansion supports; the others are recorded. */
export function eventsOf(of: SamResource, target: EventTarget, expansion: SamExpansion, known: typeof EVENT_PROPERTIES): SamEvent[] {
  const events = expansion.mapAt(of, 'Properties.Events', of.properties.Events);
  return Object.entries(events).flatMap(([id, raw]): SamEvent[] => {
    const at = `Properties.Events.${id}`;
    const entry = mapOf(raw);
    const type = String(entry?.Type);
    if (!entry || !Object.hasOwn(known, type)) {
      expansion.gap(of, at, entry ? `the expansion of SAM does not read events of type ${type}` : 'an event is expected', true);
      return [];
    }
    const properties = expansion.mapAt(of, `${at}.Properties`, entry.Properties);
    expansion.rejectUnknown(of, `${at}.Properties`, properties, known[type], `an event of type ${type}`);
    return [{ id, type, properties, target, expansion }];
  });
}

/** Creates the resources that SAM creates for the events of a function. */
export function expandFunctionEvents(fn: SamResource, target: EventTarget, role: SamRole, apis: SamApis, expansion: SamExpansion): void {
  for (const event of eventsOf(fn, target, expansion, EVENT_PROPERTIES)) expandEvent(event, role, apis);
}

function expandEvent(event: SamEvent, role: SamRole, apis: SamApis): void {
  if (POLLED_TYPES.includes(event.type)) return poll(event, role);
  switch (event.type) {
    case 'AlexaSkill':
      return alexaSkill(event);
    case 'Api':
      return restApiEvent(event, apis);
    case 'CloudWatchLogs':
      return cloudWatchLogs(event);
    case 'Cognito':
      return cognito(event);
    case 'HttpApi':
      return httpApiEvent(event, apis);
    case 'IoTRule':
      return iotRule(event);
    case 'S3':
      return s3(event);
    case 'SNS':
      return sns(event, role);
    case 'Schedule':
      return schedule(event);
    case 'ScheduleV2':
      return scheduler(event, 'lambda:InvokeFunction');
    default:
      return eventPattern(event);
  }
}
