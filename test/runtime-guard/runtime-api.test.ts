import { IncomingMessage, request, RequestOptions } from 'http';
import { connect } from 'net';
import { RuntimeApi } from './runtime-api';

let api: RuntimeApi;

beforeEach(async () => {
  api = await RuntimeApi.start();
});

afterEach(() => api.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Makes one call of a runtime client. A list of parts is sent as a stream, with trailers. */
function call(method: string, path: string, body: string | readonly string[] = '', options: RequestOptions & { trailers?: Record<string, string> } = {}): Promise<Answer> {
  const [host, port] = api.address.split(':');
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: `/2018-06-01/runtime/${path}`, ...options }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    for (const part of [body].flat()) sent.write(part);
    if (options.trailers) sent.addTrailers(options.trailers);
    sent.end();
  });
}

/** Gets the next event as a runtime does. */
async function next() {
  const { headers, body } = await call('GET', 'invocation/next');
  return { id: headers['lambda-runtime-aws-request-id'] as string, headers, event: JSON.parse(body) };
}

test('the runtime gets an event with its headers, and the caller gets the response', async () => {
  const invocation = api.invoke({ name: 'Ada' }, { timeoutMs: 3000 });
  const { id, event, headers } = await next();
  expect(event).toEqual({ name: 'Ada' });
  expect(headers).toMatchObject({
    'lambda-runtime-invoked-function-arn': expect.stringMatching(/^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:test-function$/),
    'lambda-runtime-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
  });
  const left = Number(headers['lambda-runtime-deadline-ms']) - Date.now();
  expect(left).toBeGreaterThan(2000);
  expect(left).toBeLessThanOrEqual(3000);
  expect(await call('POST', `invocation/${id}/response`, '{"hello":"Ada"}')).toMatchObject({ status: 202, body: '{"status":"OK"}' });
  expect(await invocation).toEqual({ requestId: id, response: '{"hello":"Ada"}' });
});

test('a runtime waits for an event, and gets events in order', async () => {
  const waiting = next();
  const invocations = [1, 2, 3].map((event) => api.invoke(event));
  const taken = [await waiting, await next(), await next()];
  expect(taken.map(({ event }) => event)).toEqual([1, 2, 3]);
  for (const { id, event } of [...taken].reverse()) await call('POST', `invocation/${id}/response`, String(event * 10));
  expect((await Promise.all(invocations)).map(({ response }) => response)).toEqual(['10', '20', '30']);
});

test('the caller gets a handler error', async () => {
  const invocation = api.invoke({});
  const { id } = await next();
  const error = { errorType: 'TypeError', errorMessage: 'x is not a function', stackTrace: ['at handler'] };
  await call('POST', `invocation/${id}/error`, JSON.stringify(error), { headers: { 'Lambda-Runtime-Function-Error-Type': 'TypeError' } });
  expect(await invocation).toEqual({ requestId: id, error });
});

test('a streamed response keeps its type and parts', async () => {
  const invocation = api.invoke({});
  const { id } = await next();
  const headers = { 'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Transfer-Encoding': 'chunked', 'Content-Type': 'text/plain' };
  await call('POST', `invocation/${id}/response`, ['Hello, ', 'Ada'], { headers });
  const result = await invocation;
  expect(result).toMatchObject({ requestId: id, response: 'Hello, Ada', stream: { contentType: 'text/plain' } });
  expect(result.stream!.parts.join('')).toBe('Hello, Ada');
});

test('the error of a broken stream is in the trailers', async () => {
  const invocation = api.invoke({});
  const { id } = await next();
  const error = { errorType: 'Broken', errorMessage: 'half way', stackTrace: [] };
  await call('POST', `invocation/${id}/response`, ['Hel'], {
    headers: {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      'Trailer': 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    },
    trailers: {
      'Lambda-Runtime-Function-Error-Type': 'Broken',
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(error)).toString('base64'),
    },
  });
  expect(await invocation).toEqual({ requestId: id, error, stream: { contentType: '', parts: ['Hel'] } });
});

test('an invocation times out, and its late response is rejected', async () => {
  const invocation = api.invoke({}, { timeoutMs: 50 });
  const { id } = await next();
  expect(await invocation).toEqual({ requestId: id, timedOut: true });
  expect(await call('POST', `invocation/${id}/response`, '1')).toMatchObject({ status: 400, body: expect.stringContaining('InvalidRequestID') });
});

test('an initialization error is reported', async () => {
  const error = { errorType: 'Runtime.ImportModuleError', errorMessage: "cannot find module 'app'", stackTrace: [] };
  await call('POST', 'init/error', JSON.stringify(error));
  expect(await api.initError()).toEqual(error);
});

test('an event is not lost if the waiting runtime disconnects', async () => {
  const [host, port] = api.address.split(':');
  const gone = connect(Number(port), host);
  gone.write('GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  gone.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const invocation = api.invoke('still here');
  const { id, event } = await next();
  expect(event).toBe('still here');
  await call('POST', `invocation/${id}/response`, '1');
  expect((await invocation).response).toBe('1');
});

test.each([
  ['POST', 'invocation/none/response', 400],
  ['POST', 'invocation/none/error', 400],
  ['POST', 'invocation/next', 404],
  ['DELETE', 'invocation/next', 405],
  ['POST', 'no/such/path', 404],
])('%s %s is answered with %i', async (method, path, status) => {
  expect((await call(method, path)).status).toBe(status);
});

test('stop ends open invocations', async () => {
  const invocation = api.invoke({});
  await api.stop();
  expect(await invocation).toMatchObject({ timedOut: true });
  api = await RuntimeApi.start();
});

test('the environment of the runtime names the server and the function', () => {
  expect(api.environment({ handler: 'app.handler', taskRoot: '/var/task' })).toMatchObject({
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_LAMBDA_FUNCTION_NAME: 'test-function',
    LAMBDA_TASK_ROOT: '/var/task',
    _HANDLER: 'app.handler',
  });
});
