'use strict';
/**
 * Files that the module loader reads. The native library reads them for the loader and returns their text. No JavaScript code is between a file and its compiler, and no other code may read
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
/** The file extensions of modules. */
const MODULES = { __proto__: TYPED, '': true, '.js': true, '.cjs': true, '.mjs': true, '.json': true, '.wasm': true };

const MAJOR = Number.parseInt(process.versions.node, 10);

/** The folders of the function's modules; outside of Lambda, all folders. The loader itself reads modules in other folders. */
const FOLDERS = lambda.taskRoot === undefined ? ['/'] : [`${realOf(lambda.taskRoot)}/`, '/opt/'];

/** Imported files of WebAssembly. */
const webAssemblyFiles = [];
/** The file that the loader has read last. */
let lastFile;
let lastText;

function install() {
  const locked = policy.modes[CATEGORY] === 'block';
  replaceFunction(fs, 'readFileSync', (original, self, args) => forLoader(args) ?? original(self, args), locked);
  // Code that replaces the function that the loader reads with could replace sources.
  if (!locked) watchReplacement(fs, 'readFileSync', () => void denied(CATEGORY, 'fs.readFileSync', 'replaced'));
  if (MAJOR < 22) guardPromises(locked);
  // Up to Node.js 22 the loader reads options that objects may inherit, such as a source.
  if (MAJOR < 24 && locked) Object.preventExtensions(objectPrototype);
  if (MAJOR < 24 && policy.modes.sourceRead === 'block') lockLexer();
}

/** Up to Node.js 22, the search for exports of an imported CommonJS module calls these methods on its text. */
function lockLexer() {
  for (const name of ['charCodeAt', 'codePointAt', 'indexOf', 'lastIndexOf', 'slice', 'startsWith']) {
    const property = getOwnPropertyDescriptor(String.prototype, name);
    property.writable = property.configurable = false;
    define(String.prototype, name, property);
  }
}

/** Node.js 20 reads ES modules asynchronously. */
function guardPromises(locked) {
  const judge = (original, self, args) => {
    const source = forLoader(args);
    return source === undefined ? original(self, args) : promiseResolve(source);
  };
  replaceFunction(fs.promises, 'readFile', judge, locked);
  if (!locked) watchReplacement(fs.promises, 'readFile', () => void denied(CATEGORY, 'fs.promises.readFile', 'replaced'));
}

/** The content of a file, if the loader calls and the file was deployed. */
function forLoader(args) {
  const required = typeof args[0] === 'string';
  if (!(required ? mayBeModule(args[0]) : typeof args[0] === 'object') || !calledByLoader()) return undefined;
  if (!required) confirmImports();
  const file = required ? args[0] : pathOf(args[0]);
  if (file !== undefined) denyLateTypes(file);
  const source = file === undefined ? undefined : read(file);
  // Modules that are required are judged when they are compiled.
  if (source === undefined && !required && denied(CATEGORY, 'import', file)) throw accessDenied(CATEGORY, 'import');
  return source;
}

/** For a file in another folder or with another extension, the stack is not read. */
function mayBeModule(path) {
  for (let i = 0; i < FOLDERS.length; i++) if (startsWith(path, FOLDERS[i])) return MODULES[extensionOf(path)] === true;
  return false;
}

/** Types are stripped by JavaScript that other code can change, so it gets no text once reading is blocked. */
function denyLateTypes(file) {
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

/** The extension, such as `.cjs`; `''` if there is none. */
function extensionOf(path) {
  const dot = lastIndexOf(path, '.');
  return dot < 0 || lastIndexOf(path, '/') > dot ? '' : slice(path, dot);
}

/** The path in the URL of a module. */
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

/** Whether a text is the content of the named file, and the file was deployed. */
function isDeployedText(text, file) {
  return (file === lastFile && text === lastText) || text === textOf(file);
}

module.exports = { __proto__: null, install, isDeployedText, webAssemblyFiles };
