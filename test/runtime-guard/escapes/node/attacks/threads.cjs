/**
 * Workers started without the guard, for operations that only the guard's JavaScript sees. The effect: the debugger ran `lab.code`, or the library
 * was loaded.
 */
'use strict';

exports.category = 'inspector';

const evaluated = `new Promise((done, failed) => {
  const session = new (require('node:inspector').Session)();
  session.connect();
  session.post('Runtime.evaluate', { expression: lab.code }, (error) => (error ? failed(new Error(error.message)) : done(globalThis.proof)));
})`;
/** With exposed internals, by the binding below the module. */
const byBinding = `new Promise((done) => {
  const { Connection } = require('internal/test/binding').internalBinding('inspector');
  const connection = new Connection(() => done(globalThis.proof));
  connection.dispatch(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: lab.code } }));
})`;

exports.attacks = {
  'policy overwritten in the environment that the worker copies': {
    run: (lab) => {
      process.env.SEC3_RUNTIME_POLICY = JSON.stringify(lab.allowAll);
      return lab.inWorker(evaluated);
    },
  },
  'policy overwritten in an environment that is shared': {
    run: (lab) => {
      process.env.SEC3_RUNTIME_POLICY = JSON.stringify(lab.allowAll);
      return lab.inWorker(evaluated, { env: require('node:worker_threads').SHARE_ENV });
    },
  },
  'options that change when they are read again': {
    run: (lab) => {
      let reads = 0;
      const options = { env: {} };
      Object.defineProperty(options, 'execArgv', { enumerable: true, get: () => (reads++ ? [] : undefined) });
      return lab.inWorker(evaluated, options, true);
    },
  },
  'options that are a function': {
    run: (lab) => lab.inWorker(evaluated, Object.assign(() => undefined, { execArgv: [], env: {} }), true),
  },
  'options that are inherited': {
    run: (lab) => lab.inWorker(evaluated, Object.create({ execArgv: [], env: {} }), true),
  },
  'arguments that are a proxy': {
    run: (lab) => lab.inWorker(evaluated, { env: {}, execArgv: new Proxy([], { get: (target, key) => (key === 'length' ? 0 : Reflect.get(target, key)) }) }),
  },
  'process.execArgv emptied first': {
    run: (lab) => {
      process.execArgv.length = 0;
      return lab.inWorker(evaluated, { env: {} });
    },
  },
  'internals exposed by an argument': { run: (lab) => lab.inWorker(byBinding, { execArgv: ['--expose-internals'] }) },
  'node:ffi asked for by an argument': {
    category: 'nativeAddon',
    run: (lab) => lab.inWorker(`require('node:ffi').dlopen('libc.so.6', { creat: { arguments: ['string', 'u32'], return: 'i32' } }).functions.creat(lab.marker, 0o666)`, { execArgv: ['--experimental-ffi'] }),
  },
  'node:ffi asked for by NODE_OPTIONS': {
    category: 'nativeAddon',
    run: (lab) => lab.inWorker(`require('node:ffi').dlopen('libc.so.6', { creat: { arguments: ['string', 'u32'], return: 'i32' } }).functions.creat(lab.marker, 0o666)`, { env: { NODE_OPTIONS: '--experimental-ffi' } }),
  },
  'SIGUSR1 by process._kill and a string': {
    run: async (lab) => {
      process.debugPort = 20000 + (parseInt(lab.token.slice(0, 8), 16) % 20000);
      process._kill(process.pid, '10');
      for (let tries = 0; tries < 20; tries++) {
        try {
          await (await fetch(`http://127.0.0.1:${process.debugPort}/json/list`)).json();
          return lab.proof;
        } catch {
          await new Promise((done) => setTimeout(done, 25));
        }
      }
    },
  },
};
