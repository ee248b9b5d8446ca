import type { FunctionAlias } from './alias';
import { hashedId } from './logical-id';
import { allow, inlinePolicy, SamRole } from './role';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, conditional, getAtt, ifOf, isNoValue, mapOf, ref } from './values';
import type { JsonObject } from '../../../json/json-object';
import { own } from '../../values/intrinsics';
import type { Place } from '../origin';

const WRITTEN = 'Properties.EventInvokeConfig';

const KNOWN = ['DestinationConfig', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts'];

/** The resource that SAM creates for a missing destination, by type. */
const MADE: { readonly [type: string]: readonly [type: string, suffix: string] } = { SQS: ['AWS::SQS::Queue', 'Queue'], SNS: ['AWS::SNS::Topic', 'Topic'] };

/** The action of a function on a destination, by its type. */
const ACTIONS: { readonly [type: string]: string } = {
  SQS: 'sqs:SendMessage',
  SNS: 'sns:publish',
  EventBridge: 'events:PutEvents',
  Lambda: 'lambda:InvokeFunction',
  S3: 's3:PutObject',
  S3Bucket: 's3:PutObject',
};

/** Returns the service of a destination, by its type. Undefined if SAM has no such type. */
export function destinationService(type: unknown): string | undefined {
  return own(ACTIONS, String(type))?.split(':')[0];
}

/** Returns the policy for a destination, by its type. Undefined if SAM has no such type. */
export function destinationPolicy(type: unknown, logicalId: string, arn: unknown): JsonObject | undefined {
  const action = own(ACTIONS, String(type));
  if (action === undefined) return undefined;
  if (destinationService(type) !== 's3') return inlinePolicy(`${logicalId}${type}Policy`, allow(action, arn));
  return inlinePolicy(`${logicalId}S3Policy`, allow(action, { 'Fn::Join': ['/', [arn, '*']] }), allow('s3:ListBucket', arn));
}

/** Creates the settings of asynchronous invocations: retries, destinations, and missing queues and topics. */
export function eventInvokeConfig(fn: SamResource, alias: FunctionAlias | undefined, role: SamRole, expansion: SamExpansion): void {
  const config = expansion.mapAt(fn, WRITTEN, fn.properties.EventInvokeConfig);
  expansion.rejectUnknown(fn, WRITTEN, config, KNOWN, 'EventInvokeConfig');
  const logicalId = `${fn.logicalId}EventInvokeConfig`;
  const destinations = expansion.mapAt(fn, `${WRITTEN}.DestinationConfig`, config.DestinationConfig);
  expansion.rejectUnknown(fn, `${WRITTEN}.DestinationConfig`, destinations, ['OnSuccess', 'OnFailure'], 'DestinationConfig');
  const resolved = new Map<string, JsonObject>();
  const places: Place[] = [{ location: 'Properties', written: WRITTEN }];
  for (const event of ['OnSuccess', 'OnFailure']) {
    const destination = mapOf(destinations[event]);
    if (!destination) continue;
    const written = `${WRITTEN}.DestinationConfig.${event}`;
    const arn = destinationArn(fn, destination, `${logicalId}${event}`, written, expansion);
    const policy = destinationPolicy(destination.Type, `${logicalId}${event}`, arn);
    const arnOf = destinationService(destination.Type);
    places.push({ location: `Properties.DestinationConfig.${event}`, written, arnOf });
    if (policy) role.addInline(policy, written, arnOf);
    else expansion.gap(fn, `${written}.Type`, 'SQS, SNS, EventBridge, Lambda or S3Bucket is expected');
    resolved.set(event, { Destination: arn });
  }
  expansion.add(fn, logicalId, {
    type: 'AWS::Lambda::EventInvokeConfig',
    properties: compact({
      FunctionName: ref(fn.logicalId),
      Qualifier: alias?.qualifier ?? '$LATEST',
      DestinationConfig: Object.fromEntries(resolved),
      MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
      MaximumRetryAttempts: config.MaximumRetryAttempts,
    }),
    attributes: { ...fn.shared, ...(alias ? { DependsOn: [alias.logicalId] } : {}) },
    places,
  });
}

function destinationArn(fn: SamResource, destination: JsonObject, prefix: string, written: string, expansion: SamExpansion): unknown {
  const { Type: type, Destination: given } = destination;
  const made = MADE[String(type)];
  const choice = ifOf(given);
  const isOpen = given === undefined || isNoValue(given) || (choice?.slice(1).some(isNoValue) ?? false);
  if (!isOpen || !made) return given;
  const [resourceType, suffix] = made;
  const logicalId = `${prefix}${suffix}`;
  const arn = resourceType === 'AWS::SNS::Topic' ? ref(logicalId) : getAtt(logicalId, 'Arn');
  const name = choice && conditionOf(choice, prefix, expansion);
  const condition = both(fn, name, expansion);
  expansion.add(fn, logicalId, {
    type: resourceType,
    properties: {},
    attributes: compact({ ...fn.shared, Condition: condition }),
    places: [{ location: 'Properties', written }],
  });
  expansion.renamed.set(`${fn.logicalId}.Destination${suffix}`, logicalId);
  if (!choice || name === undefined) return arn;
  return conditional(name, arn, choice.slice(1).find((branch) => !isNoValue(branch)));
}

/** Returns the condition under which a destination is missing. */
function conditionOf(choice: readonly [string, unknown, unknown], prefix: string, expansion: SamExpansion): string | undefined {
  const [condition, whenTrue, whenFalse] = choice;
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) return undefined;
  if (isNoValue(whenTrue)) return condition;
  const name = hashedId(`NOT${condition}`, prefix.replace(/On(Success|Failure)$/, ''));
  expansion.conditions.set(name, { 'Fn::Not': [{ Condition: condition }] });
  return name;
}

function both(fn: SamResource, condition: string | undefined, expansion: SamExpansion): string | undefined {
  if (fn.condition === undefined || condition === undefined) return condition ?? fn.condition;
  const name = hashedId(`${fn.condition}AND${condition}`, fn.logicalId);
  expansion.conditions.set(name, { 'Fn::And': [{ Condition: fn.condition }, { Condition: condition }] });
  return name;
}
