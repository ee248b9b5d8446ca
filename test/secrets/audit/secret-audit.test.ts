import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { SecretAudit, SecretAuditProps } from '../../../lib/secrets/audit/secret-audit';
import { SecretAuditTrail } from '../../../lib/secrets/audit/secret-audit-trail';
import { RotatedSecret } from '../../../lib/secrets/rotation/rotated-secret';
import { SecretRotation } from '../../../lib/secrets/rotation/secret-rotation';
import { packFindings } from '../../secure/packs';

const ENV = { account: '111122223333', region: 'eu-west-1' };

const ARN = `arn:aws:secretsmanager:${ENV.region}:${ENV.account}:secret:payments-AbCdEf`;

function imported(stack: Stack, id = 'Payments', arn = ARN): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretCompleteArn(stack, id, arn);
}

function build(props: (stack: Stack) => SecretAuditProps = (stack) => ({ secrets: [imported(stack)] })): { audit: SecretAudit; template: Template } {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const audit = new SecretAudit(stack, 'Audit', props(stack));
  return { audit, template: Template.fromStack(stack) };
}

/** Returns the rules that notify people; one more counts the reads of the canary. */
function rulesOf(template: Template): [string, any][] {
  return Object.entries(template.findResources('AWS::Events::Rule')).filter(([id]) => !id.includes('CanaryRule'));
}

/** Returns event patterns by the construct ids of their rules, without the random parts of logical ids. */
function patternsOf(template: Template): { [id: string]: any } {
  return Object.fromEntries(rulesOf(template).map(([id, { Properties }]) => [id.replace(/^Audit(.*).{8}$/, '$1'), Properties.EventPattern]));
}

