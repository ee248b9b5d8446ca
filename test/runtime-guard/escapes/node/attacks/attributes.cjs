/** Changes of files by rarely used functions. The effect: a file in `lab.out`, or another `lab.victim`. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { PassThrough, Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');

exports.category = 'fileWrite';

const made = (lab) => path.join(lab.out, 'made');
const opened = (lab, flags = 'r') => fs.promises.open(lab.victim, flags);

exports.attacks = {
  'lutimesSync': { run: (lab) => fs.lutimesSync(lab.victim, 1, 1) },
  'times of a handle': { run: async (lab) => (await opened(lab)).utimes(1, 1) },
  'mode of a handle': { run: async (lab) => (await opened(lab)).chmod(0o600) },
  'length of a handle': { run: async (lab) => (await opened(lab, 'r+')).truncate() },
  'a stream of a handle': { run: async (lab) => pipeline(Readable.from(['x']), (await opened(lab, 'a')).createWriteStream()) },
  'a stream of the web to a handle': { run: async (lab) => Readable.toWeb(Readable.from(['x'])).pipeTo(new WritableStream({ write: async () => void (await opened(lab, 'a')).appendFile('x') })) },
  'a pipeline': { run: (lab) => pipeline(Readable.from(['x']), fs.createWriteStream(made(lab))) },
  'a folder that is to go away by itself': { run: (lab) => void fs.mkdtempDisposableSync(made(lab)) },
  'a promised folder that is to go away by itself': { run: async (lab) => void (await fs.promises.mkdtempDisposable(made(lab))) },
  'a stream in UTF-8': {
    run: (lab) => {
      const stream = new fs.Utf8Stream({ dest: made(lab), sync: true });
      stream.write('x');
      stream.end();
    },
  },
  'lines that the REPL saves': {
    means: ['inspector'],
    run: (lab) => {
      const repl = require('node:repl').start({ input: new PassThrough(), output: new PassThrough() });
      repl.lines.push('x');
      repl.commands.save.action.call(repl, made(lab));
    },
  },
};
