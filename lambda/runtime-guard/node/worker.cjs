'use strict';
/** worker: threads, which are guarded as the main thread is. */
const path = require('path');
const workerThreads = require('worker_threads');
const { apply, create, defineProperty, getOwnPropertyDescriptor, isArray, startsWith } = require('./intrinsics.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { replaceClass } = require('./hook.cjs');
const lambda = require('./lambda.cjs');
const { handOver } = require('./settings.cjs');
const { callers } = require('./stack.cjs');

const GUARD = path.join(__dirname, 'guard.cjs');
const hrefOf = getOwnPropertyDescriptor(URL.prototype, 'href').get;

function install() {
  replaceClass(workerThreads, 'Worker', (args) => {
    const { 0: file, 1: options } = args;
    // Read once: a getter could answer differently the next time.
    const string = options?.eval ? 'eval' : dataUrl(file) ? 'data:' : undefined;
    if (!startedByRuntime()) {
      if (denied('worker', 'Worker', string ?? `${file}`)) throw accessDenied('worker', 'Worker');
      if (string && denied('dynamicCode', 'Worker', string)) throw accessDenied('dynamicCode', 'Worker');
    }
    handOver();
    return [file, guardedOptions(options, string === 'eval')];
  });
}

function dataUrl(file) {
  try {
    return startsWith(apply(hrefOf, file, []), 'data:');
  } catch {
    return false;
  }
}

/** Where a function serves several invocations at a time, the runtime itself makes threads, before it loads any code of the function. */
function startedByRuntime() {
  return !lambda.handlerLoaded && startsWith(callers(8)[0]?.scriptName ?? '', `file://${lambda.runtimeFolder}/`);
}

/** The options with what makes the guard run in the thread: by themselves, its arguments are those of the process. */
function guardedOptions(options, evaluates) {
  if (typeof options !== 'object' || options === null) return options;
  const guarded = create(options);
  const set = (name, value) => defineProperty(guarded, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  set('eval', evaluates);
  const { execArgv } = options;
  if (isArray(execArgv)) set('execArgv', withGuard(execArgv));
  return guarded;
}

function withGuard(execArgv) {
  return ['--require', GUARD, ...execArgv];
}

module.exports = { __proto__: null, install };
