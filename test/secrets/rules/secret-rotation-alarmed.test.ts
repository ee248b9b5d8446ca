import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SecretAudit } from '../../../lib/secrets/audit/secret-audit';
import { secretRotationAlarmed as rule } from '../../../lib/secrets/rules/secret-rotation-alarmed';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const DETAIL = { eventName: ['RotationFailed'] };

function rotated(detail: unknown = DETAIL, properties: object = {}): TestTemplate {
  return {
    Parameters: { P: { Type: 'String' } },
    Resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
      Schedule: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Secret' } } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.secretsmanager'], detail },
          Targets: [{ Id: 'T', Arn: 'arn:aws:sns:eu-west-1:111122223333:t' }],
          ...properties,
        },
      },
    },
  };
}

describe('compliant', () => {
  test.each<[unknown]>([[DETAIL], [{ ...DETAIL, additionalEventData: { SecretId: [{ Ref: 'Secret' }] } }], [undefined]])('a rule on %j', (detail) => {
    expect(check(rule, rotated(detail))).toEqual([]);
  });

  test('a metric filter on the log of a trail', () => {
    const template = rotated({ eventName: ['GetSecretValue'] });
    template.Resources.Filter = { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: '{ $.eventName = "RotationFailed" }' } };
    expect(check(rule, template)).toEqual([]);
  });

  test('a secret without rotation, which another rule reports', () => {
    expect(check(rule, { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } } })).toEqual([]);
  });

  test('constructs: SecretAudit', () => {
    const build = (isAudited: boolean) =>
      workloadOfStack((stack) => {
        const secret = new secretsmanager.Secret(stack, 'Secret');
        secret.addRotationSchedule('Rotation', { hostedRotation: secretsmanager.HostedRotation.mysqlSingleUser() });
        if (isAudited) new SecretAudit(stack, 'Audit');
      });
    expect(check(rule, build(true))).toEqual([]);
    expect(check(rule, build(false))).toEqual([expect.stringContaining('[not-alarmed]')]);
  });
});

describe('non-compliant', () => {
  test('no rule', () => {
    const template = rotated();
    delete template.Resources.Rule;
    expect(check(rule, template)).toEqual([
      'Secret[not-alarmed] Properties: neither a rule of EventBridge nor a metric filter reports failed rotation of this secret',
    ]);
  });

  test.each<[unknown, object]>([
    [{ eventName: ['RotationSucceeded'] }, {}],
    [{ ...DETAIL, additionalEventData: { SecretId: [{ Ref: 'Rule' }] } }, {}],
    [DETAIL, { State: 'DISABLED' }],
    [DETAIL, { Targets: [] }],
  ])('a rule on %j with %j', (detail, properties) => {
    expect(ids(rule, rotated(detail, properties))).toEqual(['Secret[not-alarmed]']);
  });
});

describe('undetermined', () => {
  test('a rule that may match', () => {
    expect(ids(rule, rotated({ eventName: [{ Ref: 'P' }] }))).toEqual(['Secret[undetermined]']);
  });

  test('a schedule that may belong to this secret', () => {
    const template = rotated();
    template.Resources.Schedule.Properties.SecretId = { Ref: 'P' };
    expect(ids(rule, template)).toEqual(['Secret[undetermined]']);
  });
});
