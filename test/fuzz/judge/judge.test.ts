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
  ['a valid answer', 'rest', {}, []],
  ['an answer that is not an object, of a REST API', 'rest', returned('ok'), ['malformed-response']],
  ['an answer that is not an object, of an HTTP API', 'http', returned('ok'), []],
  ['a body that is not a text', 'rest', returned({ statusCode: 200, body: 1 }), ['malformed-response']],
  ['an invalid status', 'http', returned({ statusCode: 'x' }), ['malformed-response']],
  ['a status of 5xx', 'rest', returned({ statusCode: 502, body: '' }), ['server-error']],
  ['status 404', 'rest', returned({ statusCode: 404, body: '' }), []],
  ['status 400 for a valid request, which business rules may require', 'rest', returned({ statusCode: 400, body: '' }), []],
  ['status 400 from the validator in a layer', 'rest', returned({ statusCode: 400, body: '{"message":"Invalid request","field":"/body/name","rule":"unicode"}' }), []],
  ['failed records of a batch', 'sqs', returned({ batchItemFailures: [{ itemIdentifier: 'a' }] }), []],
  ['failed records of a batch without ids', 'sqs', returned({ batchItemFailures: [{ itemIdentifier: '' }] }), ['malformed-response']],
  ['the value of an environment variable in the answer', 'rest', returned({ statusCode: 200, body: 'sec3-fuzz-env-table' }), ['environment-value']],
  ['the value of an environment variable in the log', 'rest', { logs: 'sec3-fuzz-env-table' }, []],
  ['a secret in the log', 'rest', { logs: 'key sec3-fuzz-env-api_key' }, ['secret']],
  ['a stack trace', 'rest', returned({ statusCode: 400, body: JSON.stringify({ e: 'Error: x\n    at f (/x/y.js:1:2)' }) }), ['stack-trace']],
  ['an exception', 'rest', thrown('x', 'Error: x\n    at f (/code/a.js:1:2)'), ['exception']],
  ['a connection to a host that can’t be reached', 'rest', { ...thrown('fetch failed', ''), guardEvents: [{ ...network, target: 'api.example.com' }] }, []],
  ['a connection to a host that the attack names', 'rest', { guardEvents: [{ ...network, target: 'sec3-fuzz.example' }] }, ['guard-event']],
  ['a started program', 'rest', { guardEvents: [{ category: 'childProcess', action: 'blocked', api: 'spawn', target: 'sh' }] }, ['guard-event']],
  ['a written temporary file', 'rest', { guardEvents: [{ category: 'fileWrite', action: 'alerted', api: 'open', target: '/tmp/a' }] }, []],
  ['a polluted prototype', 'rest', { pollution: ['Object.prototype.polluted'] }, ['prototype-pollution']],
])('%s', (_, kind, run, expected) => {
  expect(ids(kind, run)).toEqual(expected);
});

test('a request that the model rejects has to be rejected', () => {
  expect(ids('rest', {}, { kind: 'invalid' })).toEqual(['invalid-admitted']);
  expect(ids('rest', returned({ statusCode: 400, body: '' }), { kind: 'invalid' })).toEqual([]);
  expect(ids('rest', {}, { kind: 'bypass' })).toEqual(['unvalidated']);
});

describe('distinguishes errors that reject an event from errors of the handler', () => {
  const error = (type: string, stack: string, causes?: HandlerError[]): HandlerError => ({ type, message: 'x', stack: `${type}: x\n    at ${stack}`, causes });
  const failed = (given: HandlerError): Partial<Run> => ({ end: 'threw', error: given });
  const [inLayer, inHandler] = ['f (/layer/a.js:1:2)', 'f (/code/a.js:1:2)'];
  const batch = (...causes: HandlerError[]) => failed(error('FullBatchFailureError', 'g (/code/node_modules/b.js:1:2)', causes));

  test.each<[string, EntryPointKind, Partial<Run>, Partial<FuzzCase>, string]>([
    ['the validator in a layer', 'sqs', failed(error('Sec3.InvalidEvent', inLayer)), {}, 'rejected'],
    ['an error of the same name by the handler', 'sqs', failed(error('Sec3.InvalidEvent', inHandler)), {}, 'broken'],
    ['a library in a layer, called by the handler', 'sns', failed(error('TypeError', inLayer)), {}, 'broken'],
    ['an answer that its schema rejects', 'sns', failed(error('Sec3.InvalidResponse', inLayer)), {}, 'broken'],
    ['records that the handler rejects', 'sqs', batch(error('ValidationError', inHandler), error('SyntaxError', inHandler)), {}, 'rejected'],
    ['a record for which the handler fails', 'sqs', batch(error('ValidationError', inHandler), error('TypeError', inHandler)), {}, 'broken'],
    ['a text that is not JSON', 'sqs', batch(error('TypeError', inHandler)), { kind: 'malformed' }, 'rejected'],
    ['an error for a batch, of a request', 'rest', batch(error('ValidationError', inHandler)), {}, 'broken'],
  ])('%s', (_, kind, run, sent, verdict) => {
    expect(judged(kind, run, sent).verdict).toBe(verdict);
  });

  test('reports the error of a failed record, not the one of the library', () => {
    const [{ message, cause }] = judged('sqs', batch(error('KeyError', inHandler))).observations;
    expect([message, cause]).toEqual(['KeyError: x, for a record of the batch', 'exception KeyError f (/a.js:1:2)']);
  });
});

test('ignores sent values in the response', () => {
  expect(ids('rest', returned({ statusCode: 200, body: 'sec3-fuzz-env-table' }), { event: '{"a":"sec3-fuzz-env-table"}' })).toEqual([]);
});
