/** A runtime for one invocation: loads the handler, gets an event from the Runtime API, answers and exits. */
'use strict';
const http = require('node:http');
const path = require('node:path');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const root = '/2018-06-01/runtime';

function call(method, url, body) {
  return new Promise((done, failed) => {
    const request = http.request({ host, port, method, path: root + url, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('end', () => done({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.on('error', failed).end(body);
  });
}

const described = (error) => JSON.stringify({ errorType: String(error?.name), errorMessage: String(error?.message ?? error), code: error?.code });

async function main() {
  const { handler } = require(path.join(process.env.LAMBDA_TASK_ROOT, 'handler.cjs'));
  const { headers, body } = await call('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const failed = async (error) => {
    await call('POST', `/invocation/${id}/error`, described(error));
    process.exit(1);
  };
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  const answered = await handler(JSON.parse(body), { awsRequestId: id }).then(
    (answer) => call('POST', `/invocation/${id}/response`, JSON.stringify(answer)),
    (error) => call('POST', `/invocation/${id}/error`, described(error)),
  );
  void answered;
  process.exit(0);
}

main().catch(async (error) => {
  await call('POST', '/init/error', described(error));
  process.exit(1);
});
