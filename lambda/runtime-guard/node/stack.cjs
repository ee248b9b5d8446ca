'use strict';
/** Who called: frames of the stack as V8 tells the native library, whatever has been made of Error and its kind. The guard's own are left out. */
const { callers } = require('./engine.cjs');
const { indexOf, slice, startsWith, test } = require('./intrinsics.cjs');

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

/** The nearest frame; undefined where nobody can tell who calls, as in what runs from the event loop. */
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
 * Whether a function of Node.js called the guarded one. Names tell functions apart: others in the same file call what they were given by anybody.
 *
 * @param {Record<string, RegExp>} functions by script
 */
function calledBy(functions) {
  const frame = caller();
  return frame !== undefined && isOneOf(functions, frame.script, frame.name);
}

function isOneOf(functions, script, name) {
  return functions[script] !== undefined && test(functions[script], name) !== null;
}

/** Where Node.js runs what its command line holds, and a worker's string of code. */
const EVALUATORS = { __proto__: null, 'node:internal/process/execution': /^(?:eval|runScript)/ };

/** Where the modules of a `require` or `import` are read. */
const READERS = {
  __proto__: null,
  'node:internal/modules/cjs/loader': /^(?:defaultLoadImpl|loadSource|Module\._extensions\.\.json)$/,
  'node:internal/modules/helpers': /^readFileSync$/,
  'node:internal/modules/esm/load': /^getSource(?:Sync)?$/,
  'node:internal/modules/esm/translators': /^commonjsStrategy$/,
};

/** Functions in which the loader begins: whatever is below them is its own. Some frames have no name in some releases and threads. */
const ENTRIES = {
  __proto__: null,
  'node:internal/modules/cjs/loader': /^(?:wrapModuleLoad|Module\._load)$/,
  'node:internal/modules/helpers': /^require$/,
  'node:internal/modules/run_main': /^executeUserEntryPoint$/,
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

module.exports = { __proto__: null, EVALUATORS, calledBy, calledByLoader, caller };
