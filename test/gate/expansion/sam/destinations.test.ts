import { expanded, fn, type Resources } from './expanded';
import { Workload } from '../../../../lib/gate';
import { serviceEventValidated } from '../../../../lib/inbound-events/rules/service-event-validated';
import { functionRoleLeastPrivilege } from '../../../../lib/runtime-protection/rules/function-role-least-privilege';
import { secretReadLeastPrivilege } from '../../../../lib/secrets/rules/secret-read-least-privilege';
import { check } from '../../harness';

const ARN = { Ref: 'Arn' };

const onFailure = (Type: string, Destination: unknown = ARN) => ({ EventInvokeConfig: { DestinationConfig: { OnFailure: { Type, Destination } } } });

const polled = (properties: object, Type = 'Kinesis') => ({ Events: { Source: { Type, Properties: { Stream: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders', StartingPosition: 'LATEST', ...properties } } } });

/** Returns the findings of three rules about a function, without those about policies of AWS. */
function found(properties: object, parameter: object = { Type: 'String' }, attributes: object = {}): string[] {
  const sections = { Parameters: { Arn: parameter, Stage: { Type: 'String' } }, Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] } } };
  const resources: Resources = { Fn: fn(properties, attributes) };
  const workload = new Workload([expanded(resources, sections)]);
  return [functionRoleLeastPrivilege, secretReadLeastPrivilege, serviceEventValidated].flatMap((rule) => check(rule, workload)).filter((line) => !line.includes('[broad-managed-policy]'));
}

describe('a destination is one resource of the declared service, with any ARN', () => {
  test.each<[string, object]>([
    ...['SQS', 'SNS', 'EventBridge', 'S3', 'S3Bucket'].map((type): [string, object] => [`on failure: ${type}`, onFailure(type)]),
    ['on success', { EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'SQS', Destination: ARN } } } }],
    ['from another stack', onFailure('SQS', { 'Fn::ImportValue': 'DeadLetters' })],
    ['either of two', onFailure('SQS', { 'Fn::If': ['IsProduction', ARN, { 'Fn::ImportValue': 'DeadLetters' }] })],
    ['either of this or of SAM', onFailure('SQS', { 'Fn::If': ['IsProduction', ARN, { Ref: 'AWS::NoValue' }] })],
    ['dead letters in a queue', { DeadLetterQueue: { Type: 'SQS', TargetArn: ARN } }],
    ['dead letters to a topic', { DeadLetterQueue: { Type: 'SNS', TargetArn: ARN } }],
    ['records of a stream', polled({ DestinationConfig: { OnFailure: { Type: 'SQS', Destination: ARN } } })],
    ['records of a stream, in a bucket', polled({ DestinationConfig: { OnFailure: { Type: 'S3', Destination: ARN } } })],
  ])('%s', (_, properties) => {
    expect(found(properties)).toEqual([]);
    expect(found(properties, { Type: 'String' }, { Condition: 'IsProduction' })).toEqual([]);
  });

  test('brokers and secrets of sources are, too', () => {
    const broker = { Broker: ARN, Queues: ['orders'], SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: ARN }] };
    expect(found(polled(broker, 'MQ'))).toEqual([]);
  });

  test('a wildcard as the default of a secret is a finding', () => {
    const source = { Broker: 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1', Queues: ['orders'], SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: ARN }] };
    expect(found(polled(source, 'MQ'), { Type: 'String', Default: '*' })).toEqual([expect.stringContaining('[every-resource]'), expect.stringContaining('[wildcard-resource]')]);
  });

  test('a function as a destination needs validated events', () => {
    expect(found(onFailure('Lambda'))).toEqual([expect.stringContaining('FnEventInvokeConfig[undetermined] Properties.DestinationConfig.OnFailure.Destination')]);
  });

  test.each([onFailure('SQS'), { DeadLetterQueue: { Type: 'SQS', TargetArn: ARN } }, polled({ DestinationConfig: { OnFailure: { Type: 'SQS', Destination: ARN } } })])(
    'a wildcard as a default is a finding: %j',
    (properties) => {
      expect(found(properties, { Type: 'String', Default: '*' })).toEqual([expect.stringMatching(/\[every-resource\] .*where parameter Arn has its default value/)]);
      expect(found(properties, { Type: 'String', AllowedValues: ['arn:aws:sqs:*:*:*', 'arn:aws:sqs:eu-west-1:111122223333:orders'] })).toEqual([expect.stringContaining('[every-resource]')]);
    },
  );

  test('a policy of the user is not a destination', () => {
    const statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: ARN };
    expect(found({ Policies: [{ Statement: [statement] }] })).toEqual([expect.stringContaining('[undetermined]')]);
  });
});
