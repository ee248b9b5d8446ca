'use strict';
/** Who called: frames of the stack as V8 tells the native library, whatever has been made of Error and its kind. The guard's own are left out. */
const { callers } = require('./engine.cjs');
const { indexOf, slice, startsWith } = require('./intrinsics.cjs');

/** Hooks in each other may take more frames than are looked at first. */
const FEW = 8;
const MANY = 40;

/**
 * Goes through frames, nearest first.
 *
 * @param {(script: string, name: string) => boolean | undefined} visit the script of a frame and its function; a result ends it
 * @returns {boolean | undefined} the first result
 */
function walk(depth, visit) {
  const frames = callers === undefined ? '' : callers(depth);
  for (let start = 0; start < frames.length; ) {
    const tab = indexOf(frames, '\t', start);
    const end = indexOf(frames, '\n', start);
    const result = visit(slice(frames, start, tab), slice(frames, tab + 1, end));
    if (result !== undefined) return result;
    start = end + 1;
  }
  return undefined;
}

/** The nearest frame; undefined where there is no caller, as in what runs from the event loop. */
function caller() {
  let frame;
  const visit = (script, name) => {
    frame = { __proto__: null, script, name };
    return true;
  };
  void (walk(FEW, visit) ?? walk(MANY, visit));
  return frame;
}

/**
 * Whether a certain function of Node.js called the guarded one. Scripts are not enough: other functions of the same script call functions that other code has passed to them.
 *
 * @param {Record<string, (name: string) => boolean>} functions which of them count, by script
 */
function calledBy(functions) {
  const frame = caller();
  return frame !== undefined && isOneOf(functions, frame.script, frame.name);
}

function isOneOf(functions, script, name) {
  return functions[script]?.(name) === true;
}

/** Regular expressions would do, but V8 makes machine code of each, which every start would pay for. */
const isGetSource = (name) => name === 'getSource' || name === 'getSourceSync';

/** Where Node.js runs what its command line holds, and a worker's string of code. */
const EVALUATORS = { __proto__: null, 'node:internal/process/execution': (name) => startsWith(name, 'eval') || startsWith(name, 'runScript') };

/** Where the ES module loader makes the source of a module. */
const SOURCES = { __proto__: null, 'node:internal/modules/esm/load': isGetSource };

/** Where the modules of a `require` or `import` are read. */
const READERS = {
  __proto__: null,
  'node:internal/modules/cjs/loader': (name) => name === 'defaultLoadImpl' || name === 'loadSource' || name === 'Module._extensions..json',
  'node:internal/modules/helpers': (name) => name === 'readFileSync',
  'node:internal/modules/esm/load': isGetSource,
  'node:internal/modules/esm/translators': (name) => name === 'commonjsStrategy',
};

/** Functions in which the loader begins: whatever is below them is its own. Some frames have no name in some releases and threads. */
const ENTRIES = {
  __proto__: null,
  'node:internal/modules/cjs/loader': (name) => name === 'wrapModuleLoad' || name === 'Module._load',
  'node:internal/modules/helpers': (name) => name === 'require',
  'node:internal/modules/run_main': (name) => name === 'executeUserEntryPoint',
};

/**
 * Whether the module loader called the guarded function, for a `require` or `import` of its own: its frames reach up to where
 * the loader begins, with no other code in between that could take the source for itself.
 */
function calledByLoader() {
  if (!calledBy(READERS)) return false;
  return (
    walk(MANY, (script, name) => {
      if (!startsWith(script, 'node:internal/modules/')) return false;
      return startsWith(script, 'node:internal/modules/esm/') || isOneOf(ENTRIES, script, name) ? true : undefined;
    }) === true
  );
}

module.exports = { __proto__: null, EVALUATORS, SOURCES, calledBy, calledByLoader, caller };
