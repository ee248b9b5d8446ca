'use strict';
/** The environment variables of the guard at the start of the process. A thread gets them from its creator, regardless of its own environment. */
const workerThreads = require('worker_threads');

const KEY = 'sec3-runtime-guard';
const NAMES = ['SEC3_RUNTIME_POLICY', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_RUNTIME_API', 'AWS_LAMBDA_MAX_CONCURRENCY', 'NODE_OPTIONS'];

const { getEnvironmentData, setEnvironmentData, isMainThread } = workerThreads;
const settings = { __proto__: null };
const source = isMainThread ? process.env : getEnvironmentData(KEY);
for (const name of NAMES) if (source[name] !== undefined && source[name] !== '') settings[name] = source[name];

/** Called right before a thread is created, also by module.register. */
function handOver() {
  setEnvironmentData(KEY, { ...settings });
}

module.exports = { __proto__: null, handOver, isMainThread, settings, workerThreads };
