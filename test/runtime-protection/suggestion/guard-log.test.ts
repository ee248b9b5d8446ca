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
  ['lines of JSON', `${line}\n${JSON.stringify({ message: 'other' })}\n`],
];

test.each(FORMS)('%s', (_, text) => {
  const expected = { category: 'network', functionName: 'orders', target: 'pay.example.com', api: 'getaddrinfo', count: 2 };
  expect(readGuardLog(Buffer.from(text))).toEqual({ events: [expected], functions: ['orders'] });
  expect(readGuardLog(gzipSync(text)).events).toEqual([expected]);
});

test('a start without events names the function', () => expect(readGuardLog(Buffer.from(JSON.stringify(posture)))).toEqual({ events: [], functions: ['quiet'] }));

test.each(['', '{', 'null', '[]', '\u0000\ufffd', JSON.stringify({ ...event, category: 'other', functionName: 7 })])('%j holds nothing', (text) => {
  expect(readGuardLog(Buffer.from(text))).toEqual({ events: [], functions: [] });
});

test('what looks like gzip and is none throws', () => expect(() => readGuardLog(Buffer.from([0x1f, 0x8b, 0, 1]))).toThrow());
