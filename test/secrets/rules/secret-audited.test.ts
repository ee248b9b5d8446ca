import { App, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SecretAudit } from '../../../lib/secrets/audit/secret-audit';
import { SecretAuditTrail } from '../../../lib/secrets/audit/secret-audit-trail';
import { secretAudited as rule } from '../../../lib/secrets/rules/secret-audited';
import { check, ids, TestTemplate, workloadOf, workloadOfApp, workloadOfStack } from '../../gate/harness';

const ALL = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

const READS = { 'source': ['aws.secretsmanager'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['GetSecretValue'] } };

/** A trail that records everything. */
const TRAIL = { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, EnableLogFileValidation: true, S3BucketName: 'trail' } };

function watched(pattern: unknown, properties: object = {}, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Trail: TRAIL,
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'payments' } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: pattern, State: ALL, Targets: [{ Id: 'T', Arn: 'arn:aws:sns:eu-west-1:111122223333:t' }], ...properties },
      },
    },
  };
}

const withId = (secretId: unknown) => ({ ...READS, detail: { ...READS.detail, requestParameters: { secretId } } });

const withName = (eventName: unknown) => ({ ...READS, detail: { eventName } });

/** Returns a secret, with a metric filter on the logs of a trail. */
function counted(FilterPattern: unknown): TestTemplate {
  const template = watched({ source: ['aws.s3'] });
  template.Resources.Filter = { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern } };
  return template;
}

