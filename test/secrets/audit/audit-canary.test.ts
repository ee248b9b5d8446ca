import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SecretAudit, SecretAuditProps } from '../../../lib/secrets/audit/secret-audit';
import { SecretAuditTrail } from '../../../lib/secrets/audit/secret-audit-trail';
import { packFindings } from '../../secure/packs';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments-AbCdEf';

function build(props: SecretAuditProps = {}): { audit: SecretAudit; stack: Stack; template: Template } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const audit = new SecretAudit(stack, 'Audit', { secrets: [secretsmanager.Secret.fromSecretCompleteArn(stack, 'Payments', ARN)], ...props });
  return { audit, stack, template: Template.fromStack(stack) };
}

const idOf = (template: Template, type: string, part: string) => Object.keys(template.findResources(type)).find((id) => id.includes(part))!;

test('an unused secret is read once a day by its own rotation', () => {
  const { audit, template } = build();
  template.resourceCountIs('AWS::SecretsManager::Secret', 1);
  template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
    SecretId: { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'Canary') },
    RotationRules: { ScheduleExpression: 'rate(1 day)', Duration: '1h' },
    RotateImmediatelyOnUpdate: true,
  });
  expect(audit.canary.rotationFunction).toBeDefined();
});

test('all events about it are counted', () => {
  const { template } = build();
  template.hasResourceProperties('AWS::Events::Rule', {
    State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    EventPattern: {
      'source': ['aws.secretsmanager'],
      'detail-type': ['AWS API Call via CloudTrail'],
      'detail': {
        eventSource: ['secretsmanager.amazonaws.com'],
        eventName: ['GetSecretValue'],
        errorCode: [{ exists: false }],
        requestParameters: { secretId: [{ Ref: idOf(template, 'AWS::SecretsManager::Secret', 'Canary') }] },
      },
    },
  });
});

test.each([[undefined, 'rate(1 day)', 26], [Duration.hours(4), 'rate(4 hours)', 6], [Duration.days(6), 'rate(6 days)', 146]])(
  'an alarm fires if none arrives within %s, the window and the delay of CloudTrail',
  (canaryInterval, rate, hours) => {
    const { audit, template } = build({ canaryInterval });
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', { RotationRules: { ScheduleExpression: rate } });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'TriggeredRules',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: idOf(template, 'AWS::Events::Rule', 'Canary') } }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: hours,
      DatapointsToAlarm: hours,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Topic') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('Topic') }],
    });
    // CloudWatch evaluates at most the last seven days.
    expect(hours * 3600).toBeLessThanOrEqual(604_800);
    expect(audit.alarms.map(({ node }) => node.id)).toContain('CanaryAlarm');
  },
);

test.each([
  [Duration.hours(3), 'canaryInterval is 3 hours; 4 hours to 6 days are expected, in whole hours or days'],
  [Duration.days(7), 'canaryInterval is 7 days; 4 hours to 6 days are expected, in whole hours or days'],
  [Duration.minutes(270), 'canaryInterval is 4 hours 30 minutes; 4 hours to 6 days are expected, in whole hours or days'],
])('rejects %s', (canaryInterval, message) => {
  expect(() => build({ canaryInterval })).toThrow(`[Stack/Audit] ${message}`);
});

test('its first read follows the rule that counts it, and the trail', () => {
  const { template } = build({ trail: SecretAuditTrail.create() });
  const [{ DependsOn }] = Object.values(template.findResources('AWS::SecretsManager::RotationSchedule'));
  expect(DependsOn).toEqual(expect.arrayContaining([idOf(template, 'AWS::Events::Rule', 'Canary'), idOf(template, 'AWS::CloudTrail::Trail', 'Trail')]));
});

test('its reads are not reported as unexpected, but its failed rotation is', () => {
  const { template } = build();
  const canary = { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'Canary') };
  const rules = Object.entries(template.findResources('AWS::Events::Rule'));
  const naming = rules
    .filter(([, { Properties }]) => JSON.stringify(Properties.EventPattern).includes(JSON.stringify(canary)))
    .map(([id]) => id.slice(0, -8));
  expect(naming.sort()).toEqual(['AuditCanaryRule', 'AuditRotationProblem']);
});

test('another audit of the stack ignores the canary', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new secretsmanager.Secret(stack, 'Secret');
  const [first, second] = ['First', 'Second'].map((id) => new SecretAudit(stack, id));
  app.synth();
  const naming = (secret: secretsmanager.ISecret) =>
    JSON.stringify(stack.resolve(second.rules.map(({ eventPattern }) => eventPattern))).includes(JSON.stringify(stack.resolve(secret.secretArn)));
  expect([naming(first.canary), naming(second.canary)]).toEqual([false, true]);
});

test('uses the key of the audit if there is one, or else the key of AWS', () => {
  const { audit, template } = build();
  template.resourceCountIs('AWS::KMS::Key', 1);
  expect(audit.canary.encryptionKey).toBe(audit.topicKey);
});

test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
  const { open } = packFindings((stack) => {
    new secretsmanager.CfnSecret(stack, 'Other');
    new SecretAudit(stack, 'Audit', { trail: SecretAuditTrail.create(), canaryInterval: Duration.hours(12) });
  });
  expect(open.filter((finding) => !finding.endsWith('Stack/Other'))).toEqual([]);
});
