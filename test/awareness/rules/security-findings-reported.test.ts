import { securityFindingsReported as rule } from '../../../lib/awareness/rules/security-findings-reported';
import { check, ids, TestTemplate } from '../../gate/harness';

const found = (Type: string, Properties: object, more: object = {}) => ids(rule, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties }, ...more } } as TestTemplate);
const OPEN = { Ref: 'Open' };

describe('turned off', () => {
  const feature = (Name: string, Status: unknown) => ({ Enable: true, Features: [{ Name, Status }] });
  const control = (id: string, more: object = {}) => ({ DisabledStandardsControls: [{ StandardsControlArn: `arn:aws:securityhub:eu-west-1:111122223333:control/aws-foundational-security-best-practices/v/1.0.0/${id}`, ...more }] });

  test.each<[string, object, boolean]>([
    ['AWS::GuardDuty::Detector', { Enable: false }, true],
    ['AWS::GuardDuty::Detector', { Enable: true }, false],
    ['AWS::GuardDuty::Detector', feature('LAMBDA_NETWORK_LOGS', 'DISABLED'), true],
    ['AWS::GuardDuty::Detector', feature('LAMBDA_NETWORK_LOGS', 'ENABLED'), false],
    ['AWS::GuardDuty::Detector', feature('EKS_AUDIT_LOGS', 'DISABLED'), false],
    ['AWS::Macie::Session', { Status: 'PAUSED' }, true],
    ['AWS::Macie::Session', {}, false],
    ['AWS::CloudTrail::Trail', { IsLogging: false }, true],
    ['AWS::CloudTrail::Trail', { IsLogging: true }, false],
    ['AWS::CloudTrail::EventDataStore', { IngestionEnabled: false }, true],
    ['AWS::CloudTrail::EventDataStore', {}, false],
    ['AWS::SecurityHub::Standard', control('Lambda.2'), true],
    ['AWS::SecurityHub::Standard', control('Lambda.2', { Reason: 'the images are scanned elsewhere' }), false],
    ['AWS::SecurityHub::Standard', control('EC2.8'), false],
  ])('%s %j: %s', (type, properties, isOff) => expect(found(type, properties)).toEqual(isOff ? ['It[turned-off]'] : []));

  test.each<[string, object]>([
    ['AWS::GuardDuty::Detector', { Enable: OPEN }],
    ['AWS::GuardDuty::Detector', feature('LAMBDA_NETWORK_LOGS', OPEN)],
    ['AWS::Macie::Session', { Status: OPEN }],
    ['AWS::CloudTrail::Trail', { IsLogging: OPEN }],
  ])('undetermined: %s %j', (type, properties) => expect(found(type, properties)).toEqual(['It[undetermined]']));

  test('the message has the value', () => {
    expect(check(rule, { Resources: { It: { Type: 'AWS::Macie::Session', Properties: { Status: 'PAUSED' } } } })).toEqual(['It[turned-off] Properties.Status: it is PAUSED, so nothing is recorded or found']);
  });
});

