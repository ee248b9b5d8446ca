'use strict';
/**
 * The native library as an addon: what it does in this thread is out of reach of JavaScript. Opened a second time, it exports nothing.
 */
const { path } = require('./intrinsics.cjs');
const policy = require('./policy.cjs');

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };
const LIBRARY = `${path.dirname(__dirname)}/native/${ARCHITECTURES[process.arch] ?? process.arch}/libsec3guard.so`;

const addon = open();
const { base64, base64Of, builtinSource, bytesOf, callers, copyOf, log, moduleBinding, permitWebAssembly, place, received, setEntry, textOf } = addon;

/** @returns {object} without functions where the library is not preloaded, with `received` alone where this Node.js lacks what it needs */
function open() {
  const loaded = { exports: { __proto__: null } };
  try {
    process.dlopen(loaded, LIBRARY);
  } catch {
    // The posture says so.
  }
  return loaded.exports;
}

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
