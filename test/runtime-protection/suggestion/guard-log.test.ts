import { constants } from 'buffer';
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
  ['tail with --format json', `2026-11-25T03:00:00+00:00 2026/11/25/[$LATEST]abc \n${JSON.stringify(event, null, 2)}\n2026-11-25T03:00:00+00:00 s START {\n`],
  ['documents one after the other', `${JSON.stringify({ events: [] }, null, 4)}\r\n${JSON.stringify({ events: [{ message: line }] }, null, 4)}\n`],
  ['a formatted record within a log', `START {\n  INFO\n${JSON.stringify({ message: event }, null, '\t')}\n}\n`],
  ['JSON logs of Lambda', `${JSON.stringify({ level: 'INFO', message: line })}\n`],
  ['JSON logs of Lambda in filter-log-events', JSON.stringify({ events: [{ message: JSON.stringify({ level: 'INFO', message: line }) }] })],
  ['JSON logs of Lambda in a subscription of a subscription', JSON.stringify([JSON.stringify([JSON.stringify([JSON.stringify({ message: line })])])])],
  ['YAML', `events:\n- eventId: "1"\n  message: ${JSON.stringify(line)}\n  timestamp: 1\n`],
  ['a level in brackets, and output that ends with a brace', `[INFO]\t${line} and {\n  more\n`],
  ['JSON logs of Lambda in CSV', `@timestamp,@message\nx,${csv(JSON.stringify({ level: 'INFO', message: line }))}\n`],
  ['a record after output that ends with a brace', `{"a":1} {b} ${line}\n`],
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
  ['JSON that was cut off', JSON.stringify({ events: [{ message: 'other' }] }).slice(0, -4), /can’t be read as JSON \(.*\); it may have been cut off/],
  ['JSON with a comma too many', '{"events": [],}', /can’t be read as JSON/],
])('%s: the reason for an empty result is given', (_, text, cause) => expect(readGuardLog(Buffer.from(text)).cause).toEqual(typeof cause === 'string' ? cause : expect.stringMatching(cause)));

test.each([['lines of JSON', '{"a":1}\n{"b":2}\n'], ['a text', 'START\n[INFO] x\n'], ['JSON of others', '{"a":[1]}']])('%s without guard records has no special reason', (_, text) => {
  expect(readGuardLog(Buffer.from(text)).cause).toBeUndefined();
});

test('a truncated record is unread, and the others are read', () => {
  const cut = line.slice(0, 120);
  expect(readGuardLog(Buffer.from(`${line}\n${cut}`))).toMatchObject({ functions: ['orders'], unread: [{ text: cut, reason: 'it can’t be read as JSON' }] });
  expect(readGuardLog(Buffer.from(listed.slice(0, -40)))).toMatchObject({
    events: [{ target: 'pay.example.com' }], unread: [{ reason: expect.stringContaining('to its end') }, { text: expect.stringContaining('message'), reason: 'it can’t be read as JSON' }],
  });
});

test.each([2, undefined])('JSON that was cut off between two records is unread in part (formatted by %s)', (indent) => {
  const text = JSON.stringify({ events: [{ message: line }, { more: true }] }, null, indent);
  expect(readGuardLog(Buffer.from(text.slice(0, text.indexOf('more') - 3)))).toMatchObject({
    events: [{ target: 'pay.example.com' }], unread: [{ reason: 'it begins like JSON and can’t be read to its end' }],
  });
});

test.each(['', ' ', 'x '])('several records on a line, with %j between them, are read', (between) => {
  const other = JSON.stringify({ ...event, target: 'a}{"type":"event"' });
  expect(readGuardLog(Buffer.from(`x ${line}${between}${JSON.stringify(posture)}${between}${other}`))).toMatchObject({
    events: [{ target: 'pay.example.com' }, { target: 'a}{"type":"event"' }], functions: ['orders', 'quiet'], unread: [],
  });
});

test('a long log that was cut off is read in linear time', () => {
  const text = JSON.stringify({ events: Array(20_000).fill({ message: line, more: {} }) }, null, 2).slice(0, -40);
  const start = Date.now();
  expect(readGuardLog(Buffer.from(text)).events).toHaveLength(19_999);
  expect(Date.now() - start).toBeLessThan(20_000);
});

test('a log that is too large is rejected, and the message says what to do', () => {
  const large = { length: constants.MAX_STRING_LENGTH + 1 } as Buffer;
  expect(() => readGuardLog(large)).toThrow('it has more than 512 MiB: filter it, as the example of --help does, or split it');
  expect(() => readGuardLog(gzipSync(line), 100)).toThrow('it has more than 512 MiB');
});
