'use strict';
/**
 * What the module loader reads. The native library reads it for the loader, and hands over text: nothing of JavaScript is between a file and its compiler, and nobody else may read
 * files of the function once the first invocation has come (native/interpose-open.c).
 */
const { append, apply, decodeURIComponent, fs, getOwnPropertyDescriptor, promiseResolve, test } = require('./intrinsics.cjs');
const { bytesOf, textOf } = require('./engine.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { confirmImports } = require('./builtins.cjs');
const { replaceFunction } = require('./hook.cjs');
const policy = require('./policy.cjs');
const { calledByLoader } = require('./stack.cjs');

const CATEGORY = 'dynamicCode';
const pathnameOf = getOwnPropertyDescriptor(URL.prototype, 'pathname').get;
/** What modules are called; a file of another name is not worth a look at the stack. */
const MODULE = /\.(?:[cm]?[jt]s|json|wasm)$|\/[^./]+$/;

/** Files of WebAssembly that have been imported. */
const webAssemblyFiles = [];
/** What the loader has read last. */
let lastFile;
let lastText;

function install() {
  const locked = policy.modes[CATEGORY] === 'block';
  replaceFunction(fs, 'readFileSync', (original, self, args) => forLoader(args) ?? original(self, args), locked);
  // Later releases read all modules by the other.
  if (Number.parseInt(process.versions.node, 10) >= 22) return;
  replaceFunction(
    fs.promises,
    'readFile',
    (original, self, args) => {
      const source = forLoader(args);
      return source === undefined ? original(self, args) : promiseResolve(source);
    },
    locked,
  );
}

/** What a file holds, if this is a call of the loader's for a file that was deployed. */
function forLoader(args) {
  const required = typeof args[0] === 'string';
  if ((required ? test(MODULE, args[0]) : typeof args[0] !== 'object') === null || !calledByLoader()) return undefined;
  if (!required) confirmImports();
  const file = required ? args[0] : pathOf(args[0]);
  const source = file === undefined ? undefined : read(file);
  // What is required is judged where it is compiled.
  if (source === undefined && !required && denied(CATEGORY, 'import', file)) throw accessDenied(CATEGORY, 'import');
  return source;
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
  if (test(/\.wasm$/, file) !== null) {
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
