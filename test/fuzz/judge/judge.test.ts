import { judge } from '../../../lib/fuzz/judge/judge';
import { sensitiveOf } from '../../../lib/fuzz/judge/sensitive';
import { HandlerError, Run } from '../../../lib/fuzz/runner/handler-process';
import { FuzzCase } from '../../../lib/fuzz/targets/cases';
import { EntryPointKind } from '../../../lib/fuzz/targets/entry-points';

const sensitive = sensitiveOf({ MODE: 'fast-and-loose' }, { TABLE: 'sec3-fuzz-env-table', API_KEY: 'sec3-fuzz-env-api_key' }, '/code', ['/layer']);

function judged(kind: EntryPointKind, run: Partial<Run>, sent: Partial<FuzzCase> = {}) {
  const whole: Run = { end: 'returned', result: '{"statusCode":200,"body":""}', logs: '', pollution: [], guardEvents: [], ...run };
  return judge(kind, { kind: 'valid', event: '{}', reaches: true, ...sent }, whole, sensitive, []);
}

function ids(kind: EntryPointKind, run: Partial<Run>, sent: Partial<FuzzCase> = {}): string[] {
  return judged(kind, run, sent).observations.map(({ id }) => id);
}

const returned = (value: unknown) => ({ result: JSON.stringify(value) });
const thrown = (message: string, stack: string): Partial<Run> => ({ end: 'threw', error: { type: 'Error', message, stack } });
const network = { category: 'network', action: 'blocked', api: 'getaddrinfo' };

test.each<[string, EntryPointKind, Partial<Run>, string[]]>([
  ['a good answer', 'rest', {}, []],
  ['no object, of a REST API', 'rest', returned('ok'), ['malformed-response']],
  ['no object, of an HTTP API', 'http', returned('ok'), []],
  ['a body that is no text', 'rest', returned({ statusCode: 200, body: 1 }), ['malformed-response']],
  ['a status that is none', 'http', returned({ statusCode: 'x' }), ['malformed-response']],
  ['500', 'rest', returned({ statusCode: 502, body: '' }), ['server-error']],
  ['404', 'rest', returned({ statusCode: 404, body: '' }), []],
  ['400 for what is valid, which business may ask for', 'rest', returned({ statusCode: 400, body: '' }), []],
  ['400 of the validator in a layer', 'rest', returned({ statusCode: 400, body: '{"message":"Invalid request","field":"/body/name","rule":"unicode"}' }), []],
  ['failures of a batch', 'sqs', returned({ batchItemFailures: [{ itemIdentifier: 'a' }] }), []],
  ['failures without ids', 'sqs', returned({ batchItemFailures: [{ itemIdentifier: '' }] }), ['malformed-response']],
  ['a variable', 'rest', returned({ statusCode: 200, body: 'sec3-fuzz-env-table' }), ['environment-value']],
  ['a variable in the log', 'rest', { logs: 'sec3-fuzz-env-table' }, []],
  ['a secret in the log', 'rest', { logs: 'key sec3-fuzz-env-api_key' }, ['secret']],
  ['a stack trace', 'rest', returned({ statusCode: 400, body: JSON.stringify({ e: 'Error: x\n    at f (/x/y.js:1:2)' }) }), ['stack-trace']],
  ['an exception', 'rest', thrown('x', 'Error: x\n    at f (/code/a.js:1:2)'), ['exception']],
  ['a host that can’t be reached', 'rest', { ...thrown('fetch failed', ''), guardEvents: [{ ...network, target: 'api.example.com' }] }, []],
  ['a host that the attack names', 'rest', { guardEvents: [{ ...network, target: 'sec3-fuzz.example' }] }, ['guard-event']],
  ['a program', 'rest', { guardEvents: [{ category: 'childProcess', action: 'blocked', api: 'spawn', target: 'sh' }] }, ['guard-event']],
  ['a temporary file', 'rest', { guardEvents: [{ category: 'fileWrite', action: 'alerted', api: 'open', target: '/tmp/a' }] }, []],
  ['pollution', 'rest', { pollution: ['Object.prototype.polluted'] }, ['prototype-pollution']],
])('%s', (_, kind, run, expected) => {
  expect(ids(kind, run)).toEqual(expected);
});

test('what the model rejects is taken, or not', () => {
  expect(ids('rest', {}, { kind: 'invalid' })).toEqual(['invalid-admitted']);
  expect(ids('rest', returned({ statusCode: 400, body: '' }), { kind: 'invalid' })).toEqual([]);
  expect(ids('rest', {}, { kind: 'bypass' })).toEqual(['unvalidated']);
});

describe('errors that reject an event, and errors of the handler', () => {
  const error = (type: string, stack: string, causes?: HandlerError[]): HandlerError => ({ type, message: 'x', stack: `${type}: x\n    at ${stack}`, causes });
  const failed = (given: HandlerError): Partial<Run> => ({ end: 'threw', error: given });
  const [inLayer, inHandler] = ['f (/layer/a.js:1:2)', 'f (/code/a.js:1:2)'];
  const batch = (...causes: HandlerError[]) => failed(error('FullBatchFailureError', 'g (/code/node_modules/b.js:1:2)', causes));

  test.each<[string, EntryPointKind, Partial<Run>, Partial<FuzzCase>, string]>([
    ['the validator in a layer', 'sqs', failed(error('Sec3.InvalidEvent', inLayer)), {}, 'rejected'],
    ['an error of the same name by the handler', 'sqs', failed(error('Sec3.InvalidEvent', inHandler)), {}, 'broken'],
    ['a library in a layer, which the handler calls', 'sns', failed(error('TypeError', inLayer)), {}, 'broken'],
    ['an answer that its schema rejects', 'sns', failed(error('Sec3.InvalidResponse', inLayer)), {}, 'broken'],
    ['records that the handler rejects', 'sqs', batch(error('ValidationError', inHandler), error('SyntaxError', inHandler)), {}, 'rejected'],
    ['a record at which the handler fails', 'sqs', batch(error('ValidationError', inHandler), error('TypeError', inHandler)), {}, 'broken'],
    ['a text that is no JSON', 'sqs', batch(error('TypeError', inHandler)), { kind: 'malformed' }, 'rejected'],
    ['an error for a batch, of a request', 'rest', batch(error('ValidationError', inHandler)), {}, 'broken'],
  ])('%s', (_, kind, run, sent, verdict) => {
    expect(judged(kind, run, sent).verdict).toBe(verdict);
  });

  test('a failed record is the finding, and not the error of the library', () => {
    const [{ message, cause }] = judged('sqs', batch(error('KeyError', inHandler))).observations;
    expect([message, cause]).toEqual(['KeyError: x, for a record of the batch', 'exception KeyError f (/a.js:1:2)']);
  });
});

test('what was sent may come back', () => {
  expect(ids('rest', returned({ statusCode: 200, body: 'sec3-fuzz-env-table' }), { event: '{"a":"sec3-fuzz-env-table"}' })).toEqual([]);
});
