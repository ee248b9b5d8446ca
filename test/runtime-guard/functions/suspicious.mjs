import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

const attempts = {
  childProcess: () => new Promise((resolve, reject) => execFile('/bin/echo', ['started'], (error, stdout) => (error ? reject(error) : resolve(stdout.trim())))),
  fileWrite: () => writeFileSync(process.env.WRITE_TO, 'written') ?? readFileSync(process.env.WRITE_TO, 'utf8'),
  sourceRead: () => readFileSync(new URL(import.meta.url), 'utf8').length > 100,
  dynamicCode: () => runInThisContext('6 * 7'),
  worker: () => new Promise((resolve, reject) => new Worker(new URL('./thread.mjs', import.meta.url)).once('message', resolve).once('error', reject)),
  inspector: async () => {
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    session.disconnect();
    return 'attached';
  },
};

/** Tries an operation that a policy may block. Returns its result, or the code of the error. */
export const handler = async ({ attempt }) => {
  try {
    return await attempts[attempt]();
  } catch (error) {
    return { code: error.code };
  }
};
