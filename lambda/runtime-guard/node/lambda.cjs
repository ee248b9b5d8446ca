'use strict';
/** Facts about the Lambda runtime: its folder, when the handler is loaded, and the current request. */
const { getOwnPropertyDescriptor, path, promiseThen, startsWith } = require('./intrinsics.cjs');
const { setEntry } = require('./engine.cjs');
const { setRequestId } = require('./events.cjs');
const { replaceFunction } = require('./hook.cjs');
const { isMainThread, settings } = require('./settings.cjs');

const REQUEST_ID = 'lambda-runtime-aws-request-id';
const NEXT = '/2018-06-01/runtime/invocation/next';

/** Concurrent invocations in one process: an event cannot be assigned to one of them. */
const concurrent = settings.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;

const lambda = {
  __proto__: null,
  /** The folder of the runtime's own code. */
  runtimeFolder: settings.LAMBDA_RUNTIME_DIR ?? '/var/runtime',
  /** The folder of libraries beside that of the program. */
  libraries: `${path.dirname(path.dirname(process.execPath))}/lib`,
  /** The folder of the function's code; undefined outside Lambda. */
  taskRoot: settings.LAMBDA_TASK_ROOT,
  /** Whether the handler's module is loaded. */
  handlerLoaded: false,
};

function install() {
  if (isMainThread && process.argv[1]) setEntry?.(process.argv[1]);
  if (!isMainThread && !startsWith(`${process.argv[1]}`, `${lambda.runtimeFolder}/`)) {
    // A thread that the function created. The module loader loads its code.
    lambda.handlerLoaded = true;
  } else if (settings.AWS_LAMBDA_RUNTIME_API === undefined) {
    // Outside Lambda: after the main script, before any callback that it scheduled.
    setImmediate(waiting);
    setTimeout(waiting, 0);
  } else {
    // Runtimes that request the next invocation by HTTP.
    const http = require('http');
    for (const name of ['request', 'get']) {
      replaceFunction(http, name, (original, self, args) => {
        const request = original(self, args);
        if (request.path === NEXT) {
          waiting();
          request.once('response', received);
        }
        return request;
      });
    }
  }
}

/** Lambda's own runtime requests it by a function of its addon. */
function addonLoaded(exports) {
  if (typeof exports !== 'object' || exports === null || settings.AWS_LAMBDA_RUNTIME_API === undefined) return;
  if (!getOwnPropertyDescriptor(exports, 'next') || !getOwnPropertyDescriptor(exports, 'done')) return;
  replaceFunction(exports, 'next', (original, self, args) => {
    waiting();
    const invocation = original(self, args);
    promiseThen(invocation, received, () => {});
    return invocation;
  });
}

function waiting() {
  lambda.handlerLoaded = true;
  setRequestId(null);
}

function received(invocation) {
  if (!concurrent) setRequestId(invocation?.headers?.[REQUEST_ID]);
}

module.exports = { __proto__: null, addonLoaded, install, lambda };
