import { NestedStack, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { secretRotated } from '../../../lib/secrets/rules/secret-rotated';
import { check, ids, TestTemplate, workloadOf, workloadOfApp, workloadOfStack } from '../../gate/harness';

const secret = { Type: 'AWS::SecretsManager::Secret', Properties: {} };

function scheduled(rules: object | undefined, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Secret: secret,
      Schedule: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Secret' }, RotationRules: rules } },
    },
  };
}

describe('compliant', () => {
  test.each([
    [{ AutomaticallyAfterDays: 30 }],
    [{ AutomaticallyAfterDays: '90' }],
    [{ ScheduleExpression: 'rate(4 hours)' }],
    [{ ScheduleExpression: 'rate(90 days)' }],
    [{ ScheduleExpression: 'cron(0 16 1,15 * ? *)' }],
    [{ ScheduleExpression: 'cron(0 0 1 1/2 ? *)' }],
    [{ ScheduleExpression: 'cron(0 0 ? * SUN *)' }],
  ])('%j', (rules) => {
    expect(check(secretRotated, scheduled(rules))).toEqual([]);
  });

  test('a schedule in another stack, by import, and in a nested stack, by parameter', () => {
    const workload = workloadOfApp((app) => {
      const owner = new Stack(app, 'Owner');
      const [a, b] = ['A', 'B'].map((id) => new secretsmanager.Secret(owner, id));
      const hostedRotation = () => secretsmanager.HostedRotation.mysqlSingleUser();
      new secretsmanager.RotationSchedule(new Stack(app, 'Other'), 'Schedule', { secret: a, hostedRotation: hostedRotation() });
      new secretsmanager.RotationSchedule(new NestedStack(owner, 'Nested'), 'Schedule', { secret: b, hostedRotation: hostedRotation() });
    });
    expect(check(secretRotated, workload)).toEqual([]);
  });
});

describe('compliant through the attachment to a database', () => {
  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      const database = new rds.DatabaseInstance(stack, 'Database', { vpc, engine: rds.DatabaseInstanceEngine.POSTGRES });
      database.addRotationSingleUser();
      const attached = new rds.DatabaseSecret(stack, 'Other', { username: 'other' }).attach(database);
      attached.addRotationSchedule('Rotation', { hostedRotation: secretsmanager.HostedRotation.postgreSqlSingleUser() });
    });
    expect(check(secretRotated, workload)).toEqual([]);
  });

  test('a schedule in another template', () => {
    const workload = workloadOf(
      {
        Resources: { Secret: secret, Attachment: { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: { Ref: 'Secret' } } } },
        Outputs: { Id: { Value: { Ref: 'Attachment' }, Export: { Name: 'Id' } } },
      },
      {
        Resources: {
          Schedule: {
            Type: 'AWS::SecretsManager::RotationSchedule',
            Properties: { SecretId: { 'Fn::ImportValue': 'Id' }, RotationRules: { AutomaticallyAfterDays: 30 } },
          },
        },
      },
    );
    expect(check(secretRotated, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('no schedule', () => {
    expect(check(secretRotated, { Resources: { Secret: secret } })).toEqual([
      'Secret[not-rotated] Properties: no rotation schedule refers to this secret',
    ]);
  });

  test('a schedule of another secret', () => {
    const template = scheduled({ AutomaticallyAfterDays: 30 });
    template.Resources.Other = secret;
    expect(ids(secretRotated, template)).toEqual(['Other[not-rotated]']);
  });

  test.each([[{ AutomaticallyAfterDays: 1000 }], [{ ScheduleExpression: 'rate(91 days)' }], [{ ScheduleExpression: 'cron(0 0 1 1/4 ? *)' }]])(
    '%j',
    (rules) => {
      expect(ids(secretRotated, scheduled(rules))).toEqual(['Secret[rotated-too-rarely]']);
    },
  );

  test.each([
    ['cron(0 0 1 1/4 ? *)', 'Secret[rotated-too-rarely]', 'leaves up to 123 days between rotations; at most 90 are allowed'],
    ['cron(0 0 30 2 ? *)', 'Secret[not-rotated]', 'never runs'],
    ['cron(0 8 1 * ? 2021)', 'Secret[not-rotated]', 'never runs'],
  ])('%s', (expression, id, message) => {
    expect(check(secretRotated, scheduled({ ScheduleExpression: expression }))).toEqual([
      `${id} Properties: rotation schedule template0.json/Schedule ${message}`,
    ]);
  });

  test('an attachment without a schedule', () => {
    const template: TestTemplate = {
      Resources: { Secret: secret, Attachment: { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: { Ref: 'Secret' } } } },
    };
    expect(ids(secretRotated, template)).toEqual(['Secret[not-rotated]']);
  });

  test('no interval', () => {
    expect(ids(secretRotated, scheduled(undefined))).toEqual(['Secret[not-rotated]']);
  });

  test('a threshold of one week', () => {
    expect(ids(secretRotated, scheduled({ AutomaticallyAfterDays: 30 }), { maxRotationDays: 7 })).toEqual(['Secret[rotated-too-rarely]']);
  });

  test('a conditional schedule', () => {
    const template = scheduled({ AutomaticallyAfterDays: 30 }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    template.Resources.Schedule.Condition = 'IsProd';
    expect(check(secretRotated, template)).toEqual([
      'Secret[not-rotated] Properties: no rotation schedule refers to this secret (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('an interval from a parameter', () => {
    const template = scheduled({ AutomaticallyAfterDays: { Ref: 'Days' } }, { Parameters: { Days: { Type: 'Number' } } });
    expect(check(secretRotated, template)).toEqual([
      'Secret[undetermined] Properties: the value of parameter Days is given at deployment ' +
        '(template0.json/Schedule Properties.RotationRules.AutomaticallyAfterDays)',
    ]);
  });

  test('a default value that may be replaced', () => {
    const template = scheduled({ AutomaticallyAfterDays: { Ref: 'Days' } }, { Parameters: { Days: { Type: 'Number', Default: 365 } } });
    expect(ids(secretRotated, template)).toEqual(['Secret[rotated-too-rarely]', 'Secret[undetermined]']);
  });

  test('a schedule that may belong to this secret', () => {
    const template = scheduled({ AutomaticallyAfterDays: 30 }, { Parameters: { Id: { Type: 'String' } } });
    template.Resources.Schedule.Properties.SecretId = { Ref: 'Id' };
    expect(ids(secretRotated, template)).toEqual(['Secret[undetermined]']);
  });

  test('an invalid schedule', () => {
    expect(ids(secretRotated, scheduled({ ScheduleExpression: 'fortnightly' }))).toEqual(['Secret[undetermined]']);
    expect(ids(secretRotated, scheduled({ ScheduleExpression: 'cron(0 0 1 * ? 2030)' }))).toEqual(['Secret[undetermined]']);
  });
});
