'use strict';
/**
 * The native library as an addon: what it does in this thread is out of reach of JavaScript. Opened a second time, it exports nothing.
 */
const { path } = require('./intrinsics.cjs');

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };
const LIBRARY = `${path.dirname(__dirname)}/native/${ARCHITECTURES[process.arch] ?? process.arch}/libsec3guard.so`;

/** Without functions where the library is not preloaded, with `received` alone where this Node.js lacks what it needs. */
const addon = open();

function open() {
  const loaded = { exports: { __proto__: null } };
  try {
    process.dlopen(loaded, LIBRARY);
  } catch {
    // The posture says so.
  }
  return loaded.exports;
}

module.exports = { __proto__: null, LIBRARY, addon };
