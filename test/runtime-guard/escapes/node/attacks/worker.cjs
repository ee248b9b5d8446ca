/** Other threads. The effect: a worker ran, and sent its data. */
'use strict';
const threads = require('node:worker_threads');

exports.category = 'worker';

const answer = (worker) =>
  new Promise((done, failed) => {
    worker.on('message', done).on('error', failed).on('exit', () => failed(new Error('the worker ended without a word')));
  });
const code = `require('node:worker_threads').parentPort.postMessage(require('node:worker_threads').workerData)`;

exports.attacks = {
  'of a file': { run: (lab) => answer(new threads.Worker(lab.workerScript, { workerData: lab.proof })) },
  'of a string': { run: (lab) => answer(new threads.Worker(code, { eval: true, workerData: lab.proof })) },
  'of a data URL': {
    run: (lab) =>
      answer(
        new threads.Worker(new URL(`data:text/javascript,${encodeURIComponent("import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage(workerData)")}`), {
          workerData: lab.proof,
        }),
      ),
  },
  'with neither flags nor environment': { run: (lab) => answer(new threads.Worker(lab.workerScript, { env: {}, execArgv: [], workerData: lab.proof })) },
  'that shares the environment': { run: (lab) => answer(new threads.Worker(lab.workerScript, { env: threads.SHARE_ENV, workerData: lab.proof })) },
  'by dynamic import': { run: async (lab) => answer(new (await import('node:worker_threads')).Worker(lab.workerScript, { workerData: lab.proof })) },
  'by process.getBuiltinModule': {
    run: (lab) => answer(new (process.getBuiltinModule('worker_threads').Worker)(lab.workerScript, { workerData: lab.proof })),
  },
  'by a class derived from it': { run: (lab) => answer(new (class extends threads.Worker {})(lab.workerScript, { workerData: lab.proof })) },
  'by Reflect.construct': { run: (lab) => answer(Reflect.construct(threads.Worker, [lab.workerScript, { workerData: lab.proof }], threads.Worker)) },
  'by the constructor of its prototype': {
    run: (lab) => answer(new threads.Worker.prototype.constructor(lab.workerScript, { workerData: lab.proof })),
  },
  'by the class above it': {
    run: (lab) => {
      let Above = threads.Worker;
      while (Object.getPrototypeOf(Above).name === 'Worker') Above = Object.getPrototypeOf(Above);
      return answer(new Above(lab.workerScript, { workerData: lab.proof }));
    },
  },
  'during init': { init: true, run: (lab) => answer(new threads.Worker(lab.workerScript, { workerData: lab.proof })) },
};
