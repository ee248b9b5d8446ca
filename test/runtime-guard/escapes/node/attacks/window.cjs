/** Files that are open briefly while they are checked, read by another thread in that moment. The effect: the answer contains text of the file. */
'use strict';
const fs = require('node:fs');

exports.category = 'sourceRead';

/** Reads from the next descriptor numbers while others open the file. */
async function reading(wanted, open) {
  const next = fs.openSync('/dev/null');
  fs.closeSync(next);
  const bytes = Buffer.alloc(65536);
  const end = Date.now() + 3000;
  while (Date.now() < end) {
    for (let i = 0; i < 16; i++) open();
    for (let i = 0; i < 1600; i++) {
      try {
        const text = bytes.toString('latin1', 0, fs.readSync(next + (i % 4), bytes, 0, bytes.length, 0));
        if (text.includes(wanted)) return text;
      } catch {
        // This number is not open now.
      }
    }
    await new Promise((done) => setImmediate(done));
  }
  return undefined;
}

const promised = (file) => () => fs.promises.open(file).then((handle) => handle.close(), () => undefined);

exports.attacks = {
  'a promise that opens it': { run: (lab) => reading('SRC-', promised(lab.source)) },
  'a callback that opens it': { run: (lab) => reading('SRC-', () => fs.open(lab.source, (error, fd) => error || fs.close(fd, () => undefined))) },
  'the environment that the process began with': {
    category: 'processMemory',
    proves: 'secret',
    prepare: () => delete process.env.LAB_SECRET,
    run: () => reading('SECRET-', promised('/proc/self/environ')),
  },
};
