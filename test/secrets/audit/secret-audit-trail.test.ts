import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SecretAudit, SecretAuditProps } from '../../../lib/secrets/audit/secret-audit';
import { SecretAuditTrail } from '../../../lib/secrets/audit/secret-audit-trail';
import { packFindings } from '../../secure/packs';
import { secretIn } from '../fixtures';

function build(props: (stack: Stack) => SecretAuditProps): { audit: SecretAudit; template: Template } {
  const stack = new Stack(new App(), 'Stack');
  new secretsmanager.Secret(stack, 'Secret');
  const audit = new SecretAudit(stack, 'Audit', props(stack));
  return { audit, template: Template.fromStack(stack) };
}

describe('create', () => {
  test('creates a trail of one Region with all management events, and a bucket that only CloudTrail writes', () => {
    const { audit, template } = build(() => ({ trail: SecretAuditTrail.create() }));
    template.hasResource('AWS::CloudTrail::Trail', {
      Properties: {
        IsLogging: true,
        IsMultiRegionTrail: false,
        IncludeGlobalServiceEvents: false,
        EnableLogFileValidation: true,
        EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }],
      },
      DependsOn: [Match.stringLikeRegexp('TrailBucketPolicy')],
    });
    template.hasResource('AWS::S3::Bucket', {
      Properties: {
        BucketEncryption: Match.anyValue(),
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 365 })]) },
      },
      DeletionPolicy: 'Retain',
    });
    const trails = Match.objectLike({ ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':trail/*'])] } } });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
          Match.objectLike({ Action: 's3:GetBucketAcl', Principal: { Service: 'cloudtrail.amazonaws.com' }, Condition: trails }),
          Match.objectLike({ Action: 's3:PutObject', Principal: { Service: 'cloudtrail.amazonaws.com' }, Condition: trails }),
        ],
      },
    });
    expect(audit.trail).toBeDefined();
    expect(audit.trailBucket).toBeDefined();
  });

  test('creates a trail of all Regions with the given retention', () => {
    const { template } = build(() => ({ trail: SecretAuditTrail.create({ multiRegion: true, retention: Duration.days(90) }) }));
    template.hasResourceProperties('AWS::CloudTrail::Trail', { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true });
    template.hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 90 })]) } });
  });

  test('creates one trail for all audits of a stack that share it', () => {
    const trail = SecretAuditTrail.create();
    const { audit, template } = build((stack) => ({ trail, topic: new SecretAudit(stack, 'First', { trail }).topic }));
    template.resourceCountIs('AWS::CloudTrail::Trail', 1);
    expect(audit.trail!.node.path).toBe('Stack/First/Trail');
  });

  test('rejects a retention that S3 does not support', () => {
    expect(() => SecretAuditTrail.create({ retention: Duration.hours(30) })).toThrow('SecretAuditTrail.create: retention is 1 day 6 hours; whole days from 1 on are expected');
  });
});

test('a given trail is not changed, and the first read follows it', () => {
  const { audit, template } = build((stack) => ({ trail: SecretAuditTrail.fromTrail(new cloudtrail.Trail(stack, 'Mine')) }));
  template.resourceCountIs('AWS::CloudTrail::Trail', 1);
  template.hasResource('AWS::SecretsManager::RotationSchedule', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Mine')]) });
  expect(audit.trail).toBeUndefined();
});

describe('existing', () => {
  const findings = (trail?: SecretAuditTrail) => {
    const { open } = packFindings((stack) => {
      new secretsmanager.CfnSecret(stack, 'Plain');
      secretIn(stack);
      new SecretAudit(stack, 'Audit', { trail });
    });
    return open.filter((finding) => finding.startsWith('Sec3-SecretAudited['));
  };

  test('without a statement about a trail, the gate is undetermined', () => {
    const undetermined = ['Audit/Canary/Resource', 'Plain', 'Secret/Resource'].map((path) => `Sec3-SecretAudited[undetermined] Stack/${path}`);
    expect(findings()).toEqual(undetermined);
    expect(findings(SecretAuditTrail.existing('org'))).toEqual([]);
    expect(findings(SecretAuditTrail.existing('The organization has trail "all-accounts" with management events'))).toEqual([]);
    expect(findings(SecretAuditTrail.create())).toEqual([]);
  });

  test('requires a description of the trail', () => {
    expect(() => SecretAuditTrail.existing(' a ')).toThrow('SecretAuditTrail.existing: " a " does not identify the trail: specify its name or its owner');
  });
});
