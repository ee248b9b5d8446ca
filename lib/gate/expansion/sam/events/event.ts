import type { JsonObject } from '../../../../json/json-object';
import type { Place } from '../../origin';
import { namedId } from '../logical-id';
import type { SamExpansion } from '../sam-expansion';
import type { SamResource } from '../sam-resource';
import { compact } from '../values';

/** The target of an event: a function, its alias if it has one, or a state machine. */
export interface EventTarget {
  readonly of: SamResource;
  readonly logicalId: string;
  /** The logical id of the function or state machine, without the alias. */
  readonly name: JsonObject;
  readonly arn: JsonObject;
  /** The ARN in the notation of `Fn::Sub`: `Fn.Arn`. */
  readonly placeholder: string;
}

/** An entry of `Events`. */
export interface SamEvent {
  /** Its key in `Events`. */
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly target: EventTarget;
  readonly expansion: SamExpansion;
}

/** Returns the logical id of a resource for an event. */
export function idOf({ id, target }: SamEvent): string {
  return `${target.of.logicalId}${id}`;
}

/** Returns the source of an event. */
export function writtenAt({ id }: SamEvent, property?: string): string {
  return `Properties.Events.${id}${property === undefined ? '' : `.Properties.${property}`}`;
}

interface AddOptions {
  readonly attributes?: JsonObject;
  readonly places?: readonly Place[];
}

interface PermissionId {
  readonly prefix?: string;
  readonly suffix?: string;
}

/** Creates a resource for an event. The source of its properties is the event, if it has properties of the same names. */
export function add(event: SamEvent, logicalId: string, type: string, properties: JsonObject, options: AddOptions = {}): void {
  const { target, expansion } = event;
  const given = compact(properties);
  const same = Object.keys(given).filter((key) => Object.hasOwn(event.properties, key)).map((key) => ({ location: `Properties.${key}`, written: writtenAt(event, key) }));
  expansion.add(target.of, logicalId, {
    type,
    properties: given,
    attributes: { ...target.of.shared, ...options.attributes },
    places: [{ location: 'Properties', written: writtenAt(event) }, ...same, ...(options.places ?? [])],
  });
}

/** Allows a service to start the target. */
export function permit(event: SamEvent, principal: string, properties: JsonObject, ids: PermissionId = {}): string {
  const { prefix = idOf(event), suffix = '' } = ids;
  const logicalId = suffix === '' ? `${prefix}Permission` : namedId(`${prefix}Permission`, suffix);
  add(event, logicalId, 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: event.target.name, Principal: principal, ...properties });
  return logicalId;
}
