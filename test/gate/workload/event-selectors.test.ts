import { advancedRecords, basicRecords } from '../../../lib/gate';

const READ = { readOnly: true, eventSource: 'kms.amazonaws.com', eventName: 'Decrypt' };
const WRITE = { ...READ, readOnly: false };

test.each<[object, boolean, boolean]>([
  [{}, true, true],
  [{ IncludeManagementEvents: true, ReadWriteType: 'All' }, true, true],
  [{ IncludeManagementEvents: false }, false, false],
  [{ IncludeManagementEvents: 'false' }, false, false],
  [{ ReadWriteType: 'ReadOnly' }, true, false],
  [{ ReadWriteType: 'WriteOnly' }, false, true],
  [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }, false, false],
  [{ ExcludeManagementEventSources: ['rdsdata.amazonaws.com'] }, true, true],
])('basic %j: reads %s, writes %s', (selector, read, write) => {
  expect([basicRecords(selector, READ), basicRecords(selector, WRITE)]).toEqual([read, write]);
});

const MANAGEMENT = { Field: 'eventCategory', Equals: ['Management'] };

test.each<[object[], boolean | undefined]>([
  [[MANAGEMENT], true],
  [[], false],
  [[{ Field: 'readOnly', Equals: ['true'] }], false],
  [[{ Field: 'eventCategory', Equals: ['Data'] }], false],
  [[MANAGEMENT, { Field: 'readOnly', Equals: ['true'] }], true],
  [[MANAGEMENT, { Field: 'readOnly', Equals: ['false'] }], false],
  [[MANAGEMENT, { Field: 'eventType', Equals: ['AwsApiCall'] }], true],
  [[MANAGEMENT, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }], false],
  [[MANAGEMENT, { Field: 'eventName', StartsWith: ['De', 'En'], NotEndsWith: ['Key'] }], true],
  [[MANAGEMENT, { Field: 'eventName', EndsWith: ['Key'] }], false],
  [[MANAGEMENT, { Field: 'eventName', NotStartsWith: ['De'] }], false],
  [[MANAGEMENT, { Field: 'vpcEndpointId', Equals: ['vpce-1'] }], undefined],
  [[MANAGEMENT, { Field: 'vpcEndpointId', Equals: ['vpce-1'] }, { Field: 'readOnly', Equals: ['false'] }], false],
])('advanced %j: %s', (FieldSelectors, records) => {
  expect(advancedRecords({ FieldSelectors }, READ)).toBe(records);
});

test('a selector on an unknown event name is undetermined', () => {
  const { eventName: _, ...unnamed } = READ;
  expect(advancedRecords({ FieldSelectors: [MANAGEMENT, { Field: 'eventName', Equals: ['Decrypt'] }] }, unnamed)).toBeUndefined();
});
