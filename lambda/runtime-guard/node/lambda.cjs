'use strict';
/** What the guard has to know of the Lambda runtime: where it is, when the handler has been loaded, and which request is being served. */
const { channel } = require('diagnostics_channel');
const fs = require('fs');
const path = require('path');
const { apply, getOwnPropertyDescriptor, getPrototypeOf, promiseThen, startsWith } = require('./intrinsics.cjs');
const { setRequestId } = require('./events.cjs');
const { define, replaceFunction } = require('./hook.cjs');
const { isMainThread, settings } = require('./settings.cjs');

const REQUEST_ID = 'lambda-runtime-aws-request-id';
const NEXT = '/2018-06-01/runtime/invocation/next';

/** Concurrent invocations in one process: no event can tell to which it belongs. */
const concurrent = settings.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;

/** Channels are forgotten if nobody holds them. */
const channels = [];

const lambda = {
  __proto__: null,
  /** The folder of the runtime's own code. */
  runtimeFolder: settings.LAMBDA_RUNTIME_DIR ?? '/var/runtime',
  /** The folder of the function's code; undefined outside Lambda, where nothing is called so. */
  taskRoot: settings.LAMBDA_TASK_ROOT,
  /** Whether the handler's module has been loaded. */
  handlerLoaded: false,
  install,
  addonLoaded,
  isDeployed,
};
module.exports = lambda;

/** The program itself. */
const ENTRY = isMainThread && process.argv[1] ? real(process.argv[1]) : undefined;
const DEPLOYED = [lambda.taskRoot, lambda.runtimeFolder, '/opt', '/var/lang', path.join(process.execPath, '../../lib'), __dirname]
  .filter((folder) => folder !== undefined)
  .map((folder) => `${real(folder)}/`);

function install() {
  if (!isMainThread && !startsWith(`${process.argv[1]}`, `${lambda.runtimeFolder}/`)) {
    // A thread of the function's own. What it runs is loaded by the module loader.
    lambda.handlerLoaded = true;
  } else if (settings.AWS_LAMBDA_RUNTIME_API === undefined) {
    // Outside Lambda: once the program has been started.
    setImmediate(() => void (lambda.handlerLoaded = true));
  } else {
    // Runtimes that ask for the next invocation by HTTP.
    listen('http.client.request.start', ({ request }) => void (request.path === NEXT && waiting()));
    listen('http.client.response.finish', ({ request, response }) => void (request.path === NEXT && received(response)));
  }
}

/** Whether a file came with the function, a layer or the runtime; outside Lambda, any file. */
function isDeployed(file) {
  if (lambda.taskRoot === undefined || file === ENTRY) return true;
  for (let i = 0; i < DEPLOYED.length; i++) if (startsWith(file, DEPLOYED[i])) return true;
  return false;
}

/** Lambda's own runtime asks by a function of its addon. */
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

/** Hears what a channel publishes, in a way that nobody can undo. */
function listen(name, listener) {
  const publisher = channel(name);
  const publish = function (message, ...rest) {
    listener(message);
    return apply(getPrototypeOf(this).publish, this, [message, ...rest]);
  };
  define(publisher, 'publish', { __proto__: null, value: publish, writable: false, enumerable: false, configurable: false });
  define(publisher, 'hasSubscribers', { __proto__: null, value: true, writable: false, enumerable: false, configurable: false });
  channels[channels.length] = publisher;
}

function real(folder) {
  try {
    return fs.realpathSync.native(folder);
  } catch {
    return folder;
  }
}

function waiting() {
  lambda.handlerLoaded = true;
  setRequestId(null);
}

function received(invocation) {
  if (!concurrent) setRequestId(invocation?.headers?.[REQUEST_ID]);
}