describe('compliant', () => {
  test.each<[unknown]>([
    [READS],
    [{ source: ['aws.secretsmanager'] }],
    [{ detail: { eventSource: ['secretsmanager.amazonaws.com'] } }],
    [withName([{ prefix: 'Get' }])],
    [withName([{ suffix: 'Value' }])],
    [withName([{ wildcard: '*Secret*' }])],
    [withName([{ exists: true }])],
    [withName(['PutSecretValue', { 'anything-but': ['DescribeSecret', { prefix: 'List' }] }])],
    [withId([{ Ref: 'Secret' }])],
    [withId(['other', 'payments'])],
    [withId([{ prefix: 'pay' }])],
    [withId([{ prefix: { Ref: 'Secret' } }])],
  ])('a rule on %j', (pattern) => {
    expect(check(rule, watched(pattern))).toEqual([]);
  });

  test.each(['{ $.eventName = "GetSecretValue" }', '{ ($.eventName = GetSecretValue) && ($.errorCode NOT EXISTS) }', 'GetSecretValue', '?"GetSecretValue" ?DeleteSecret'])(
    'a metric filter on the log of a trail: %s',
    (pattern) => expect(check(rule, counted(pattern))).toEqual([]),
  );

  test('a rule on the attachment to a database', () => {
    const template = watched(withId([{ Ref: 'Attachment' }]));
    template.Resources.Attachment = { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: { Ref: 'Secret' } } };
    expect(check(rule, template)).toEqual([]);
  });

  test('constructs: SecretAudit of a stack, and of an app', () => {
    const own = workloadOfStack((stack) => {
      new secretsmanager.Secret(stack, 'Secret');
      new secretsmanager.CfnSecret(stack, 'Plain');
      new SecretAudit(stack, 'Audit', { trail: SecretAuditTrail.create() });
    });
    expect(check(rule, own)).toEqual([]);
    const app = workloadOfApp((root: App) => {
      for (const id of ['A', 'B']) new secretsmanager.Secret(new Stack(root, id), 'Secret');
      new SecretAudit(new Stack(root, 'Watch'), 'Audit', { within: root, trail: SecretAuditTrail.create() });
    });
    expect(app.resources('AWS::SecretsManager::Secret')).toHaveLength(3);
    expect(check(rule, app)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each(['{ $.eventName != "GetSecretValue" }', '{ $.eventName !=GetSecretValue }', '-GetSecretValue', '-"GetSecretValue"', 'BatchGetSecretValues'])(
    'a metric filter that excludes reads: %s',
    (pattern) => expect(ids(rule, counted(pattern))).toEqual(['Secret[not-audited]']),
  );

  test('no rule', () => {
    expect(check(rule, { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } } })).toEqual([
      'Secret[not-audited] Properties: neither a rule of EventBridge nor a metric filter watches reads of this secret',
    ]);
  });

  test.each<[unknown, object]>([
    [{ source: ['aws.s3'] }, {}],
    [withName(['PutSecretValue']), {}],
    [withName([{ prefix: 'Put' }]), {}],
    [withName([{ 'anything-but': 'GetSecretValue' }]), {}],
    [withName([{ 'anything-but': { prefix: 'Get' } }]), {}],
    [withName([{ exists: false }]), {}],
    [{ ...READS, 'detail-type': ['AWS Service Event via CloudTrail'] }, {}],
    [withId(['other']), {}],
    [withId([{ Ref: 'Rule' }]), {}],
    [READS, { State: 'DISABLED' }],
    [READS, { Targets: [] }],
    [READS, { EventBusName: 'orders' }],
    [undefined, {}],
  ])('a rule on %j with %j', (pattern, properties) => {
    expect(ids(rule, watched(pattern, properties))).toEqual(['Secret[not-audited]']);
  });

  test.each([['ENABLED'], [undefined]])('a rule in state %s, which does not get read-only events', (State) => {
    expect(check(rule, watched(READS, { State }))).toEqual([
      'Secret[reads-not-seen] Properties: rule template0.json/Rule matches reads, but its state ENABLED excludes read-only events',
    ]);
  });

  test('a rule in another Region', () => {
    const workload = workloadOfApp((app) => {
      new secretsmanager.Secret(new Stack(app, 'A', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Secret');
      const other = new Stack(app, 'B', { env: { account: '111122223333', region: 'us-east-1' } });
      new SecretAudit(other, 'Audit', { secrets: [secretsmanager.Secret.fromSecretNameV2(other, 'Other', 'other')] });
    });
    expect(ids(rule, workload)).toEqual([expect.stringMatching(/^Secret.*\[not-audited\]$/), expect.stringMatching(/Canary.*\[no-trail\]$/)]);
  });

  test('a conditional rule', () => {
    const template = watched(READS, {}, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    template.Resources.Rule.Condition = 'IsProd';
    expect(check(rule, template)).toEqual([expect.stringContaining('(where parameter Env is "dev")')]);
  });
});

describe('a trail', () => {
  /** Returns a secret with a rule about its reads, and trails. */
  const recorded = (...trails: object[]): TestTemplate => {
    const template = watched(READS);
    delete template.Resources.Trail;
    trails.forEach((properties, index) => (template.Resources[`Trail${index}`] = { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, EnableLogFileValidation: true, ...properties } }));
    return template;
  };
  const select = (...selectors: object[]) => ({ EventSelectors: selectors });
  const fields = (...FieldSelectors: object[]) => ({ AdvancedEventSelectors: [{ FieldSelectors }] });
  const management = { Field: 'eventCategory', Equals: ['Management'] };

  test.each<[object]>([
    [{}],
    [select({})],
    [select({ ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: ['kms.amazonaws.com'] })],
    [select({ ReadWriteType: 'WriteOnly' }, { ReadWriteType: 'ReadOnly' })],
    [fields(management)],
    [fields(management, { Field: 'readOnly', Equals: ['true'] })],
    [fields(management, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] })],
    [fields(management, { Field: 'eventName', StartsWith: ['Get', 'Put'], NotEndsWith: ['Policy'] }, { Field: 'eventType', Equals: ['AwsApiCall'] })],
  ])('records reads: %j', (properties) => {
    expect(check(rule, recorded(properties))).toEqual([]);
    expect(check(rule, recorded({ IsLogging: false }, properties))).toEqual([]);
  });

  test.each<[object]>([
    [select({ IncludeManagementEvents: false })],
    [select({ ReadWriteType: 'WriteOnly' }, { ReadWriteType: 'All', IncludeManagementEvents: false })],
    [select({ ExcludeManagementEventSources: ['secretsmanager.amazonaws.com'] })],
    [fields({ Field: 'eventCategory', Equals: ['Data'] })],
    [fields({ Field: 'readOnly', Equals: ['true'] })],
    [fields(management, { Field: 'readOnly', Equals: ['false'] })],
    [fields(management, { Field: 'eventSource', NotEquals: ['secretsmanager.amazonaws.com'] })],
    [fields(management, { Field: 'eventSource', Equals: ['kms.amazonaws.com'] })],
    [fields(management, { Field: 'eventName', NotStartsWith: ['Get'] })],
  ])('records no reads: %j', (properties) => {
    const reason = 'selects no management events that read, or none of Secrets Manager';
    expect(check(rule, recorded(properties))).toEqual([
      `Secret[reads-not-recorded] Properties: trail template0.json/Trail0 ${reason}, and no other one in the templates records reads of this secret`,
    ]);
  });

  test.each([[false], [undefined]])('is off with IsLogging %s', (IsLogging) => {
    expect(check(rule, recorded({ IsLogging }))).toEqual([expect.stringContaining('trail template0.json/Trail0 is off')]);
  });

  test('is missing', () => {
    expect(check(rule, recorded())).toEqual([
      'Secret[no-trail] Properties: the templates contain no CloudTrail trail, so no read is reported',
    ]);
    const template = counted('GetSecretValue');
    delete template.Resources.Trail;
    expect(ids(rule, template)).toEqual(['Secret[no-trail]']);
  });

  test.each<[object]>([
    [{ IsLogging: { Ref: 'P' } }],
    [select({ ReadWriteType: { Ref: 'P' } })],
    [{ EventSelectors: { Ref: 'P' } }],
    [fields(management, { Field: 'vpcEndpointId', Equals: ['vpce-1'] })],
  ])('is undetermined: %j', (properties) => {
    const template = { ...recorded(properties), Parameters: { P: { Type: 'String' } } };
    expect(ids(rule, template)).toEqual(['Secret[undetermined]']);
  });

  test('covers one Region, and the secret has a replica in another', () => {
    const replicated = (Region: unknown, trail: object) => {
      const template = recorded(trail);
      Object.assign(template.Resources.Secret.Properties!, { ReplicaRegions: [{ Region }] });
      return { ...template, Parameters: { P: { Type: 'String' } } };
    };
    expect(check(rule, replicated('eu-central-1', {}))).toEqual([
      'Secret[replica-not-recorded] Properties.ReplicaRegions[0]: no trail records reads of the replica in eu-central-1: IsMultiRegionTrail of template0.json/Trail0 is not true',
    ]);
    expect(ids(rule, replicated('eu-central-1', { IsMultiRegionTrail: true }))).toEqual([]);
    expect(ids(rule, replicated('eu-central-1', { IsMultiRegionTrail: { Ref: 'P' } }))).toEqual(['Secret[undetermined]']);
  });

  test('does not validate its log files (compliant if another trail does)', () => {
    const unvalidated = { EnableLogFileValidation: false };
    expect(check(rule, recorded(unvalidated))).toEqual([
      'Secret[log-unvalidated] Properties: trail template0.json/Trail0 has no EnableLogFileValidation, so changes of its log go unnoticed',
    ]);
    expect(ids(rule, recorded(unvalidated, {}))).toEqual([]);
  });

  test.each<[object, string | undefined]>([
    [{}, 'no-trail'], [{ isMultiRegionTrail: true }, undefined], [{ isOrganizationTrail: true }, undefined],
  ])('of another Region, with %j: %s', (properties, id) => {
    const account = '111122223333';
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'A', { env: { account, region: 'eu-west-1' } });
      new secretsmanager.Secret(stack, 'Secret');
      new SecretAudit(stack, 'Audit');
      new cloudtrail.CfnTrail(new Stack(app, 'B', { env: { account, region: 'us-east-1' } }), 'Trail', { isLogging: true, enableLogFileValidation: true, s3BucketName: 'trail', ...properties });
    });
    expect(ids(rule, workload).map((found) => found.replace(/^.*\[(.*)\]/, '$1'))).toEqual(id === undefined ? [] : [id, id]);
  });
});

describe('undetermined', () => {
  const parameters = { Parameters: { P: { Type: 'String' } } };

  test.each<[unknown, object]>([
    [withName([{ Ref: 'P' }]), {}],
    [withName([{ fuzzy: 'GetSecret' }]), {}],
    [withId([{ Ref: 'P' }]), {}],
    [JSON.stringify(READS), {}],
    [{ Ref: 'P' }, {}],
    [READS, { State: { Ref: 'P' } }],
    [READS, { EventBusName: { Ref: 'P' } }],
  ])('a rule on %j with %j', (pattern, properties) => {
    expect(ids(rule, watched(pattern, properties, parameters))).toEqual(['Secret[undetermined]']);
  });

  test('an unknown rule matters only if no other one audits', () => {
    const template = watched({ Ref: 'P' }, {}, parameters);
    template.Resources.Known = watched(READS).Resources.Rule;
    expect(check(rule, template)).toEqual([]);
    expect(ids(rule, workloadOf(watched({ Ref: 'P' }, {}, parameters)))).toEqual(['Secret[undetermined]']);
  });
});
