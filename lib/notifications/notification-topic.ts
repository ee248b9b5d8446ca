import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { assertDelivers } from './delivers';
import { fittedText } from '../quotas';

/**
 * Creates a topic for notifications to people. Access requires TLS. It is encrypted with a customer managed key, because AWS services can't
 * publish to a topic encrypted with the AWS managed key.
 *
 * @param publishers services that publish to the topic
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function notificationTopic(scope: Construct, publishers: readonly string[], key?: kms.IKey): { topic: sns.Topic; key: kms.IKey } {
  const masterKey = key ?? new kms.Key(scope, 'TopicKey', { enableKeyRotation: true, description: fittedText('AWS::KMS::Key.Description', `Messages of ${scope.node.path}`) });
  if (publishers.length > 0) {
    masterKey.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: publishers.map((publisher) => new iam.ServicePrincipal(publisher)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    );
  }
  return { topic: new sns.Topic(scope, 'Topic', { masterKey, enforceSSL: true }), key: masterKey };
}

/** Allows alarms of the account and Region to publish to a topic, and adds the topic as an action to the given alarms. */
export function notifyByAlarms(scope: Construct, topic: sns.ITopic, alarms: readonly cloudwatch.Alarm[]): void {
  permitAlarms(scope, topic);
  for (const alarm of alarms) alarm.addAlarmAction(new actions.SnsAction(topic));
}

/** Allows alarms of the account and Region to publish to a topic. */
export function permitAlarms(scope: Construct, topic: sns.ITopic): void {
  assertDelivers(scope, topic);
  const stack = Stack.of(topic);
  const alarmArns = stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarmArns } },
    }),
  );
}
