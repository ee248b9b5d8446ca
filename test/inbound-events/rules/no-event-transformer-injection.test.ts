import { noEventTransformerInjection } from '../../../lib/inbound-events/rules/no-event-transformer-injection';
import { ids, TestTemplate } from '../../gate/harness';

const found = (Type: string, Properties: object) => ids(noEventTransformerInjection, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties } } } as TestTemplate);
const rule = (InputTemplate: unknown, source = 'shop') =>
  found('AWS::Events::Rule', { EventPattern: { source: [source] }, Targets: [{ Arn: 'arn', InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate } }] });

test.each(['{"id":<id>}', '"order <id> was placed"', '"order \\"<id>\\" was placed"', '"{\\"id\\":<id>}"', '{"rule":"<aws.events.rule-name>"}', '{"kind":"order"}'])('compliant: %s', (template) => {
  expect(rule(template)).toEqual([]);
});

test('compliant: events that only AWS sends', () => {
  expect(rule('{"id":"<id>"}', 'aws.ec2')).toEqual([]);
});

test.each(['{"id":"<id>"}', '{"note":"order <id>"}', '"{\\"id\\":\\"<id>\\"}"', '"DELETE FROM orders WHERE id = <id>"'])('non-compliant: %s', (template) => {
  expect(rule(template)).toEqual(['It[inside-text]']);
});

test.each(['{"buildspecOverride":<id>}', '{"commands":[<id>]}', '{"containerOverrides":[{"name":"a","command": [ <id> ]}]}', '{"ContainerOverrides":{"Command":["sh","-c",<id>]}}'])('non-compliant: %s', (template) => {
  expect(rule(template)).toEqual(['It[in-statement]']);
});

test('non-compliant: pipes and rules of AWS IoT', () => {
  expect(found('AWS::Pipes::Pipe', { TargetParameters: { InputTemplate: '{"id":"<$.body.id>"}' } })).toEqual(['It[inside-text]']);
  expect(found('AWS::Pipes::Pipe', { TargetParameters: { HttpParameters: { PathParameterValues: ['$.body.path'] } } })).toEqual(['It[names-target]']);
  const iot = (Key: unknown) => found('AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [{ S3: { BucketName: 'a', Key } }] } });
  expect(iot('${name}')).toEqual(['It[names-target]']);
  expect(iot('${timestamp()}')).toEqual([]);
  expect(iot({ 'Fn::Sub': '${Open}/${!name}' })).toEqual(['It[names-target]']);
  expect(iot({ Ref: 'Open' })).toEqual([]);
  expect(iot({ 'Fn::Sub': '${AWS::Region}/${Open}/${!timestamp()}' })).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['a statement', { RedshiftDataParameters: { Sqls: ['$.body.sql'] } }, ['It[in-statement]']],
  ['a command of a container', { EcsTaskParameters: { Overrides: { ContainerOverrides: [{ Command: ['sh', '-c', '$.body.script'] }] } } }, ['It[in-statement]']],
  ['the source of an event', { EventBridgeEventBusParameters: { Source: '$.body.source', DetailType: 'order' } }, ['It[names-target]']],
  ['the time of an event', { EventBridgeEventBusParameters: { Source: 'shop', DetailType: 'order', Time: '$.body.time' } }, []],
  ['a key of a stream', { KinesisStreamParameters: { PartitionKey: '$.body.id' } }, []],
  ['a part of one', { RedshiftDataParameters: { Sqls: ["insert into t values ('$.body.id')"] } }, ['It[in-statement]']],
  ['a command', { BatchJobParameters: { ContainerOverrides: { Command: ['app', '$.body.file'] } } }, ['It[in-statement]']],
  ['fixed ones', { RedshiftDataParameters: { Sqls: ['call take_orders()'] }, BatchJobParameters: { ContainerOverrides: { Command: ['app', '--cost', '$5'] } } }, []],
])('target parameters of a pipe: %s', (_, TargetParameters, expected) => {
  expect(found('AWS::Pipes::Pipe', { TargetParameters })).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['a stream', { Firehose: { DeliveryStreamName: '${stream}' } }, ['It[names-target]']],
  ['an index', { OpenSearch: { Index: '${kind}', Id: '${newuuid()}' } }, ['It[names-target]']],
  ['a key of a stream', { Kinesis: { StreamName: 'orders', PartitionKey: '${id}' } }, []],
  ['a value of an item', { DynamoDB: { TableName: 'orders', HashKeyValue: '${id}' } }, []],
  ['the key of an item of another device', { DynamoDB: { TableName: 'devices', HashKeyValue: '${deviceId}' } }, ['It[names-caller]']],
  ['a topic within the payload', { Kinesis: { StreamName: 'orders', PartitionKey: '${payload.thing_name}' } }, ['It[names-caller]']],
  ['a dimension', { Timestream: { Dimensions: [{ Name: 'device', Value: '${device_id}' }] } }, ['It[names-caller]']],
  ['the key of an item of the device', { DynamoDB: { TableName: 'devices', HashKeyValue: '${topic(3)}', RangeKeyValue: '${clientid()}' } }, []],
  ['a topic of the device itself', { Republish: { Topic: 'orders/${clientid()}' } }, []],
])('what an action of AWS IoT names: %s', (_, action, expected) => {
  expect(found('AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [action] } })).toEqual(expected);
});

test('undetermined: the targets are known only at deployment', () => {
  expect(found('AWS::Events::Rule', { EventPattern: { source: ['shop'] }, Targets: { Ref: 'Open' } })).toEqual(['It[undetermined]']);
});