describe('suppressed', () => {
  const filter = (Criterion: unknown, Action: unknown = 'ARCHIVE') => ({ Action, FindingCriteria: { Criterion } });
  const automation = (Criteria: unknown, Status: unknown = 'SUPPRESSED', more: object = {}) => ({ Criteria, Actions: [{ Type: 'FINDING_FIELDS_UPDATE', FindingFieldsUpdate: { Workflow: { Status } } }], ...more });
  const archive = (...Filter: object[]) => ({ ArchiveRules: [{ RuleName: 'r', Filter }] });
  const PRODUCT = { ProductName: [{ Comparison: 'EQUALS', Value: 'Inspector' }] };

  test.each<[string, object, boolean]>([
    ['AWS::GuardDuty::Filter', filter({ severity: { Gte: 0 } }), true],
    ['AWS::GuardDuty::Filter', filter({ accountId: { Eq: ['111122223333'] } }), true],
    ['AWS::GuardDuty::Filter', filter({ type: { Neq: ['Recon:EC2/Portscan'] } }), true],
    ['AWS::GuardDuty::Filter', filter({}), true],
    ['AWS::GuardDuty::Filter', filter({ type: { Eq: ['Recon:EC2/Portscan'] } }), false],
    ['AWS::GuardDuty::Filter', filter({ 'severity': { Gte: 4 }, 'resource.instanceDetails.instanceId': { Equals: ['i-1'] } }), false],
    ['AWS::GuardDuty::Filter', filter({ severity: { Lt: 4 } }), false],
    ['AWS::GuardDuty::Filter', filter({ severity: { Lt: 9 } }), true],
    ['AWS::GuardDuty::Filter', filter({ severity: { Gte: 0 } }, 'NOOP'), false],
    ['AWS::Macie::FindingsFilter', filter({ 'severity.description': { eq: ['High'] } }), true],
    ['AWS::Macie::FindingsFilter', filter({ 'resourcesAffected.s3Bucket.name': { eq: ['logs'] } }), false],
    ['AWS::SecurityHub::AutomationRule', automation(PRODUCT), true],
    ['AWS::SecurityHub::AutomationRule', automation({ ...PRODUCT, ResourceId: [{ Comparison: 'EQUALS', Value: 'arn:aws:s3:::logs' }] }), false],
    ['AWS::SecurityHub::AutomationRule', { Criteria: PRODUCT, Actions: [{ FindingFieldsUpdate: { Severity: { Label: 'INFORMATIONAL' } } }] }, true],
    ['AWS::SecurityHub::AutomationRule', { Criteria: PRODUCT, Actions: [{ FindingFieldsUpdate: { Severity: { Label: 'CRITICAL' } } }] }, false],
    ['AWS::SecurityHub::AutomationRule', automation(PRODUCT, 'NOTIFIED'), false],
    ['AWS::SecurityHub::AutomationRule', automation(PRODUCT, 'SUPPRESSED', { RuleStatus: 'DISABLED' }), false],
    ['AWS::AccessAnalyzer::Analyzer', archive({ Property: 'isPublic', Eq: ['true'] }), true],
    ['AWS::AccessAnalyzer::Analyzer', archive({ Property: 'isPublic', Eq: ['true'] }, { Property: 'resource', Eq: ['arn:aws:s3:::www'] }), false],
    ['AWS::AccessAnalyzer::Analyzer', {}, false],
  ])('%s %j: %s', (type, properties, isHidden) => expect(found(type, properties)).toEqual(isHidden ? ['It[suppressed]'] : []));

  test.each<[string, object]>([
    ['AWS::GuardDuty::Filter', filter({ type: { Eq: ['x'] } }, OPEN)],
    ['AWS::GuardDuty::Filter', filter(OPEN)],
    ['AWS::SecurityHub::AutomationRule', automation(PRODUCT, OPEN)],
  ])('undetermined: %s %j', (type, properties) => expect(found(type, properties)).toEqual(['It[undetermined]']));
});

