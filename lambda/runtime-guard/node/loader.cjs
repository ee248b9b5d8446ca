'use strict';
/**
 * What the module loader reads. The native library reads it for the loader, and hands over text: nothing of JavaScript is between a file and its compiler, and no other code may read
 * files of the function once the first invocation has arrived (native/interpose-open.c).
 */
const { append, apply, decodeURIComponent, fs, getOwnPropertyDescriptor, lastIndexOf, objectPrototype, promiseResolve, realpath, slice, startsWith } = require('./intrinsics.cjs');
const { bytesOf, textOf } = require('./engine.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { confirmImports } = require('./builtins.cjs');
const { define, replaceFunction, watchReplacement } = require('./hook.cjs');
const { lambda } = require('./lambda.cjs');
const policy = require('./policy.cjs');
const { calledByLoader } = require('./stack.cjs');

const CATEGORY = 'dynamicCode';
const pathnameOf = getOwnPropertyDescriptor(URL.prototype, 'pathname').get;
const TYPED = { __proto__: null, '.ts': true, '.cts': true, '.mts': true };
/** What modules are called. */
const MODULES = { __proto__: TYPED, '': true, '.js': true, '.cjs': true, '.mjs': true, '.json': true, '.wasm': true };

const MAJOR = Number.parseInt(process.versions.node, 10);

/** Where the function's modules are: those of others the loader may read by itself. Outside of Lambda they may be anywhere. */
const FOLDERS = lambda.taskRoot === undefined ? ['/'] : [`${realOf(lambda.taskRoot)}/`, '/opt/'];

/** Files of WebAssembly that have been imported. */
const webAssemblyFiles = [];
/** What the loader has read last. */
let lastFile;
let lastText;

function install() {
  const locked = policy.modes[CATEGORY] === 'block';
  replaceFunction(fs, 'readFileSync', (original, self, args) => forLoader(args) ?? original(self, args), locked);
  // To replace what the loader reads with is to replace sources.
  if (!locked) watchReplacement(fs, 'readFileSync', () => void denied(CATEGORY, 'fs.readFileSync', 'replaced'));
  if (MAJOR < 22) guardPromises(locked);
  // Up to 22 the loader reads options of objects that inherit: a source, for one.
  if (MAJOR < 24 && locked) Object.preventExtensions(objectPrototype);
  if (MAJOR < 24 && policy.modes.sourceRead === 'block') lockLexer();
}

/** Up to 22, what looks for the exports of a CommonJS module that is imported calls these on its text. */
function lockLexer() {
  for (const name of ['charCodeAt', 'codePointAt', 'indexOf', 'lastIndexOf', 'slice', 'startsWith']) {
    const property = getOwnPropertyDescriptor(String.prototype, name);
    property.writable = property.configurable = false;
    define(String.prototype, name, property);
  }
}

/** Node.js 20 reads ES modules by a promise, and awaits it. */
function guardPromises(locked) {
  const judge = (original, self, args) => {
    const source = forLoader(args);
    return source === undefined ? original(self, args) : promiseResolve(source);
  };
  replaceFunction(fs.promises, 'readFile', judge, locked);
  if (!locked) watchReplacement(fs.promises, 'readFile', () => void denied(CATEGORY, 'fs.promises.readFile', 'replaced'));
}

/** What a file holds, if this is a call of the loader's for a file that was deployed. */
function forLoader(args) {
  const required = typeof args[0] === 'string';
  if (!(required ? mayBeModule(args[0]) : typeof args[0] === 'object') || !calledByLoader()) return undefined;
  if (!required) confirmImports();
  const file = required ? args[0] : pathOf(args[0]);
  if (file !== undefined) refuseLateTypes(file);
  const source = file === undefined ? undefined : read(file);
  // What is required is judged where it is compiled.
  if (source === undefined && !required && denied(CATEGORY, 'import', file)) throw accessDenied(CATEGORY, 'import');
  return source;
}

/** A file elsewhere, or of another name, is not worth a look at the stack. */
function mayBeModule(path) {
  for (let i = 0; i < FOLDERS.length; i++) if (startsWith(path, FOLDERS[i])) return MODULES[extensionOf(path)] === true;
  return false;
}

/** What strips types is JavaScript that others can change: it gets no text that may not be read any more. */
function refuseLateTypes(file) {
  if (!lambda.handlerLoaded || lambda.taskRoot === undefined || TYPED[extensionOf(file)] === undefined) return;
  if (denied('sourceRead', 'late import of TypeScript', file)) throw accessDenied('sourceRead', 'late import of TypeScript');
}

function realOf(path) {
  try {
    return realpath(path);
  } catch {
    return path;
  }
}

/** Such as `.cjs`; `''` where a name has none. */
function extensionOf(path) {
  const dot = lastIndexOf(path, '.');
  return dot < 0 || lastIndexOf(path, '/') > dot ? '' : slice(path, dot);
}

/** The path that the URL of a module names. */
function pathOf(url) {
  try {
    return decodeURIComponent(apply(pathnameOf, url, []));
  } catch {
    return undefined;
  }
}

function read(file) {
  if (extensionOf(file) === '.wasm') {
    append(webAssemblyFiles, file);
    return bytesOf(file);
  }
  lastText = textOf(file);
  lastFile = file;
  return lastText;
}

/** Whether a text is that of the file of this name, and the file was deployed. */
function isDeployedText(text, file) {
  return (file === lastFile && text === lastText) || text === textOf(file);
}

module.exports = { __proto__: null, install, isDeployedText, webAssemblyFiles };