describe('what is audited', () => {
  test('reads, rejected calls, changes and rotation of a secret, under each of its names', () => {
    const patterns = patternsOf(build().template);
    expect(Object.keys(patterns)).toEqual(['UnexpectedUse', 'RejectedCalls', 'Changes', 'RotationProblem']);
    const ids = [ARN, ARN.replace('-AbCdEf', ''), 'payments'];
    for (const kind of ['UnexpectedUse', 'RejectedCalls', 'Changes']) expect(patterns[kind].detail.requestParameters.secretId).toEqual(ids);
    expect(patterns.RotationProblem.detail.additionalEventData.SecretId.slice(0, 3)).toEqual(ids);
  });

  test('rules for read-only events have their own state', () => {
    const rules = rulesOf(build().template).map(([, { Properties }]) => Properties.State);
    const all = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    expect(rules).toEqual([all, all, 'ENABLED', 'ENABLED']);
  });

  test('a secret known only by its name', () => {
    const { template } = build((stack) => ({ secrets: [secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'billing')] }));
    const [arn, prefix, name] = patternsOf(template).Changes.detail.requestParameters.secretId;
    expect(JSON.stringify(arn)).toContain(':secretsmanager:eu-west-1:111122223333:secret:billing');
    expect(JSON.stringify(prefix.prefix)).toContain(':secret:billing-');
    expect(name).toBe('billing');
  });

  test('the key of a secret', () => {
    const { template } = build((stack) => {
      const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      return { secrets: [new secretsmanager.Secret(stack, 'A', { encryptionKey }), new secretsmanager.Secret(stack, 'B', { encryptionKey })] };
    });
    expect(patternsOf(template).RejectedKeyUse.detail.resources.ARN).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }]);
  });

  test('uses by roles other than the expected ones', () => {
    const role = `arn:aws:iam::${ENV.account}:role/orders`;
    const { template } = build((stack) => ({ secrets: [imported(stack)], expectedRoles: [iam.Role.fromRoleArn(stack, 'Role', role)] }));
    expect(patternsOf(template).UnexpectedUse.detail.userIdentity).toEqual({
      sessionContext: { sessionIssuer: { arn: [{ 'anything-but': [role] }, { exists: false }] } },
    });
    expect(patternsOf(build().template).UnexpectedUse.detail.userIdentity).toBeUndefined();
  });

  test('all secrets of a stack, including those of the CDK, L1s and nested scopes', () => {
    const stack = new Stack(new App(), 'Stack');
    new secretsmanager.Secret(stack, 'Generated');
    new secretsmanager.Secret(stack, 'Named', { secretName: 'named' });
    new secretsmanager.CfnSecret(stack, 'Plain', { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' });
    new secretsmanager.CfnSecret(stack, 'PlainNamed', { name: 'plain', kmsKeyId: 'alias/aws/secretsmanager' });
    new SecretAudit(stack, 'Audit');
    const patterns = patternsOf(Template.fromStack(stack));
    const ids = Object.entries(patterns)
      .filter(([id]) => id.startsWith('Changes'))
      .flatMap(([, pattern]) => pattern.detail.requestParameters.secretId);
    expect(ids).toHaveLength(12);
    expect(ids).toEqual(expect.arrayContaining(['plain', { Ref: 'Plain' }]));
    // The name that CloudFormation generates has one hyphen; the ARN's suffix is removed.
    const arnName = { 'Fn::Split': ['-', { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Plain' }] }] }] };
    expect(ids).toContainEqual({ 'Fn::Join': ['-', [{ 'Fn::Select': [0, arnName] }, { 'Fn::Select': [1, arnName] }]] });
    expect(patterns.RejectedKeyUse.detail.resources.ARN).toEqual(['arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0']);
  });

  test('all secrets of an app, from another stack', () => {
    const app = new App();
    new secretsmanager.Secret(new Stack(app, 'One'), 'Secret');
    new secretsmanager.Secret(new Stack(app, 'Two'), 'Secret');
    const stack = new Stack(app, 'Watch');
    new SecretAudit(stack, 'Audit', { within: app });
    const changes = JSON.stringify(patternsOf(Template.fromStack(stack)).Changes);
    expect(changes).toContain('One:ExportsOutput');
    expect(changes).toContain('Two:ExportsOutput');
  });

  test('many secrets, with several rules whose patterns fit the limit of EventBridge', () => {
    const { audit, template } = build((stack) => ({
      secrets: Array.from({ length: 40 }, (_, i) => imported(stack, `S${i}`, ARN.replace('payments', `payments-of-a-long-name-${i}`))),
    }));
    const patterns = Object.values(patternsOf(template));
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    const watched = patterns.flatMap((pattern) => pattern.detail.additionalEventData?.SecretId ?? []);
    expect(new Set(watched.filter((id) => typeof id === 'string')).size).toBe(120);
    expect(audit.rules).toHaveLength(patterns.length);
    expect(audit.alarms).toHaveLength(patterns.length + 2);
  });

  test('overdue rotation, by AWS Config', () => {
    const { audit, template } = build((stack) => ({ secrets: [imported(stack)], maxRotationAge: Duration.days(30) }));
    template.hasResourceProperties('AWS::Config::ConfigRule', {
      Source: { Owner: 'AWS', SourceIdentifier: 'SECRETSMANAGER_SECRET_PERIODIC_ROTATION' },
      InputParameters: { maxDaysSinceRotation: 30 },
    });
    expect(audit.rotationAgeRule).toBeDefined();
    expect(patternsOf(template).RotationOverdue).toMatchObject({ source: ['aws.config'], detail: { resourceId: expect.arrayContaining([ARN]) } });
  });
});

describe('who is notified', () => {
  test('an encrypted topic that requires TLS, and to which only these rules and alarms of the account publish', () => {
    const { audit, template } = build((stack) => ({ secrets: [imported(stack)], subscriptions: [new subscriptions.EmailSubscription('a@example.com')] }));
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@example.com' });
    const ruleArns = audit.rules.map(() => ({ 'Fn::GetAtt': [Match.anyValue(), 'Arn'] }));
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Principal: { Service: 'events.amazonaws.com' }, Condition: { ArnEquals: { 'aws:SourceArn': ruleArns } } }),
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': ENV.account } }),
          }),
        ],
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: { StringEquals: { 'aws:SourceAccount': ENV.account } },
            Principal: { Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] },
          }),
        ]),
      },
    });
  });

  test('a dead-letter queue gets undelivered messages', () => {
    const { template } = build();
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1209600 });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    });
    template.allResourcesProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })] });
  });

  test('messages declare each part that they use, and are valid JSON', () => {
    const { template } = build((stack) => ({
      secrets: [new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) })],
      maxRotationAge: Duration.days(30),
    }));
    const rules = rulesOf(template);
    expect(rules).toHaveLength(6);
    for (const [, { Properties }] of rules) {
      const { InputPathsMap, InputTemplate } = Properties.Targets[0].InputTransformer;
      const text = JSON.parse(InputTemplate);
      expect(text).toMatch(/^(Secret|Key) <(secret|key)>.*\.$/);
      expect([...new Set(text.match(/(?<=<)\w+(?=>)/g))].sort()).toEqual(Object.keys(InputPathsMap).sort());
    }
  });

  test('alarms on each rule, on undelivered messages, and on the canary', () => {
    const { audit, template } = build();
    // The guard of the canary's rotation function has one too.
    template.resourceCountIs('AWS::CloudWatch::Alarm', 7);
    expect(audit.alarms).toHaveLength(6);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'TriggeredRules',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: Match.stringLikeRegexp('RotationProblem') } }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Topic') }],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' });
  });

  test('a given topic, key and queue are used', () => {
    const { audit, template } = build((stack) => ({
      secrets: [imported(stack)],
      topic: new sns.Topic(stack, 'Mine', { enforceSSL: true }),
      deadLetterQueue: new sqs.Queue(stack, 'Queue', { enforceSSL: true }),
    }));
    template.resourceCountIs('AWS::SNS::Topic', 1);
    expect(Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) => !/Canary/.test(id))).toHaveLength(1);
    template.resourceCountIs('AWS::KMS::Key', 0);
    expect(audit.topicKey).toBeUndefined();
    expect(audit.canary.encryptionKey).toBeUndefined();
    const withKey = build((stack) => ({ secrets: [imported(stack)], topicKey: new kms.Key(stack, 'Mine', { enableKeyRotation: true }) }));
    withKey.template.resourceCountIs('AWS::KMS::Key', 1);
    expect(withKey.audit.topicKey!.node.path).toBe('Stack/Mine');
  });
});

