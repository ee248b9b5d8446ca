'use strict';
/** The functions of the native library, and whether V8 asks it about code. */
const { LIBRARY, addon } = require('./addon.cjs');
const policy = require('./policy.cjs');

const { base64, base64Of, builtinSource, bytesOf, callers, copyOf, log, moduleBinding, permitWebAssembly, place, received, setEntry, textOf } = addon;

/** Whether this library precedes libc in symbol lookup. */
const nativeHolds = received !== undefined;

/** The internal binding with the class of ES modules, for which V8 does not call the library. */
const modules = moduleBinding?.();

/** Whether V8 calls the library for code, and the class of ES modules can be guarded. */
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
