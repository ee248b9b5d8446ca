'use strict';
/** Who called: frames of the stack, by means that the code which is judged has no hold on. */
const util = require('util');
const { Error, append, defineProperty, getOwnPropertyDescriptor, startsWith, test } = require('./intrinsics.cjs');

const OWN_FOLDER = `${__dirname}/`;
const captureStackTrace = Error.captureStackTrace;
const getCallSites = util.getCallSites ?? classicCallSites();
const OPTIONS = Object.freeze({ __proto__: null, sourceMap: false });

/**
 * The frames of others than the guard, nearest first.
 *
 * @param {number} depth how many frames to look at, the guard's own among them
 * @returns {{ scriptName: string, functionName: string, lineNumber: number, column: number }[]}
 */
function callers(depth) {
  const frames = getCallSites(depth, OPTIONS);
  const result = [];
  for (let i = 0; i < frames.length; i++) {
    const name = frames[i].scriptName;
    if ((result.length === 0 && name === 'node:util') || startsWith(name, OWN_FOLDER)) continue;
    append(result, frames[i]);
  }
  return result;
}

/** The nearest frame of others than the guard; undefined where nobody can tell who calls, as in what runs from the event loop. */
function caller() {
  // Hooks in each other may take more frames than are looked at first.
  return callers(8)[0] ?? callers(40)[0];
}

/** The nearest frame of the application, such as `send (/var/task/index.js:3:7)`; null if there is none. */
function topFrame() {
  const frames = callers(40);
  for (let i = 0; i < frames.length; i++) {
    const { scriptName, functionName, lineNumber } = frames[i];
    if (scriptName === '' || startsWith(scriptName, 'node:')) continue;
    const place = `${scriptName}:${lineNumber}:${frames[i].columnNumber ?? frames[i].column}`;
    return functionName ? `${functionName} (${place})` : place;
  }
  return null;
}

/**
 * Whether a function of Node.js called the guarded one. Names tell functions apart: others in the same file call what they were given by anybody.
 *
 * @param {Record<string, RegExp>} functions by script
 */
function calledBy(functions) {
  const frame = caller();
  const names = frame && functions[frame.scriptName];
  return names !== undefined && test(names, frame.functionName) !== null;
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
  const frames = callers(40);
  for (let i = 0; i < frames.length; i++) {
    const { scriptName, functionName } = frames[i];
    if (!startsWith(scriptName, 'node:internal/modules/')) return false;
    if (startsWith(scriptName, 'node:internal/modules/esm/')) return true;
    if (ENTRIES[scriptName] !== undefined && test(ENTRIES[scriptName], functionName) !== null) return true;
  }
  return false;
}

/** Node.js 20 has no util.getCallSites: the frames come by way of Error.prepareStackTrace, which nobody may stand in for meanwhile. */
function classicCallSites() {
  let own;
  let theirs = getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.value;
  defineProperty(Error, 'prepareStackTrace', { __proto__: null, get: () => own ?? theirs, set: (value) => void (theirs = value), enumerable: false, configurable: false });
  return function getFrames(depth) {
    const frames = [];
    if (getOwnPropertyDescriptor(globalThis, 'Error')?.value !== Error) return frames;
    const limit = getOwnPropertyDescriptor(Error, 'stackTraceLimit');
    defineProperty(Error, 'stackTraceLimit', { __proto__: null, value: depth, writable: true, enumerable: true, configurable: true });
    own = (_, sites) => {
      for (let i = 0; i < sites.length; i++) {
        append(frames, {
          __proto__: null,
          scriptName: sites[i].getFileName() ?? '',
          functionName: sites[i].getFunctionName() ?? '',
          lineNumber: sites[i].getLineNumber(),
          column: sites[i].getColumnNumber(),
        });
      }
      return '';
    };
    try {
      const holder = {};
      captureStackTrace(holder);
      void holder.stack;
    } finally {
      own = undefined;
      if (limit) defineProperty(Error, 'stackTraceLimit', { __proto__: null, ...limit });
    }
    return frames;
  };
}

module.exports = { __proto__: null, EVALUATORS, calledBy, calledByLoader, caller, callers, topFrame };
