'use strict';
/**
 * sourceRead: reading files below LAMBDA_TASK_ROOT once the handler has been loaded, by anything but `require` and `import`.
 */
const fs = require('fs');
const path = require('path');
const url = require('url');
const { Error, isBuffer, nextTick, promiseReject, startsWith, utf8 } = require('./intrinsics.cjs');
const { denied } = require('./events.cjs');
const { replaceClass, replaceFunction } = require('./hook.cjs');
const lambda = require('./lambda.cjs');
const { calledByLoader } = require('./stack.cjs');

const CATEGORY = 'sourceRead';
const EACCES = -13;
const { resolve } = path;
const { fileURLToPath } = url;
const realpath = fs.realpathSync.native;

/** Functions of fs, by how they report an error; what they read is their first argument. */
const SYNC = ['readFileSync', 'openSync', 'copyFileSync', 'cpSync', 'linkSync', 'symlinkSync'];
const CALLBACK = ['readFile', 'open', 'copyFile', 'cp', 'link', 'symlink'];
const PROMISES = ['readFile', 'open', 'copyFile', 'cp', 'link', 'symlink'];

let root;
/** What a synchronous function is being called with. */
let judged;

function install() {
  if (lambda.taskRoot === undefined) return;
  try {
    root = realpath(lambda.taskRoot);
  } catch {
    root = resolve(lambda.taskRoot);
  }
  for (const name of SYNC) {
    replaceFunction(fs, name, (original, self, args) => {
      // Some functions of fs call others; what has been judged once is not judged again.
      if (judged !== undefined && judged === args[0]) return original(self, args);
      if (refused(name, args)) throw errorOf(name, args[0]);
      judged = args[0];
      try {
        return original(self, args);
      } finally {
        judged = undefined;
      }
    });
  }
  for (const name of CALLBACK) {
    replaceFunction(fs, name, (original, self, args) => {
      const callback = args[args.length - 1];
      if (typeof callback !== 'function' || !refused(name, args)) return original(self, args);
      nextTick(callback, errorOf(name, args[0]));
    });
  }
  for (const name of PROMISES) replaceFunction(fs.promises, name, rejecting(`promises.${name}`));
  replaceFunction(fs, 'openAsBlob', rejecting('openAsBlob'));
  guardWasi();
  replaceFunction(process, 'loadEnvFile', (original, self, args) => {
    if (refused('loadEnvFile', args.length === 0 ? ['.env'] : args)) throw errorOf('loadEnvFile', args[0]);
    return original(self, args);
  });
}

/** WASI reads in folders that it is given at the start. */
function guardWasi() {
  const { emitWarning } = process;
  // It warns that it is an experiment when it is loaded.
  process.emitWarning = () => {};
  const wasi = require('wasi');
  process.emitWarning = emitWarning;
  replaceClass(wasi, 'WASI', (args) => {
    const preopens = args[0]?.preopens;
    if (typeof preopens !== 'object' || preopens === null) return args;
    const copy = { ...preopens };
    for (const name of Object.keys(copy)) {
      if (lambda.handlerLoaded && leadsToSource(copy[name]) && denied(CATEGORY, 'WASI', pathOf(copy[name]))) throw errorOf('WASI', copy[name]);
    }
    return [{ ...args[0], preopens: copy }];
  });
}

function leadsToSource(folder) {
  const file = pathOf(`${folder}`);
  return file === '/' || startsWith(`${root}/`, `${file}/`) || isSource(file);
}

function rejecting(name) {
  return (original, self, args) => (refused(name, args) ? promiseReject(errorOf(name, args[0])) : original(self, args));
}

function refused(api, args) {
  if (!lambda.handlerLoaded) return false;
  const file = pathOf(args[0]);
  return file !== undefined && isSource(file) && !calledByLoader() && denied(CATEGORY, `fs.${api}`, file);
}

/** The absolute path that an argument of fs stands for; undefined if it is none (a descriptor, say), which the original judges. */
function pathOf(value) {
  try {
    if (typeof value === 'string') return resolve(value);
    if (isBuffer(value)) return resolve(utf8(value));
    return value instanceof URL ? fileURLToPath(value) : undefined;
  } catch {
    return undefined;
  }
}

function isSource(file) {
  if (isBelow(file)) return true;
  try {
    // Links, and the many names of a folder in /proc.
    return isBelow(realpath(file));
  } catch {
    return false;
  }
}

function isBelow(file) {
  return file === root || startsWith(file, `${root}/`);
}

function errorOf(name, file) {
  const error = new Error(`EACCES: permission denied by the runtime policy of this function (${CATEGORY}), ${name} '${pathOf(file)}'`);
  error.errno = EACCES;
  error.code = 'EACCES';
  error.syscall = 'open';
  error.path = pathOf(file);
  return error;
}

module.exports = { __proto__: null, install };
