'use strict';
/**
 * sourceRead: reading files below LAMBDA_TASK_ROOT once the handler has been loaded, by anything but `require` and `import`.
 */
const url = require('url');
const { Error, apply, fs, isView, nextTick, path, promiseReject, realpath, startsWith, utf8 } = require('./intrinsics.cjs');
const { denied } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { replaceClass, replaceFunction } = require('./hook.cjs');
const { lambda } = require('./lambda.cjs');
const { calledByLoader } = require('./stack.cjs');

const CATEGORY = 'sourceRead';
const EACCES = -13;
const { fileURLToPath } = url;
const OriginalURL = URL;
const { cwd } = process;
const bufferFrom = Buffer.from;
const UTF8 = Object.freeze({ __proto__: null, encoding: 'utf8' });

/** Functions of fs, by how they report an error; what they read is their first argument. */
const SYNC = ['readFileSync', 'openSync', 'openAsBlobSync', 'copyFileSync', 'cpSync', 'linkSync', 'symlinkSync'];
const CALLBACK = ['readFile', 'open', 'copyFile', 'cp', 'link', 'symlink'];
const PROMISES = ['readFile', 'open', 'copyFile', 'cp', 'link', 'symlink'];
/** These read all that is below a folder. */
const WHOLE_FOLDERS = { __proto__: null, cpSync: true, cp: true, 'promises.cp': true };

let root;
/** What a synchronous function is being called with. */
let judged;

function install() {
  if (lambda.taskRoot === undefined) return;
  root = real(lambda.taskRoot) ?? path.resolve(lambda.taskRoot);
  for (const name of SYNC) replaceFunction(fs, name, throwing(name));
  replaceFunction(process, 'loadEnvFile', throwing('loadEnvFile', '.env'));
  for (const name of CALLBACK) {
    replaceFunction(fs, name, (original, self, args) => {
      const callback = firstFunction(args);
      if (callback === undefined || !refused(name, args)) return original(self, args);
      nextTick(callback, errorOf(name, args[0]));
    });
  }
  whenLoaded('fs/promises', (promises) => {
    for (const name of PROMISES) replaceFunction(promises, name, rejecting(`promises.${name}`));
  });
  replaceFunction(fs, 'openAsBlob', rejecting('openAsBlob'));
  whenLoaded('wasi', guardWasi);
}

function throwing(name, byDefault) {
  return (original, self, args) => {
    // Some functions of fs call others; what has been judged once is not judged again.
    if (judged !== undefined && judged === args[0]) return original(self, args);
    if (args.length === 0 && byDefault !== undefined) args[0] = byDefault;
    if (refused(name, args)) throw errorOf(name, args[0]);
    judged = args[0];
    try {
      return original(self, args);
    } finally {
      judged = undefined;
    }
  };
}

function rejecting(name) {
  return (original, self, args) => (refused(name, args) ? promiseReject(errorOf(name, args[0])) : original(self, args));
}

function firstFunction(args) {
  for (let i = 1; i < args.length; i++) if (typeof args[i] === 'function') return args[i];
  return undefined;
}

/** Judges the first argument, and leaves in its place what cannot mean anything else the next time it is read. */
function refused(api, args) {
  if (!lambda.handlerLoaded) return false;
  const file = fixedPath(args[0]);
  if (file === undefined) return false;
  args[0] = file;
  return leadsToSource(file, WHOLE_FOLDERS[api]) && !calledByLoader() && denied(CATEGORY, `fs.${api}`, shown(file));
}

/** A path as a string or a buffer of our own; undefined if the value is none (a descriptor, say), which the original judges. */
function fixedPath(value) {
  try {
    if (typeof value === 'string') return value;
    if (isView(value)) return bufferFrom(value);
    if (typeof value !== 'object' || value === null || !value.href || !value.protocol) return undefined;
    return fileURLToPath(new OriginalURL(`${value.href}`));
  } catch {
    return undefined;
  }
}

function leadsToSource(file, wholeFolder) {
  const name = real(file);
  if (name === undefined) return false;
  return name === root || startsWith(name, `${root}/`) || (wholeFolder === true && (name === '/' || startsWith(root, `${name}/`)));
}

/** Past links, and the many names of a folder in /proc; undefined if there is no such file. */
function real(file) {
  try {
    return realpath(file, UTF8);
  } catch {
    return undefined;
  }
}

function shown(file) {
  const name = typeof file === 'string' ? file : utf8(file);
  return name[0] === '/' ? name : `${apply(cwd, process, [])}/${name}`;
}

/** WASI reads in folders that it is given at the start. */
function guardWasi(wasi) {
  replaceClass(wasi, 'WASI', (args, create) => {
    const options = typeof args[0] === 'object' && args[0] !== null ? { ...args[0] } : args[0];
    if (typeof options?.preopens === 'object' && options.preopens !== null) {
      const preopens = { ...options.preopens };
      for (const name in preopens) {
        const folder = (preopens[name] = `${preopens[name]}`);
        if (lambda.handlerLoaded && leadsToSource(folder, true) && denied(CATEGORY, 'WASI', shown(folder))) throw errorOf('WASI', folder);
      }
      options.preopens = preopens;
    }
    return create([options]);
  });
}

function errorOf(name, file) {
  const error = new Error(`EACCES: permission denied by the runtime policy of this function (${CATEGORY}), ${name} '${shown(file)}'`);
  error.errno = EACCES;
  error.code = 'EACCES';
  error.syscall = 'open';
  error.path = shown(file);
  return error;
}

module.exports = { __proto__: null, install };
