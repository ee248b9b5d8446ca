'use strict';
/** The calling code: stack frames from V8, through the native library. Changes to Error have no effect on them. The guard's own frames are left out. */
const { callers } = require('./engine.cjs');
const { indexOf, slice, startsWith } = require('./intrinsics.cjs');

/** Nested hooks may need more frames than are read first. */
const FEW = 8;
const MANY = 40;

/**
 * Visits frames, nearest first.
 *
 * @param {(script: string, name: string) => boolean | undefined} visit called with the script and the function of a frame; a result ends the visit
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

/** The nearest frame; undefined if there is no caller, as in callbacks of the event loop. */
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
 * Whether one of certain functions of Node.js called the guarded one. The script alone is not enough: other functions of the same script call callbacks of other code.
 *
 * @param {Record<string, (name: string) => boolean>} functions whether a function counts, by script
 */
function calledBy(functions) {
  const frame = caller();
  return frame !== undefined && isOneOf(functions, frame.script, frame.name);
}

function isOneOf(functions, script, name) {
  return functions[script]?.(name) === true;
}

/** Used instead of regular expressions, because V8 compiles each of these, at every start. */
const isGetSource = (name) => name === 'getSource' || name === 'getSourceSync';

/** The functions in which Node.js runs code from its command line, and the code string of a worker. */
const EVALUATORS = { __proto__: null, 'node:internal/process/execution': (name) => startsWith(name, 'eval') || startsWith(name, 'runScript') };

/** The functions in which the ES module loader creates a module from its source. */
const SOURCES = { __proto__: null, 'node:internal/modules/esm/load': isGetSource };

/** The functions in which the modules of a `require` or `import` are read. */
const READERS = {
  __proto__: null,
  'node:internal/modules/cjs/loader': (name) => name === 'defaultLoadImpl' || name === 'loadSource' || name === 'Module._extensions..json',
  'node:internal/modules/helpers': (name) => name === 'readFileSync',
  'node:internal/modules/esm/load': isGetSource,
  'node:internal/modules/esm/translators': (name) => name === 'commonjsStrategy',
};

/** Entry functions of the loader: all frames that they call belong to it. Some frames have no name in some releases and threads. */
const ENTRIES = {
  __proto__: null,
  'node:internal/modules/cjs/loader': (name) => name === 'wrapModuleLoad' || name === 'Module._load',
  'node:internal/modules/helpers': (name) => name === 'require',
  'node:internal/modules/run_main': (name) => name === 'executeUserEntryPoint',
};

/**
 * Whether the module loader called the guarded function for a `require` or `import`: its frames reach up to an entry function,
 * without other code in between that could get the source.
 */
function calledByLoader() {
  let reads = false;
  return (
    walk(MANY, (script, name) => {
      reads ||= isOneOf(READERS, script, name);
      if (!reads || !startsWith(script, 'node:internal/modules/')) return false;
      return startsWith(script, 'node:internal/modules/esm/') || isOneOf(ENTRIES, script, name) ? true : undefined;
    }) === true
  );
}

module.exports = { __proto__: null, EVALUATORS, SOURCES, calledBy, calledByLoader, caller };
