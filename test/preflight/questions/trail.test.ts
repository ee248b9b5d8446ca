import { answersTo, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

function rule(source = 'aws.secretsmanager', State = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', type = 'AWS API Call via CloudTrail') {
  return { Type: 'AWS::Events::Rule', Properties: { State, EventPattern: { 'source': [source], 'detail-type': [type], 'detail': { eventName: ['GetSecretValue'] } } } };
}

const TRAIL = { Name: 'audit', TrailARN: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit', HomeRegion: 'eu-west-1' };
const ALL = { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] }] };

function trail(selectors: object, IsLogging = true): void {
  scene.aws.on('cloudtrail:DescribeTrails', { trailList: [TRAIL] });
  scene.aws.on('cloudtrail:GetTrailStatus', ({ Name }, region) => (Name === TRAIL.TrailARN && region === 'eu-west-1' ? { IsLogging } : new Failure(400, 'TrailNotFoundException')));
  scene.aws.on('cloudtrail:GetEventSelectors', selectors);
}

async function answers(resources: { readonly [logicalId: string]: object } = { Rule: rule() }): Promise<string[]> {
  return answersTo('trail', await scene.ask([stack(resources)]));
}

test('fails without a trail, because the rules never match', async () => {
  scene.aws.on('cloudtrail:DescribeTrails', { trailList: [] });
  expect(await answers()).toEqual(['fails There is no trail, so the rules deploy but never match. [Orders/Rule]']);
});

test('is ready with a trail of all management events, which is read in its home Region', async () => {
  trail(ALL);
  expect(await answers()).toEqual(['ready Trail audit does. [Orders/Rule]']);
});

test('fails if the trail is not logging', async () => {
  trail(ALL, false);
  expect(await answers()).toEqual(['fails No trail does, so the rules deploy but never match: audit is not logging. [Orders/Rule]']);
});

const basic = (selector: object) => ({ EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All', ...selector }] });
const advanced = (...fields: object[]) => ({ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...fields] }] });

test.each<[string, object, object, string]>([
  ['no management events', rule(), basic({ IncludeManagementEvents: false }), 'does not log all reads and writes of secretsmanager.amazonaws.com'],
  ['only writes, for a rule on reads', rule(), basic({ ReadWriteType: 'WriteOnly' }), 'does not log all reads of secretsmanager.amazonaws.com'],
  ['only reads', rule('aws.secretsmanager', 'ENABLED'), basic({ ReadWriteType: 'ReadOnly' }), 'does not log all writes of secretsmanager.amazonaws.com'],
  ['no events of KMS, for a rule on KMS', rule('aws.kms'), basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }), 'does not log all reads and writes of kms.amazonaws.com'],
  ['only data events', rule(), { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] }, 'does not log all reads and writes of secretsmanager.amazonaws.com'],
  ['only writes, by advanced selectors', rule(), advanced({ Field: 'readOnly', Equals: ['false'] }), 'does not log all reads of secretsmanager.amazonaws.com'],
  ['no events of KMS, by advanced selectors', rule('aws.kms'), advanced({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }), 'does not log all reads and writes of kms.amazonaws.com'],
  ['one event only', rule(), advanced({ Field: 'eventName', Equals: ['DeleteSecret'] }), 'does not log all reads and writes of secretsmanager.amazonaws.com'],
])('fails with a trail of %s', async (_, resource, selectors, reason) => {
  trail(selectors);
  expect(await answers({ Rule: resource })).toEqual([`fails No trail does, so the rules deploy but never match: audit ${reason}. [Orders/Rule]`]);
});

test.each<[string, object, object]>([
  ['only writes, for a rule on writes', rule('aws.secretsmanager', 'ENABLED'), basic({ ReadWriteType: 'WriteOnly' })],
  ['no events of KMS, for a rule on secrets', rule(), basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] })],
  ['all, by advanced selectors', rule(), advanced()],
  ['no KMS events, with advanced selectors, for a rule on secrets', rule(), advanced({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] })],
  ['two halves', rule(), { EventSelectors: [{ ReadWriteType: 'WriteOnly' }, { ReadWriteType: 'ReadOnly' }] }],
  ['events of secrets, with advanced selectors', rule(), advanced({ Field: 'eventSource', Equals: ['secretsmanager.amazonaws.com'] })],
  ['only writes, by advanced selectors, for a rule on writes', rule('aws.secretsmanager', 'ENABLED'), advanced({ Field: 'readOnly', Equals: ['false'] })],
])('is ready with a trail of %s', async (_, resource, selectors) => {
  trail(selectors);
  expect(await answers({ Rule: resource })).toEqual(['ready Trail audit does. [Orders/Rule]']);
});

test('is ready with one of several trails, even if another can’t be read', async () => {
  trail(ALL);
  const other = { Name: 'organization', TrailARN: 'arn:aws:cloudtrail:eu-west-1:999999999999:trail/organization', HomeRegion: 'eu-west-1' };
  scene.aws.on('cloudtrail:DescribeTrails', { trailList: [other, TRAIL] });
  expect(await answers()).toEqual(['ready Trail audit does. [Orders/Rule]']);
  scene.aws.on('cloudtrail:DescribeTrails', { trailList: [other] });
  scene.aws.on('cloudtrail:GetTrailStatus', new Failure(400, 'AccessDeniedException'));
  expect(await answers()).toEqual(['unknown The credentials may not call cloudtrail:GetTrailStatus (AccessDeniedException). [Orders/Rule]']);
});

test.each<[string, object]>([
  ['rules on other events', rule('aws.inspector2', 'ENABLED', 'Inspector2 Finding')],
  ['rules on a schedule', { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)' } }],
])('the question is not asked for %s', async (_, resource) => {
  expect(await answers({ Rule: resource })).toEqual([]);
});

test('uses a trail of the templates if it logs the events', async () => {
  const own = (properties: object) => ({ Rule: rule(), Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'trails', ...properties } } });
  scene.aws.on('cloudtrail:DescribeTrails', { trailList: [] });
  expect(await answers(own({ IsLogging: true }))).toEqual([]);
  expect(await answers(own({ IsLogging: true, ...ALL }))).toEqual([]);
  expect(await answers(own({ IsLogging: false }))).toHaveLength(1);
  expect(await answers(own({ IsLogging: true, ...basic({ ReadWriteType: 'WriteOnly' }) }))).toHaveLength(1);
});
