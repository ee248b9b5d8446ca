'use strict';
/**
 * Hooks on modules of Node.js that not every function uses. Loading them at every start, only to hook them, would take two milliseconds; so each is hooked when it has been loaded, by
 * whatever part of Node.js, before any other code has it. Such code has three ways to modules of Node.js, whatever the names it gives them: `require`, which ends in Module._load;
 * `import`, which asks a URL for its protocol; and process.getBuiltinModule. A hook that fails, say for want of stack, is put in place the next time, and until then
 * no code gets the module.
 */
const { Module, append, apply, getOwnPropertyDescriptor, loadedBuiltins: loaded, setPrototypeOf, slice } = require('./intrinsics.cjs');
const { afterFunction, define, replaceFunction, replaceGetter } = require('./hook.cjs');
const { settings } = require('./settings.cjs');

const PREFIX = 'NativeModule ';

const { _load: load, isBuiltin, syncBuiltinESMExports } = Module;
const pathnameOf = getOwnPropertyDescriptor(URL.prototype, 'pathname').get;

const hooks = { __proto__: null };
const names = [];
/** What is known to have been loaded. To look through the list each time would be a loop that V8 compiles, at every start. */
const known = { __proto__: null };
let checked = 0;
/** Whether `import` has been seen to ask a URL for its protocol. */
let importsAsk = false;
/** Whether what `import` gives may lack something that has been replaced. */
let unsynced = true;

/**
 * @param {string} name of a module of Node.js
 * @param {(exports: object) => void} replace replaces its functions
 */
function whenLoaded(name, replace) {
  const other = hooks[name];
  if (other === undefined) append(names, name);
  hooks[name] = other === undefined ? replace : (exports) => (other(exports), replace(exports));
}

function install() {
  // The list has to have what is loaded now: something small that hardly anything needs.
  const before = loaded?.length;
  require('path/posix');
  if (!(loaded?.length > before)) {
    hookAll();
    return;
  }
  hookNew();
  concealList();
  afterFunction(Module, '_load', hookLoaded);
  afterFunction(process, 'getBuiltinModule', hookLoaded);
  replaceGetter(URL.prototype, 'protocol', beforeImport, true);
  for (const name of ['register', 'registerHooks']) {
    replaceFunction(Module, name, (original, self, args) => {
      hookAll();
      return original(self, args);
    });
  }
  // Nothing has been imported yet but by what NODE_OPTIONS names.
  if (settings.NODE_OPTIONS === undefined) unsynced = false;
  sync();
}

function hookLoaded() {
  hookNew();
  sync();
}

function hookNew() {
  for (; checked < loaded.length; checked++) {
    const name = slice(loaded[checked], PREFIX.length);
    // The REPL loads a debugger for itself once it starts.
    hook(name === 'repl' ? 'inspector' : name);
    known[name] = true;
  }
}

function hook(name) {
  if (hooks[name] === undefined) return;
  unsynced = true;
  hooks[name](apply(load, Module, [`node:${name}`]));
  hooks[name] = undefined;
}

function sync() {
  if (!unsynced) return;
  syncBuiltinESMExports();
  unsynced = false;
}

/** Where it is not known what will be loaded, as with module hooks, which may load in ways of their own. */
function hookAll() {
  const { emitWarning } = process;
  // WASI warns that it is an experiment when it is loaded.
  process.emitWarning = () => {};
  try {
    for (let i = 0; i < names.length; i++) if (isBuiltin(`node:${names[i]}`)) hook(names[i]);
  } finally {
    process.emitWarning = emitWarning;
  }
  sync();
}

function beforeImport(protocol, url) {
  importsAsk = true;
  if (protocol === 'node:') {
    const name = apply(pathnameOf, url, []);
    if (known[name] === undefined && isBuiltin(protocol + name)) apply(load, Module, [protocol + name]);
    hookLoaded();
  }
  return protocol;
}

/** To be called when the first ES module is read: on a Node.js that has not asked its URL, its imports of Node.js's modules would not be noticed. */
function confirmImports() {
  if (importsAsk) return;
  importsAsk = true;
  hookAll();
}

/** With the list itself, other code could remove items or define setters for them: it gets a copy. */
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
