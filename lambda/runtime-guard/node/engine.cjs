'use strict';
/** What the native library offers, and whether V8 asks it. */
const { LIBRARY, addon } = require('./addon.cjs');
const policy = require('./policy.cjs');

const { base64, base64Of, builtinSource, bytesOf, callers, copyOf, log, moduleBinding, permitWebAssembly, place, received, setEntry, textOf } = addon;

/** Whether this library stands before libc. */
const nativeHolds = received !== undefined;

/** The internal binding of Node.js that has the class of ES modules, of which V8 does not ask. */
const modules = moduleBinding?.();

/** Whether V8 asks it about code, and what V8 does not ask about can be judged. */
const engineHolds = typeof modules?.ModuleWrap === 'function' && (policy.modes.dynamicCode === 'allow' || isAsked());

function isAsked() {
  addon.startProof();
  try {
    (0, eval)('0');
  } catch {
    // That was the answer.
  }
  try {
    new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  } catch {
    // That was the answer.
  }
  return addon.endProof();
}

module.exports = {
  __proto__: null,
  LIBRARY,
  base64,
  base64Of,
  builtinSource,
  bytesOf,
  callers,
  copyOf,
  engineHolds,
  log,
  modules,
  nativeHolds,
  permitWebAssembly,
  place,
  received,
  setEntry,
  textOf,
};