describe('severe findings that are left out', () => {
  const RULE = 'AWS::Events::Rule';
  const on = (source: string, detail: object) => ({ EventPattern: { source: [`aws.${source}`], detail }, Targets: [{ Id: 'T', Arn: { Ref: 'Topic' } }] });
  const guardDuty = (...severity: unknown[]) => on('guardduty', { severity });

  test.each<[object, boolean]>([
    [guardDuty({ numeric: ['>', 10] }), true],
    [guardDuty({ numeric: ['>=', 4, '<', 7] }), true],
    [guardDuty({ numeric: ['<=', 3.9] }), true],
    [guardDuty(1, 2, 3), true],
    [guardDuty({ numeric: ['>=', 4] }), false],
    [guardDuty({ numeric: ['=', 3] }, { numeric: ['>=', 7, '<', 9] }), false],
    [guardDuty({ 'anything-but': [1] }), false],
    [guardDuty(7, 8), false],
    [on('guardduty', { type: ['Recon:EC2/Portscan'] }), false],
    [on('inspector2', { severity: ['Critical'] }), true],
    [on('inspector2', { severity: ['CRITICAL', 'HIGH'] }), false],
    [on('securityhub', { findings: { Severity: { Label: ['LOW', 'critical'] } } }), true],
    [on('securityhub', { findings: { Severity: { Label: [{ 'equals-ignore-case': 'critical' }] } } }), false],
    [on('macie', { severity: { description: ['Low'] } }), true],
    [on('securityhub', { findings: { Severity: { Label: [{ 'anything-but': ['CRITICAL', 'HIGH'] }] } } }), true],
    [on('securityhub', { findings: { Severity: { Label: [{ 'anything-but': ['INFORMATIONAL', 'LOW'] }] } } }), false],
    [on('securityhub', { findings: { $or: [{ Severity: { Label: ['LOW'] } }, { Severity: { Label: [{ prefix: 'INFO' }] } }] } }), true],
    [on('securityhub', { findings: { $or: [{ Severity: { Label: ['LOW'] } }, { ProductName: ['Inspector'] }] } }), false],
    [on('guardduty', { severity: [{ exists: false }] }), true],
    [on('inspector2', { status: ['CLOSED'] }), true],
    [on('inspector2', { status: ['ACTIVE'] }), false],
    [{ EventPattern: { 'source': [{ prefix: 'aws.guard' }], 'detail-type': [{ wildcard: 'GuardDuty*' }], 'detail': { severity: [1] } } }, true],
    [{ EventPattern: { source: [{ prefix: 'aws.' }], detail: { severity: [1] } } }, false],
    [{ EventPattern: { 'source': ['aws.securityhub'], 'detail-type': ['Security Hub Findings - Custom Action'], 'detail': { findings: [{ Severity: { Label: ['LOW'] } }] } } }, false],
    [on('health', { eventTypeCategory: ['issue'] }), false],
    [on('s3', { severity: ['Critical'] }), false],
  ])('%j: %s', (properties, isLeftOut) => expect(found(RULE, properties)).toEqual(isLeftOut ? ['It[severe-left-out]'] : []));

  test('compliant: another rule matches them; it has to be enabled, and about the same service', () => {
    const low = guardDuty({ numeric: ['<', 4] });
    const other = (properties: object, more: object = {}) => found(RULE, low, { Other: { Type: RULE, Properties: { ...properties, ...more } } });
    expect(other(guardDuty({ numeric: ['>=', 4] }))).toEqual([]);
    expect(other(guardDuty({ numeric: ['>=', 4] }), { State: 'DISABLED' })).toEqual(['It[severe-left-out]']);
    expect(other(on('inspector2', { severity: ['HIGH'] }))).toEqual(['It[severe-left-out]']);
  });

  test('undetermined: the severity is known only at deployment', () => {
    expect(found(RULE, guardDuty({ numeric: ['>=', OPEN] }))).toEqual(['It[undetermined]']);
  });

  const subscribed = (FilterPolicy: unknown, more: object = {}, others: object = {}) => ids(rule, {
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      Rule: { Type: RULE, Properties: guardDuty({ numeric: ['>=', 4] }) },
      It: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' }, FilterPolicyScope: 'MessageBody', FilterPolicy, ...more } },
      ...others,
    },
  } as TestTemplate);

  test('subscriptions', () => {
    const low = { detail: { severity: [{ numeric: ['<', 4] }] } };
    const all = { Other: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' } } } };
    expect(subscribed(low)).toEqual(['It[severe-left-out]']);
    expect(subscribed(JSON.stringify(low))).toEqual(['It[severe-left-out]']);
    expect(subscribed(low, {}, all)).toEqual([]);
    expect(subscribed(low, { FilterPolicyScope: 'MessageAttributes' })).toEqual([]);
    expect(subscribed({ detail: { severity: [{ numeric: ['>=', 7] }] } })).toEqual([]);
    expect(subscribed(undefined)).toEqual([]);
  });
});

describe('a trail from whose log metric filters count', () => {
  const DATA = { IncludeManagementEvents: false, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] };
  const category = (...Equals: string[]) => ({ FieldSelectors: [{ Field: 'eventCategory', Equals }] });
  const counting = (trail: object, FilterPattern = '{ ($.eventName = DeleteTrail) || ($.eventName = "StopLogging") }') => ids(rule, {
    Parameters: { Open: { Type: 'String' } },
    Resources: {
      It: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['Log', 'Arn'] }, ...trail } },
      Log: { Type: 'AWS::Logs::LogGroup' },
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: { Ref: 'Log' }, FilterPattern } },
    },
  } as TestTemplate);

  test.each<[string, string[], string[]]>([
    ['management events by default', counting({}), []],
    ['management events besides data', counting({ EventSelectors: [{ ...DATA, IncludeManagementEvents: true }] }), []],
    ['management events of an advanced selector', counting({ AdvancedEventSelectors: [category('Data'), category('Management')] }), []],
    ['data, and the filter counts data', counting({ EventSelectors: [DATA] }, '{ $.eventName = "DeleteObject" }'), []],
    ['data alone', counting({ EventSelectors: [DATA] }), ['It[turned-off]']],
    ['data alone by an advanced selector', counting({ AdvancedEventSelectors: [category('Data')] }), ['It[turned-off]']],
    ['reads, and the filter counts changes', counting({ EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }), ['It[turned-off]']],
    ['reads, and the filter counts reads', counting({ EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }, '{ $.eventName = "GetSecretValue" }'), []],
    ['changes', counting({ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }), []],
    ['events of one service, which may be that of the call', counting({ AdvancedEventSelectors: [{ FieldSelectors: [...category('Management').FieldSelectors, { Field: 'eventSource', Equals: ['iam.amazonaws.com'] }] }] }), []],
    ['what is known only at deployment', counting({ EventSelectors: [{ IncludeManagementEvents: { Ref: 'Open' } }] }), ['It[undetermined]']],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected));
});
