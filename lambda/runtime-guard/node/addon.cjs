'use strict';
/**
 * The native library as an addon, which JavaScript code cannot change. Opened a second time, it exports nothing.
 */
const { path } = require('./intrinsics.cjs');

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };
const LIBRARY = `${path.dirname(__dirname)}/native/${ARCHITECTURES[process.arch] ?? process.arch}/libsec3guard.so`;

/** Without functions if the library is not preloaded; only with `received` if Node.js lacks functions that the library needs. */
const addon = open();

function open() {
  const loaded = { exports: { __proto__: null } };
  try {
    process.dlopen(loaded, LIBRARY);
  } catch {
    // Reported in the posture.
  }
  return loaded.exports;
}

module.exports = { __proto__: null, LIBRARY, addon };
