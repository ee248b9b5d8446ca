import { feedScheduled } from '../../../lib/awareness/rules/feed-scheduled';
import { ids, TestTemplate } from '../../gate/harness';

const schedule = (Input: unknown, more: object = {}) => ({
  Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'rate(1 hour)', Target: { Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, Input }, ...more },
});
const template = (schedules: object, properties: object = {}): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: {
    Fn: { Type: 'AWS::Lambda::Function', Properties: properties, Metadata: { 'cdk-sec3:bulletin-feed': ['aws', 'kev'] } },
    ...(schedules as TestTemplate['Resources']),
  },
});
const read = (source: string) => schedule(`{"action":"read","source":"${source}"}`);
const digest = schedule('{"action":"digest"}');

test('compliant: a schedule for each source and for the digest', () => {
  expect(ids(feedScheduled, template({ Aws: read('aws'), Kev: read('kev'), Digest: digest }))).toEqual([]);
  expect(ids(feedScheduled, { Resources: { Fn: { Type: 'AWS::Lambda::Function' } } })).toEqual([]);
});

test('non-compliant: a schedule is missing or disabled', () => {
  expect(ids(feedScheduled, template({ Aws: read('aws'), Digest: digest }))).toEqual(['Fn[not-scheduled]']);
  expect(ids(feedScheduled, template({ Aws: read('aws'), Kev: schedule('{"source":"kev"}', { State: 'DISABLED' }), Digest: digest }))).toEqual(['Fn[not-scheduled]']);
  expect(ids(feedScheduled, template({ Aws: read('aws'), Kev: schedule('{"source":"kev"}', { EndDate: '2025-01-01T00:00:00Z' }), Digest: digest }))).toEqual(['Fn[not-scheduled]']);
  expect(ids(feedScheduled, template({ Aws: read('aws'), Kev: schedule('{"source":"kev"}', { ScheduleExpression: 'at(2030-01-01T00:00:00)' }), Digest: digest }))).toEqual(['Fn[not-scheduled]']);
  expect(ids(feedScheduled, template({}))).toEqual(['Fn[not-scheduled]', 'Fn[not-scheduled]', 'Fn[not-scheduled]']);
});

test('non-compliant: the function has a reserved concurrency of 0', () => {
  expect(ids(feedScheduled, template({ Aws: read('aws'), Kev: read('kev'), Digest: digest }, { ReservedConcurrentExecutions: 0 }))).toEqual(['Fn[never-runs]']);
});

test('undetermined: whether a schedule is enabled is known only at deployment', () => {
  const open = schedule('{"source":"kev"}', { State: { Ref: 'Open' } });
  expect(ids(feedScheduled, template({ Aws: read('aws'), Kev: open, Digest: digest }))).toEqual(['Fn[undetermined]']);
});
