'use strict';
/** worker: threads, which are guarded as the main thread is. */
const path = require('path');
const workerThreads = require('worker_threads');
const { apply, create, defineProperty, getOwnPropertyDescriptor, isArray, startsWith } = require('./intrinsics.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { replaceClass } = require('./hook.cjs');
const lambda = require('./lambda.cjs');
const policy = require('./policy.cjs');
const { callers } = require('./stack.cjs');

const GUARD = path.join(__dirname, 'guard.cjs');
const ADDED = 'SEC3_GUARD_ADDED_POLICY';
const hrefOf = getOwnPropertyDescriptor(URL.prototype, 'href').get;

function install() {
  replaceClass(workerThreads, 'Worker', (args) => {
    const { 0: file, 1: options } = args;
    const data = dataUrl(file);
    if (!startedByRuntime()) {
      if (denied('worker', 'Worker', data ? 'data:' : options?.eval ? null : `${file}`)) throw accessDenied('worker', 'Worker');
      if ((data || options?.eval) && denied('dynamicCode', 'Worker', data ? 'data:' : 'eval')) throw accessDenied('dynamicCode', 'Worker');
    }
    return [file, guardedOptions(options)];
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

/** The options with what makes the guard run in the thread, whatever they say of arguments and environment. */
function guardedOptions(options) {
  if (typeof options !== 'object' || options === null) return options;
  const guarded = create(options);
  const set = (name, value) => defineProperty(guarded, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  set('eval', options.eval);
  const { execArgv, env } = options;
  if (isArray(execArgv)) set('execArgv', withGuard(execArgv));
  if (typeof env === 'object' && env !== null) set('env', { ...env, SEC3_RUNTIME_POLICY: policy.text, [ADDED]: env.SEC3_RUNTIME_POLICY === undefined ? '1' : '' });
  return guarded;
}

function withGuard(execArgv) {
  return ['--require', GUARD, ...execArgv];
}

/** In a thread: its environment gets back what its starter gave it. */
function forgetPolicy() {
  if (process.env[ADDED] === '1') delete process.env.SEC3_RUNTIME_POLICY;
  delete process.env[ADDED];
}

module.exports = { __proto__: null, forgetPolicy, install };
