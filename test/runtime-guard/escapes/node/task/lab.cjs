/** Input of an attack: its targets (see `LabData` in laboratory.ts), and two ways to run a part of it elsewhere. */
'use strict';
const path = require('node:path');

/** Runs an expression in a worker that has `lab` and `require`, and returns its result. Options are copied unless `asTheyAre` is set. */
function inWorker(data, expression, options = {}, asTheyAre = false) {
  const { Worker } = require('node:worker_threads');
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const lab = require(workerData.module)(workerData.data);
    (async () => ${expression})().then(
      (value) => parentPort.postMessage({ value: typeof value === 'string' ? value : undefined }),
      (error) => parentPort.postMessage({ error: String(error) }),
    );`;
  return new Promise((done, failed) => {
    const needed = { eval: true, workerData: { module: __filename, data } };
    new Worker(code, asTheyAre ? Object.assign(options, needed) : { ...needed, ...options })
      .on('message', ({ value, error }) => (error ? failed(new Error(error)) : done(value)))
      .on('error', failed)
      .on('exit', () => failed(new Error('the worker ended without a word')));
  });
}

module.exports = (data) => ({
  ...data,
  inWorker: (expression, options, asTheyAre) => inWorker(data, expression, options, asTheyAre),
  attack: (group, name) => {
    const lab = module.exports(data);
    return require(path.join(__dirname, 'attacks', `${group}.cjs`)).attacks[name].run(lab);
  },
});
