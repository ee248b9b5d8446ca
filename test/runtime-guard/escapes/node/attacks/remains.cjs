/** Memory freed by the loader and the compiler, in uninitialized buffers. The effect: as in source.cjs. */
'use strict';
const path = require('node:path');

exports.category = 'sourceRead';

const TIMES = 50;
const SIZES = [16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 256, 320, 400, 512, 1024, 2048, 4096, 8192, 16384];
const FOUND = /SRC-[0-9a-f]{24}/;

/** Searches reused memory. Searched buffers are kept, so that none is searched twice. */
function lookedThrough() {
  const kept = [];
  for (let round = 0; round < 1000; round++) {
    for (const size of SIZES) {
      const bytes = Buffer.allocUnsafeSlow(size);
      const found = FOUND.exec(bytes.toString('latin1'));
      if (found) return found[0];
      kept.push(bytes);
    }
  }
  return undefined;
}

async function after(step) {
  for (let i = 0; i < TIMES; i++) {
    try {
      await step(i);
    } catch {
      // The text has been read anyway.
    }
  }
  return lookedThrough();
}

exports.attacks = {
  'of a module that was required': {
    run: (lab) => after(() => {
      delete require.cache[lab.source];
      require(lab.source);
    }),
  },
  'of a module that was imported': { run: (lab) => after((i) => import(`${lab.source}?${i}`)) },
  'of a module that is broken': { run: (lab) => after(() => require(path.join(lab.task, 'broken.cjs'))) },
  'of a module that lacks a name': { run: (lab) => after((i) => import(path.join(lab.task, `unlinked.mjs?${i}`))) },
};
