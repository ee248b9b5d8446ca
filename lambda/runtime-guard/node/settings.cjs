'use strict';
/** The environment variables of the guard at the start of the process. A thread gets them from its creator, regardless of its own environment. */
const { addon } = require('./addon.cjs');

const KEY = 'sec3-runtime-guard';
const NAMES = ['SEC3_RUNTIME_POLICY', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_RUNTIME_API', 'AWS_LAMBDA_MAX_CONCURRENCY', 'NODE_OPTIONS'];

/** Loading this module takes one or two milliseconds. In a thread, Node.js has already loaded it. */
const threads = addon.isMainThread?.() ? undefined : require('worker_threads');
const isMainThread = threads === undefined || threads.isMainThread;
const settings = { __proto__: null };
const source = isMainThread ? process.env : threads.getEnvironmentData(KEY);
for (const name of NAMES) if (source[name] !== undefined && source[name] !== '') settings[name] = source[name];

module.exports = { __proto__: null, KEY, isMainThread, settings };
