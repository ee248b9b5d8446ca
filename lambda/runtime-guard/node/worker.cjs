'use strict';
/** worker: threads, which are guarded like the main thread. */
const { apply, defineProperty, getOwnPropertyDescriptor, isArray, startsWith, test } = require('./intrinsics.cjs');
const { accessDenied, denied, tamperingDenied, tamperingError } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { replaceClass } = require('./hook.cjs');
const { lambda } = require('./lambda.cjs');
const { KEY, settings } = require('./settings.cjs');
const { caller } = require('./stack.cjs');

const GUARD = `${__dirname}/guard.cjs`;
const OPTIONS = ['argv', 'env', 'eval', 'execArgv', 'name', 'resourceLimits', 'stderr', 'stdin', 'stdout', 'trackUnmanagedFds', 'transferList', 'workerData'];
/** Flags that would permit a thread more than the process. */
const OPENING = /--(?:expose[-_]internals|inspect|experimental[-_](?:ffi|vfs|vm[-_]modules))/;
/** Flags that have a thread write down what it has in memory, or what it runs. */
const SHOWING = /--(?:cpu[-_]prof|heap[-_]prof|heapsnapshot)/;
/** A flag with which `import` returns the text of any file. */
const READING = /--experimental[-_]import[-_]text/;
const hrefOf = getOwnPropertyDescriptor(URL.prototype, 'href').get;
const { env: processEnv } = process;
let setEnvironmentData;

function install() {
  whenLoaded('worker_threads', (threads) => {
    ({ setEnvironmentData } = threads);
    guardThreads(threads);
  });
}

/** To be called right before a thread is made, also by module.register, which has everything loaded that is hooked. */
function handOver() {
  setEnvironmentData(KEY, { ...settings });
}

function guardThreads(threads) {
  replaceClass(threads, 'Worker', (args, create) => {
    const { 0: file } = args;
    const options = copyOf(args[1]);
    const string = options?.eval ? 'eval' : dataUrl(file) ? 'data:' : undefined;
    if (!startedByRuntime()) {
      if (denied('worker', 'Worker', string ?? `${file}`)) throw accessDenied('worker', 'Worker');
      if (string && denied('dynamicCode', 'Worker', string)) throw accessDenied('dynamicCode', 'Worker');
    }
    handOver();
    return withGuard(options, () => create([file, options]));
  });
}

/** The options, read once, because a getter could return another value the next time. */
function copyOf(options) {
  if (options === null || (typeof options !== 'object' && typeof options !== 'function')) return options;
  const copy = { __proto__: null };
  for (const name in options) copy[name] = undefined;
  for (let i = 0; i < OPTIONS.length; i++) copy[OPTIONS[i]] = undefined;
  for (const name in copy) copy[name] = options[name];
  if (typeof copy.env === 'object' && copy.env !== null) {
    copy.env = { ...copy.env };
    // An object could become another text the next time.
    if (copy.env.NODE_OPTIONS !== undefined) copy.env.NODE_OPTIONS = `${copy.env.NODE_OPTIONS}`;
  }
  if (isArray(copy.execArgv)) copy.execArgv = listWithGuard(copy.execArgv);
  return copy;
}

function dataUrl(file) {
  try {
    return startsWith(apply(hrefOf, file, []), 'data:');
  } catch {
    return false;
  }
}

/** If a function handles several invocations at a time, the runtime itself creates threads, before it loads any code of the function. */
function startedByRuntime() {
  return !lambda.handlerLoaded && startsWith(caller()?.script ?? '', `file://${lambda.runtimeFolder}/`);
}

/** Adds the guard in front of the arguments. Arguments that a thread inherits from the process have it already. */
function listWithGuard(execArgv) {
  const list = ['--require', GUARD];
  for (let i = 0; i < execArgv.length; i++) {
    const flag = `${execArgv[i]}`;
    denyOpening(flag);
    defineProperty(list, list.length, { __proto__: null, value: flag, writable: true, enumerable: true, configurable: true });
  }
  return list;
}

/** Node.js loads modules in NODE_OPTIONS before those of the arguments, so the guard comes first there, too. */
function withGuard(options, create) {
  const env = options?.env;
  const own = typeof env === 'object' && env !== null ? env : processEnv;
  const theirs = own.NODE_OPTIONS;
  if (theirs === undefined || theirs === settings.NODE_OPTIONS) return create();
  denyOpening(unquoted(theirs));
  own.NODE_OPTIONS = `--require ${GUARD} ${theirs}`;
  try {
    return create();
  } finally {
    own.NODE_OPTIONS = theirs;
  }
}

/** Node.js removes quotes and backslashes from NODE_OPTIONS. */
function unquoted(options) {
  let plain = '';
  for (let i = 0; i < options.length; i++) if (options[i] !== '"' && options[i] !== '\\') plain += options[i];
  return plain;
}

function denyOpening(flags) {
  if (test(OPENING, flags) !== null && tamperingDenied('Worker', flags)) throw tamperingError('Worker');
  if (test(SHOWING, flags) !== null && denied('inspector', 'Worker', flags)) throw accessDenied('inspector', 'Worker');
  if (test(READING, flags) !== null && denied('sourceRead', 'Worker', flags)) throw accessDenied('sourceRead', 'Worker');
}

module.exports = { __proto__: null, handOver, install };
