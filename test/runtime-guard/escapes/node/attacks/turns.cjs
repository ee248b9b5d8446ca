/** Text that becomes code when Node.js or the language calls a function. The effect: as in code.cjs. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { PassThrough } = require('node:stream');
const { AsyncResource } = require('node:async_hooks');

exports.category = 'dynamicCode';

const proof = () => globalThis.proof;
const turn = (ms = 20) => new Promise((done) => setTimeout(done, ms));
const repl = () => require('node:repl').start({ input: new PassThrough(), output: new PassThrough(), useGlobal: true });

exports.attacks = {
  'a REPL asked directly': {
    run: async (lab) => {
      const server = repl();
      await Promise.race([new Promise((done) => server.eval(lab.code, server.context, 'repl', done)), turn(300)]);
      return proof();
    },
  },
  'a line written to a REPL': {
    run: async (lab) => {
      repl().input.write(`${lab.code}\n`);
      await turn(300);
      return proof();
    },
  },
  'a file that the REPL loads': {
    run: async (lab) => {
      const server = repl();
      fs.writeFileSync(path.join(lab.out, 'lines'), `${lab.code}\n`);
      server.commands.load.action.call(server, path.join(lab.out, 'lines'));
      await turn(300);
      return proof();
    },
  },
  'a dropped file, run by node:test': {
    run: async (lab) => {
      const file = path.join(lab.out, 'late.mjs');
      fs.writeFileSync(file, lab.code);
      for await (const event of require('node:test').run({ files: [file], isolation: 'none' })) void event;
      return proof();
    },
  },
  'a script run by an async resource': {
    run: (lab) => {
      new AsyncResource('x').runInAsyncScope(vm.runInThisContext, vm, lab.code);
      return proof();
    },
  },
  'eval called by a rejection': { run: (lab) => Promise.reject(lab.code).catch(globalThis.eval).then(proof) },
  'eval called by an iterator': {
    run: (lab) => {
      Array.from({ length: 1, 0: lab.code }, globalThis.eval);
      return proof();
    },
  },
  'eval called by JSON': { run: (lab) => JSON.parse(JSON.stringify({ x: lab.code }), (key, value) => (key === 'x' ? (0, eval)(value) : value)) && proof() },
  'eval called by a proxy': { run: (lab) => new Proxy({}, { get: (target, name) => (0, eval)(name) })[lab.code] && proof() },
  'eval called by what becomes text': {
    run: (lab) => {
      String({ [Symbol.toPrimitive]: globalThis.eval.bind(undefined, lab.code) });
      return proof();
    },
  },
  'eval called by an abort': {
    run: (lab) => {
      const controller = new AbortController();
      controller.signal.onabort = globalThis.eval.bind(undefined, lab.code);
      controller.abort();
      return proof();
    },
  },
};
