'use strict';
/** What the guard has to know of the Lambda runtime: where it is, when the handler has been loaded, and which request is being served. */
const { subscribe, unsubscribe } = require('diagnostics_channel');
const { getOwnPropertyDescriptor, promiseThen } = require('./intrinsics.cjs');
const { setRequestId } = require('./events.cjs');
const { replaceFunction } = require('./hook.cjs');

const REQUEST_ID = 'lambda-runtime-aws-request-id';
const NEXT = '/2018-06-01/runtime/invocation/next';

/** Concurrent invocations in one process: no event can tell to which it belongs. */
const concurrent = process.env.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;

const lambda = {
  __proto__: null,
  /** The folder of the runtime's own code. */
  runtimeFolder: process.env.LAMBDA_RUNTIME_DIR || '/var/runtime',
  /** The folder of the function's code; undefined outside Lambda, where nothing is called so. */
  taskRoot: process.env.LAMBDA_TASK_ROOT || undefined,
  /** Whether the handler's module has been loaded. */
  handlerLoaded: false,
  install,
  addonLoaded,
};
module.exports = lambda;

function install() {
  if (!process.env.AWS_LAMBDA_RUNTIME_API) {
    // Outside Lambda: once the program has been started.
    setImmediate(() => void (lambda.handlerLoaded = true));
    return;
  }
  // Runtimes that ask for the next invocation by HTTP.
  subscribe('http.client.request.start', requestStarted);
  subscribe('http.client.response.finish', responseFinished);
}

/** Lambda's own runtime asks by a function of its addon. */
function addonLoaded(exports) {
  if (typeof exports !== 'object' || exports === null || !process.env.AWS_LAMBDA_RUNTIME_API) return;
  if (!getOwnPropertyDescriptor(exports, 'next') || !getOwnPropertyDescriptor(exports, 'done')) return;
  if (process.env.AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1 !== 'true') {
    unsubscribe('http.client.request.start', requestStarted);
    unsubscribe('http.client.response.finish', responseFinished);
  }
  replaceFunction(exports, 'next', (original, self, args) => {
    waiting();
    const invocation = original(self, args);
    promiseThen(invocation, received, () => {});
    return invocation;
  });
}

function requestStarted({ request }) {
  if (request.path === NEXT) waiting();
}

function responseFinished({ request, response }) {
  if (request.path === NEXT) received(response);
}

function waiting() {
  lambda.handlerLoaded = true;
  setRequestId(null);
}

function received(invocation) {
  if (!concurrent) setRequestId(invocation?.headers?.[REQUEST_ID]);
}
