'use strict';
/** What the guard has to know of the Lambda runtime: where it is, when the handler has been loaded, and which request is being served. */
const { getOwnPropertyDescriptor, indexOf, path, promiseThen, realpath, startsWith } = require('./intrinsics.cjs');
const { setRequestId } = require('./events.cjs');
const { replaceFunction } = require('./hook.cjs');
const { isMainThread, settings } = require('./settings.cjs');

const REQUEST_ID = 'lambda-runtime-aws-request-id';
const NEXT = '/2018-06-01/runtime/invocation/next';

/** Concurrent invocations in one process: no event can tell to which it belongs. */
const concurrent = settings.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;

const lambda = {
  __proto__: null,
  /** The folder of the runtime's own code. */
  runtimeFolder: settings.LAMBDA_RUNTIME_DIR ?? '/var/runtime',
  /** The folder of libraries beside the program's own. */
  libraries: `${path.dirname(path.dirname(process.execPath))}/lib`,
  /** The folder of the function's code; undefined outside Lambda, where nothing is called so. */
  taskRoot: settings.LAMBDA_TASK_ROOT,
  /** Whether the handler's module has been loaded. */
  handlerLoaded: false,
};

/** The program itself. */
const ENTRY = isMainThread && process.argv[1] ? real(process.argv[1]) : undefined;
/** Folders of what was deployed, those that are asked for at every start first; links among them are followed once they are needed. */
const DEPLOYED = [lambda.runtimeFolder, lambda.taskRoot, '/opt', '/var/lang', lambda.libraries, __dirname];
let followed = 0;

function install() {
  if (!isMainThread && !startsWith(`${process.argv[1]}`, `${lambda.runtimeFolder}/`)) {
    // A thread of the function's own. What it runs is loaded by the module loader.
    lambda.handlerLoaded = true;
  } else if (settings.AWS_LAMBDA_RUNTIME_API === undefined) {
    // Outside Lambda: once the program has been started, before anything that it may have scheduled.
    const started = () => void (lambda.handlerLoaded = true);
    setImmediate(started);
    setTimeout(started, 0);
  } else {
    // Runtimes that ask for the next invocation by HTTP.
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

/** Whether a file came with the function, a layer or the runtime, by its absolute path; outside Lambda, any file. */
function isDeployed(file) {
  if (lambda.taskRoot === undefined || file === ENTRY) return true;
  if (typeof file !== 'string' || indexOf(file, '/../') >= 0) return false;
  for (let i = 0; i < DEPLOYED.length; i++) {
    if (i === followed) DEPLOYED[followed++] = `${real(DEPLOYED[i])}/`;
    if (startsWith(file, DEPLOYED[i])) return true;
  }
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

function real(folder) {
  try {
    return realpath(folder);
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

module.exports = { __proto__: null, addonLoaded, install, isDeployed, lambda };
