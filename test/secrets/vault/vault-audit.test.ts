import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { VaultAudit, VaultAuditProps } from '../../../lib/secrets/vault/vault-audit';
import { packFindings } from '../../secure/packs';

function build(props: (stack: Stack) => VaultAuditProps = () => ({})): { audit: VaultAudit; template: Template } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const audit = new VaultAudit(stack, 'Audit', props(stack));
  return { audit, template: Template.fromStack(stack) };
}

test('the log group keeps lines for a year and is retained', () => {
  const { template } = build();
  template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
});

test('counts rejected requests, use of root tokens and changes of audit devices', () => {
  const { audit, template } = build();
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);
  expect(filters.map(({ MetricTransformations }) => MetricTransformations[0].MetricName.replace(/-.*/, ''))).toEqual(['DeniedRequests', 'RootTokenUse', 'AuditChanges']);
  expect(filters.every(({ MetricTransformations }) => MetricTransformations[0].MetricNamespace === 'Sec3/Vault')).toBe(true);
  expect(audit.metricFilters).toHaveLength(3);
});

test('each count has an alarm, and so has missing data', () => {
  const { audit, template } = build(() => ({ deniedRequests: 9, maxSilence: Duration.minutes(30), metricNamespace: 'Mine' }));
  expect(audit.alarms).toHaveLength(4);
  const alarm = (MetricName: unknown, rest: object) => template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, ...rest });
  alarm(Match.stringLikeRegexp('^DeniedRequests-'), { Threshold: 9, Namespace: 'Mine', TreatMissingData: 'notBreaching' });
  alarm(Match.stringLikeRegexp('^RootTokenUse-'), { Threshold: 1 });
  alarm(Match.stringLikeRegexp('^AuditChanges-'), { Threshold: 1 });
  alarm('IncomingLogEvents', { ComparisonOperator: 'LessThanThreshold', Threshold: 1, Period: 1800, TreatMissingData: 'breaching' });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('Topic') }] });
});

test('the topic is encrypted, and alarms of the account publish to it', () => {
  const { audit, template } = build();
  template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' }),
      ],
    },
  });
  expect(audit.topicKey).toBeDefined();
});

test('a given log group and topic are used', () => {
  const { audit, template } = build((stack) => ({
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Mine', 'vault'),
    topic: new sns.Topic(stack, 'Topic', { enforceSSL: true }),
  }));
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  template.hasResourceProperties('AWS::Logs::MetricFilter', { LogGroupName: 'vault' });
  expect(audit.topicKey).toBeUndefined();
});

test('two audits have separate metrics', () => {
  const stack = new Stack(new App(), 'Stack');
  const names = ['A', 'B'].flatMap((id) => new VaultAudit(stack, id).metricFilters.map((filter) => filter.metric().metricName));
  expect(new Set(names).size).toBe(6);
});

test('all problems are reported at once', () => {
  expect(() =>
    build((stack) => ({
      deniedRequests: 0.5,
      maxSilence: Duration.seconds(90),
      logGroup: logs.LogGroup.fromLogGroupName(stack, 'Mine', 'vault'),
      retention: logs.RetentionDays.ONE_DAY,
      encryptionKey: new kms.Key(stack, 'Key'),
    })),
  ).toThrow(
    '[Stack/Audit] deniedRequests is 0.5; a whole number from 1 is expected; maxSilence is 1 minute 30 seconds; whole minutes from 1 to 1440 are expected; ' +
      'retention applies only to the audit\'s own log group, but logGroup sets another one: set it on that log group; ' +
      'encryptionKey applies only to the audit\'s own log group, but logGroup sets another one: set it on that log group',
  );
});

test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
  expect(packFindings((stack) => new VaultAudit(stack, 'Audit')).open).toEqual([]);
});
