import { gzipSync } from 'zlib';
import { readGuardLog } from '../../../lib/runtime-protection/suggestion/guard-log';

const event = { type: 'event', schemaVersion: 1, time: '2026-11-25T03:00:00.000Z', functionName: 'orders', category: 'network', action: 'alerted', api: 'getaddrinfo', target: 'pay.example.com', stack: 'at {x} "y"', count: 2, Alerted: 2 };
const posture = { type: 'posture', schemaVersion: 1, functionName: 'quiet' };
const line = JSON.stringify(event);
const csv = (text: string) => `"${text.replace(/"/g, '""')}"`;

const FORMS: [string, string][] = [
  ['filter-log-events', JSON.stringify({ events: [{ logStreamName: 's', message: `${line}\n` }], searchedLogStreams: [] }, null, 4)],
  ['get-query-results', JSON.stringify({ results: [[{ field: '@timestamp', value: 'x' }, { field: '@message', value: line }]], status: 'Complete' })],
  ['JSON of Logs Insights', JSON.stringify([{ '@timestamp': 'x', '@message': event }])],
  ['CSV of Logs Insights', `@timestamp,@message\n2026-11-25 03:00:00.000,${csv(line)}\n`],
  ['tail', `2026-11-25T03:00:00.000000+00:00 2026/11/25/[$LATEST]abc ${line}\n2026-11-25T03:00:00.000000+00:00 2026/11/25/[$LATEST]abc START RequestId: 1\n`],
  ['tail on Windows', `x ${line}\r\nx END {\r\n`],
  ['an export to S3', `2026-11-25T03:00:00.000Z ${line}\n`],
  ['a stage', `INIT_START\n${line}\nplain { text }\n{"other":"json"}\n`],
  ['a subscription', JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: line }] })],
  ['output of the function before it on its line', `progress {50%} ${line}\n`],
  ['UTF-8 with its mark', `\ufeff${line}\n`],
  ['lines of JSON', `${line}\n${JSON.stringify({ message: 'other' })}\n`],
];

test.each(FORMS)('%s', (_, text) => {
  const expected = { category: 'network', functionName: 'orders', target: 'pay.example.com', api: 'getaddrinfo', count: 2 };
  expect(readGuardLog(Buffer.from(text))).toEqual({ events: [expected], functions: ['orders'], unread: [] });
  expect(readGuardLog(gzipSync(text)).events).toEqual([expected]);
});

test('a start without events names the function', () => expect(readGuardLog(Buffer.from(JSON.stringify(posture)))).toEqual({ events: [], functions: ['quiet'], unread: [] }));

test.each(['', '{', 'null', '[]', '\u0000\ufffd', '{"type":"event","schemaVersion":2,"detail":{}}'])('%j has no events', (text) => {
  expect(readGuardLog(Buffer.from(text))).toMatchObject({ events: [], functions: [], unread: [] });
});

test.each<[object, string]>([
  [{ schemaVersion: 2 }, 'its schemaVersion is 2, and this version of cdk-sec3 reads 1'],
  [{ schemaVersion: '1' }, 'its schemaVersion is "1", and this version of cdk-sec3 reads 1'],
  [{ category: 'memory' }, 'its category is "memory", which this version of cdk-sec3 does not know'],
  [{ category: undefined }, 'its category is missing, which this version of cdk-sec3 does not know'],
  [{ functionName: 7 }, 'its functionName is 7'],
  [{ count: -3 }, 'its count is -3'],
  [{ count: 0 }, 'its count is 0'],
  [{ count: 1.5 }, 'its count is 1.5'],
  [{ count: undefined }, 'its count is missing'],
  [{ target: '' }, 'its target is ""'],
  [{ target: undefined }, 'its target is missing'],
  [{ api: null }, 'its api is null'],
  [{ type: 'posture', schemaVersion: 0 }, 'its schemaVersion is 0, and this version of cdk-sec3 reads 1'],
])('a record with %j is unread, with the reason', (changes, reason) => {
  const other = JSON.stringify({ ...event, ...changes });
  for (const text of [`${line}\n${other}`, JSON.stringify({ events: [{ message: line }, { message: other }] })]) {
    const log = readGuardLog(Buffer.from(text));
    expect([log.events.length, log.unread]).toEqual([1, [{ text: other, reason }]]);
  }
  expect(readGuardLog(Buffer.from(other))).toMatchObject({ events: [], functions: [], unread: [{ reason }] });
});

test('an event may have no target', () => {
  expect(readGuardLog(Buffer.from(JSON.stringify({ ...event, target: null }))).events).toEqual([{ category: 'network', functionName: 'orders', api: 'getaddrinfo', count: 2 }]);
});

test('invalid gzip throws', () => expect(() => readGuardLog(Buffer.from([0x1f, 0x8b, 0, 1]))).toThrow());

test('UTF-16 from PowerShell is read', () => {
  expect(readGuardLog(Buffer.from(`\ufeff${line}\r\n`, 'utf16le')).functions).toEqual(['orders']);
});

const listed = JSON.stringify({ events: [{ message: line }, { message: line }] }, null, 2);

test.each([
  ['nothing', ' \n', 'it is empty'],
  ['a list of no events', '{"events": [], "searchedLogStreams": []}', /a list without events/],
  ['no results', '{"results": [], "status": "Complete"}', /a list without events/],
  ['a query that runs', '{"results": [], "status": "Running"}', /status Running/],
  ['JSON that was cut off', listed.slice(0, -40), /can’t be read as JSON \(.*\); it may have been cut off/],
  ['JSON with a comma too many', '{"events": [],}', /can’t be read as JSON/],
])('%s: the reason for an empty result is given', (_, text, cause) => expect(readGuardLog(Buffer.from(text)).cause).toEqual(typeof cause === 'string' ? cause : expect.stringMatching(cause)));

test.each([['lines of JSON', '{"a":1}\n{"b":2}\n'], ['a text', 'START\n[INFO] x\n'], ['JSON of others', '{"a":[1]}']])('%s without guard records has no special reason', (_, text) => {
  expect(readGuardLog(Buffer.from(text)).cause).toBeUndefined();
});

test('a truncated record is unread, and the others are read', () => {
  const cut = line.slice(0, 120);
  expect(readGuardLog(Buffer.from(`${line}\n${cut}`))).toMatchObject({ functions: ['orders'], unread: [{ text: cut, reason: 'it can’t be read as JSON' }] });
  expect(readGuardLog(Buffer.from(listed.slice(0, -40))).unread).toHaveLength(2);
});
