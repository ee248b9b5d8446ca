'use strict';
/**
 * The native library as an addon, which JavaScript code cannot change. Opened a second time, it exports nothing.
 */
const { path } = require('./intrinsics.cjs');
const policy = require('./policy.cjs');

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };
const LIBRARY = `${path.dirname(__dirname)}/native/${ARCHITECTURES[process.arch] ?? process.arch}/libsec3guard.so`;

const addon = open();
const { base64, base64Of, builtinSource, bytesOf, callers, copyOf, moduleBinding, permitWebAssembly, place, received, setEntry, textOf } = addon;

/** @returns {object} without functions if the library is not preloaded; only with `received` if Node.js lacks functions that the library needs */
function open() {
  const loaded = { exports: { __proto__: null } };
  try {
    process.dlopen(loaded, LIBRARY);
  } catch {
    // Reported in the posture.
  }
  return loaded.exports;
}

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
  modules,
  nativeHolds,
  permitWebAssembly,
  place,
  received,
  setEntry,
  textOf,
};
