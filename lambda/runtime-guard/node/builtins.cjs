'use strict';
/**
 * Hooks on built-in modules that not every function uses. Loading them at every start, only to hook them, would take two milliseconds. So each is hooked once Node.js has loaded it,
 * before any other code has it. Other code gets a built-in module in three ways: `require`, which ends in Module._load;
 * `import`, which reads the protocol of a URL; and process.getBuiltinModule. If a hook fails, for example because the stack is full, it is tried again the next time. Until then
 * no code gets the module.
 */
const { Module, append, apply, builtinsBefore, getOwnPropertyDescriptor, includes, loadedBuiltins: loaded, setPrototypeOf, slice } = require('./intrinsics.cjs');
const { afterFunction, define, replaceFunction, replaceGetter } = require('./hook.cjs');
const { settings } = require('./settings.cjs');

const PREFIX = 'NativeModule ';

const { _load: load, isBuiltin, syncBuiltinESMExports } = Module;
const pathnameOf = getOwnPropertyDescriptor(URL.prototype, 'pathname').get;

const hooks = { __proto__: null };
const names = [];
/** Modules that `import` has asked for before. */
const known = { __proto__: null };
let checked = 0;
/** Whether `import` has read the protocol of a URL. */
let importsAsk = false;

/**
 * @param {string} name the name of a built-in module
 * @param {(exports: object) => void} replace replaces functions of the module
 */
function whenLoaded(name, replace) {
  const other = hooks[name];
  if (other === undefined) append(names, name);
  hooks[name] = other === undefined ? replace : (exports) => (other(exports), replace(exports));
}

function install() {
  // The list must contain `module`, and must have grown since the guard loaded it or, if other code had loaded it before, this small one.
  if (!(loaded?.length > builtinsBefore)) require('path/posix');
  if (!(loaded?.length > builtinsBefore && isLoaded('module'))) {
    hookAll();
    return;
  }
  hookLoadedBefore();
  concealList();
  afterFunction(Module, '_load', hookNew);
  afterFunction(process, 'getBuiltinModule', hookNew);
  replaceGetter(URL.prototype, 'protocol', beforeImport, true);
  for (const name of ['register', 'registerHooks']) {
    replaceFunction(Module, name, (original, self, args) => {
      hookAll();
      return original(self, args);
    });
  }
  // So far, only modules in NODE_OPTIONS can have imported anything. From now on, a module is hooked before Node.js copies its exports for `import`.
  if (settings.NODE_OPTIONS !== undefined) syncBuiltinESMExports();
}

/** Searches the list for each name. To go through the whole list would take longer. */
function hookLoadedBefore() {
  checked = loaded.length;
  for (let i = 0; i < names.length; i++) if (isLoaded(names[i]) || (names[i] === 'inspector' && isLoaded('repl'))) hook(names[i]);
  hookNew();
}

function isLoaded(name) {
  return includes(loaded, PREFIX + name);
}

function hookNew() {
  for (; checked < loaded.length; checked++) {
    const name = slice(loaded[checked], PREFIX.length);
    // The REPL loads a debugger for itself when it starts.
    hook(name === 'repl' ? 'inspector' : name);
  }
}

function hook(name) {
  if (hooks[name] === undefined) return;
  hooks[name](apply(load, Module, [`node:${name}`]));
  hooks[name] = undefined;
}

/** Hooks all modules at once, if it is unknown which will be loaded. Module hooks, for example, may load modules in other ways. */
function hookAll() {
  const { emitWarning } = process;
  // WASI warns that it is experimental when it is loaded.
  process.emitWarning = () => {};
  try {
    for (let i = 0; i < names.length; i++) if (isBuiltin(`node:${names[i]}`)) hook(names[i]);
  } finally {
    process.emitWarning = emitWarning;
  }
  syncBuiltinESMExports();
}

function beforeImport(protocol, url) {
  importsAsk = true;
  if (protocol === 'node:') {
    const name = apply(pathnameOf, url, []);
    if (known[name] === undefined && isBuiltin(protocol + name)) {
      apply(load, Module, [protocol + name]);
      known[name] = true;
    }
    hookNew();
  }
  return protocol;
}

/** Called when the first ES module is read. If Node.js has not read the protocol of its URL, the guard would miss its imports of built-in modules. */
function confirmImports() {
  if (importsAsk) return;
  importsAsk = true;
  hookAll();
}

/** Gives other code a copy of the list. With the list itself, it could remove items or define setters. */
function concealList() {
  setPrototypeOf(loaded, null);
  define(process, 'moduleLoadList', {
    __proto__: null,
    get() {
      const copy = [];
      for (let i = 0; i < loaded.length; i++) append(copy, loaded[i]);
      return copy;
    },
    enumerable: true,
    configurable: true,
  });
}

module.exports = { __proto__: null, confirmImports, install, whenLoaded };