describe('rejected', () => {
  test('an audit without secrets', () => {
    expect(() => build(() => ({}))).toThrow('[Stack/Audit] there is no secret to audit: set secrets, or create the audit after the secrets of its scope');
  });

  test('all problems at once', () => {
    const far = ARN.replace('eu-west-1', 'us-east-1').replace('111122223333', '444455556666');
    expect(() =>
      build((stack) => ({
        secrets: [imported(stack, 'Far', far)],
        topic: new sns.Topic(stack, 'Topic'),
        topicKey: new kms.Key(stack, 'Key'),
        maxRotationAge: Duration.hours(30),
      })),
    ).toThrow(
      '[Stack/Audit] Stack/Far is in account 444455556666, whose events are not delivered to 111122223333: create an audit there; ' +
        'Stack/Far is in region us-east-1, whose events are not delivered to eu-west-1: create an audit there; ' +
        'topicKey applies only to the audit\'s own topic, but topic sets another one: set the key on that topic; ' +
        'maxRotationAge is 1 day 6 hours; whole days from 1 on are expected',
    );
  });

  test('more roles than a pattern can contain', () => {
    expect(() =>
      build((stack) => ({
        secrets: [imported(stack)],
        expectedRoles: Array.from({ length: 40 }, (_, i) => iam.Role.fromRoleArn(stack, `R${i}`, `arn:aws:iam::${ENV.account}:role/${'r'.repeat(40)}${i}`)),
      })),
    ).toThrow('[Stack/Audit] 40 expectedRoles don\'t fit into an event pattern of 2048 characters');
  });

  test('a secret that is created after the audit', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new secretsmanager.Secret(stack, 'Early');
    new SecretAudit(stack, 'Audit');
    new secretsmanager.Secret(stack, 'Late');
    expect(() => app.synth()).toThrow('Stack/Late/Resource is not audited, because it was created after the audit: create the audit last');
  });
});

test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
  const { open } = packFindings((stack) => {
    const audit = new SecretAudit(stack, 'Audit', { secrets: [imported(stack)], maxRotationAge: Duration.days(30), trail: SecretAuditTrail.create() });
    audit.topic.addSubscription(new subscriptions.EmailSubscription('security@example.com', { deadLetterQueue: audit.deadLetterQueue }));
  });
  expect(open).toEqual([]);
});

test('a rotated and audited secret has no findings of the rules on secrets', () => {
  const { open } = packFindings((stack) => {
    const fn = new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
    });
    const secret = new RotatedSecret(stack, 'Secret', { rotation: SecretRotation.generated() });
    secret.grantRead(fn);
    new SecretAudit(stack, 'Audit', { expectedRoles: [fn.role!, secret.rotationFunction!.role!], trail: SecretAuditTrail.create() });
  });
  expect(open.filter((finding) => /^Sec3-\w*Secret/.test(finding))).toEqual([]);
});
