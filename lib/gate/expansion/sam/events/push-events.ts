import { isDeepStrictEqual } from 'util';
import { isObject, type JsonObject } from '../../../../json/json-object';
import type { ResourceBody } from '../../../templates/template';
import { compact, conditional, isGiven, listOf, mapOf, pick, ref, refOf, sub } from '../values';
import { add, idOf, permit, type SamEvent, writtenAt } from './event';
import type { SamRole } from '../role';
import { poll } from './pull-events';

/** `AlexaSkill`. */
export function alexaSkill(event: SamEvent): void {
  permit(event, 'alexa-appkit.amazon.com', { EventSourceToken: event.properties.SkillId });
}

/** `IoTRule`. */
export function iotRule(event: SamEvent): void {
  const { properties, target } = event;
  const sourceArn = sub('arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}', { RuleName: ref(idOf(event)) });
  permit(event, 'iot.amazonaws.com', { SourceArn: sourceArn, SourceAccount: sub('${AWS::AccountId}') });
  add(event, idOf(event), 'AWS::IoT::TopicRule', {
    TopicRulePayload: compact({
      Sql: properties.Sql,
      RuleDisabled: false,
      Actions: [{ Lambda: { FunctionArn: target.arn } }],
      AwsIotSqlVersion: properties.AwsIotSqlVersion,
    }),
  });
}

/** `CloudWatchLogs`. */
export function cloudWatchLogs(event: SamEvent): void {
  const { properties, target } = event;
  const sourceArn = sub('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*', { __LogGroupName__: properties.LogGroupName });
  const permission = permit(event, 'logs.amazonaws.com', { SourceArn: sourceArn });
  const own = { LogGroupName: properties.LogGroupName, FilterPattern: properties.FilterPattern, DestinationArn: target.arn };
  add(event, idOf(event), 'AWS::Logs::SubscriptionFilter', own, { attributes: { DependsOn: [permission] } });
}

/** `S3`: the bucket of the same template notifies the function. */
export function s3(event: SamEvent): void {
  const { properties, target, expansion } = event;
  permit(event, 's3.amazonaws.com', { SourceAccount: ref('AWS::AccountId') });
  const bucketId = refOf(properties.Bucket);
  const bucket = bucketId === undefined ? undefined : expansion.resource(bucketId);
  if (bucketId === undefined || bucket?.Type !== 'AWS::S3::Bucket') return expansion.gap(target.of, writtenAt(event, 'Bucket'), 'a reference to a bucket of the same template is expected', true);
  const configuration = listOf(properties.Events).map((type) =>
    conditional(target.of.condition, compact({ Function: target.arn, Filter: properties.Filter, Event: type })),
  );
  update(event, bucketId, bucket, 'NotificationConfiguration', (notifications) => {
    const { LambdaConfigurations: given } = notifications;
    const own: readonly unknown[] = Array.isArray(given) ? given : [];
    const added = configuration.filter((entry) => !own.some((known) => isDeepStrictEqual(known, entry)));
    const parts = added.map((_, index) => `LambdaConfigurations[${own.length + index}]`);
    return { value: { ...notifications, LambdaConfigurations: [...own, ...added] }, parts };
  });
}

/** `Cognito`: the user pool of the same template calls the function. */
export function cognito(event: SamEvent): void {
  const { properties, target, expansion } = event;
  const poolId = refOf(properties.UserPool);
  const pool = poolId === undefined ? undefined : expansion.resource(poolId);
  if (poolId === undefined || pool?.Type !== 'AWS::Cognito::UserPool') return expansion.gap(target.of, writtenAt(event, 'UserPool'), 'a reference to a user pool of the same template is expected', true);
  permit(event, 'cognito-idp.amazonaws.com', { SourceArn: { 'Fn::GetAtt': [poolId, 'Arn'] } }, { prefix: `${target.logicalId}Cognito` });
  const triggers = Object.fromEntries(listOf(properties.Trigger).map((trigger) => [String(trigger), target.arn]));
  update(event, poolId, pool, 'LambdaConfig', (config) => ({ value: { ...config, ...triggers }, parts: Object.keys(triggers) }));
}

/** The new value of a property, and the parts that are new. */
type Change = (value: JsonObject) => { readonly value: JsonObject; readonly parts: readonly string[] };

/** Changes a property of a resource of the template. */
function update(event: SamEvent, logicalId: string, body: ResourceBody, property: string, change: Change): void {
  const { expansion, target } = event;
  const { [property]: before, ...properties } = body.Properties ?? {};
  if (before !== undefined && (!isObject(before) || !mapOf(before))) {
    return expansion.gap(target.of, writtenAt(event), `${property} of ${logicalId} is known only at deployment`, true);
  }
  const { value, parts } = change(mapOf(before) ?? {});
  const places = parts.map((part) => ({ location: `Properties.${property}.${part}`, written: writtenAt(event), logicalId: target.of.logicalId }));
  expansion.replace(logicalId, { ...body, Properties: { ...properties, [property]: value } }, places);
}

/** `SNS`: the topic invokes the function, directly or through a queue. */
export function sns(event: SamEvent, role: SamRole): void {
  const { properties, target, expansion } = event;
  const by = properties.SqsSubscription;
  if (!isGiven(by)) {
    permit(event, 'sns.amazonaws.com', { SourceArn: properties.Topic });
    return subscribe(event, 'lambda', target.arn);
  }
  const given = mapOf(by);
  if (!given && by !== true) return expansion.gap(target.of, writtenAt(event, 'SqsSubscription'), 'true, or a map with a queue, is expected', true);
  const queueId = `${idOf(event)}Queue`;
  const places = [{ location: 'Properties', written: writtenAt(event, 'SqsSubscription') }];
  const queueArn = given?.QueueArn ?? { 'Fn::GetAtt': [queueId, 'Arn'] };
  if (!given) add(event, queueId, 'AWS::SQS::Queue', { FifoQueue: isFifo(event) ? true : undefined }, { places });
  const statement = {
    Action: 'sqs:SendMessage',
    Effect: 'Allow',
    Principal: '*',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': properties.Topic } },
  };
  const policyId = typeof given?.QueuePolicyLogicalId === 'string' ? given.QueuePolicyLogicalId : `${idOf(event)}QueuePolicy`;
  const policy = { PolicyDocument: { Version: '2012-10-17', Statement: [statement] }, Queues: [given?.QueueUrl ?? ref(queueId)] };
  add(event, policyId, 'AWS::SQS::QueuePolicy', policy, { places });
  subscribe(event, 'sqs', queueArn);
  const mapped = { ...event, type: 'SQS', properties: { Queue: queueArn, BatchSize: given?.BatchSize ?? 10, Enabled: true } };
  poll(mapped, role, { logicalId: `${idOf(event)}EventSourceMapping`, written: writtenAt(event, 'SqsSubscription') });
}

function subscribe(event: SamEvent, protocol: string, endpoint: unknown): void {
  const { properties } = event;
  add(
    event,
    idOf(event),
    'AWS::SNS::Subscription',
    { Protocol: protocol, Endpoint: endpoint, TopicArn: properties.Topic, ...pick(properties, ['Region', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy']) },
    { places: [{ location: 'Properties.TopicArn', written: writtenAt(event, 'Topic') }] },
  );
}

function isFifo({ properties, expansion }: SamEvent): boolean {
  const topic = refOf(properties.Topic);
  const fifo = topic === undefined ? undefined : expansion.withDefaults(expansion.resource(topic)?.Properties?.FifoTopic);
  return fifo === true || fifo === 'true';
}
