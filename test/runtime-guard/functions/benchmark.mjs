import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { connect } from 'node:net';

const buffer = Buffer.alloc(64);

function connected(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').once('error', reject).once('close', resolve);
    socket.resume();
  });
}

/** Does nothing, uses ten files and ten connections, or reads a file repeatedly. Returns the duration in milliseconds, and the memory in use. */
export const handler = async ({ files, port, file, reads = 0 }) => {
  const start = process.hrtime.bigint();
  for (const each of files ?? []) {
    const fd = openSync(each, 'r');
    readSync(fd, buffer);
    closeSync(fd);
  }
  if (port) for (let i = 0; i < 10; i += 1) await connected(port);
  for (let i = 0; i < reads; i += 1) readFileSync(file, 'utf8');
  return { time: Number(process.hrtime.bigint() - start) / 1e6, rss: process.memoryUsage.rss() };
};
