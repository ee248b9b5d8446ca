import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { finalQueue, notificationTopic, notifyByAlarms, permitRules } from '../../lib/notifications';

function synthesized(build: (stack: Stack) => void): Template {
  const stack = new Stack(new App(), 'Stack');
  build(stack);
  return Template.fromStack(stack);
}

test('the topic is encrypted with a key that its publishers may use, and requires TLS', () => {
  const template = synthesized((stack) => void notificationTopic(stack, ['events.amazonaws.com']));
  template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'events.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]) },
  });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny' })] } });
});

test('without publishers, no service may use the key', () => {
  const template = synthesized((stack) => void notificationTopic(stack, []));
  template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: [Match.objectLike({ Action: 'kms:*' })] } });
});

test('alarms of the account and Region may publish to the topic', () => {
  const template = synthesized((stack) => {
    const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Test' });
    const alarm = new cloudwatch.Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
    notifyByAlarms(stack, notificationTopic(stack, ['cloudwatch.amazonaws.com']).topic, [alarm]);
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }] });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' })]) },
  });
});

test('the queue is encrypted, requires TLS, and keeps messages for 14 days', () => {
  const template = synthesized((stack) => void finalQueue(stack, 'Queue', 'Messages end here'));
  template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1209600 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny' })] } });
});

test('only the given rules may deliver to the topic and the queue', () => {
  const template = synthesized((stack) => {
    const { topic } = notificationTopic(stack, ['events.amazonaws.com']);
    permitRules(stack, topic, finalQueue(stack, 'Queue', 'Messages end here'), ['arn:aws:events:eu-west-1:111122223333:rule/one']);
  });
  const allowed = (Action: string) => Match.objectLike({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action,
    Resource: Match.anyValue(),
    Condition: { ArnEquals: { 'aws:SourceArn': ['arn:aws:events:eu-west-1:111122223333:rule/one'] } },
  });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: { Statement: Match.arrayWith([allowed('sns:Publish')]) } });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: Match.arrayWith([allowed('sqs:SendMessage')]) } });
});
