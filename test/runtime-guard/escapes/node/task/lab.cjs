/** What an attack is handed: its targets (see `LabData` in laboratory.ts) and the two ways to run part of it elsewhere. */
'use strict';
const path = require('node:path');

/** Runs an expression in a worker, where `lab` and `require` are at hand, and gives what it comes to. */
function inWorker(data, expression, options = {}) {
  const { Worker } = require('node:worker_threads');
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const lab = require(workerData.module)(workerData.data);
    (async () => ${expression})().then(
      (value) => parentPort.postMessage({ value: typeof value === 'string' ? value : undefined }),
      (error) => parentPort.postMessage({ error: String(error) }),
    );`;
  return new Promise((done, failed) => {
    new Worker(code, { eval: true, workerData: { module: __filename, data }, ...options })
      .on('message', ({ value, error }) => (error ? failed(new Error(error)) : done(value)))
      .on('error', failed)
      .on('exit', () => failed(new Error('the worker ended without a word')));
  });
}

module.exports = (data) => ({
  ...data,
  inWorker: (expression, options) => inWorker(data, expression, options),
  attack: (group, name) => {
    const lab = module.exports(data);
    return require(path.join(__dirname, 'attacks', `${group}.cjs`)).attacks[name].run(lab);
  },
});
