/**
 * The handler's own code read as text by calls whose path or folder changes after the check. The effect: the answer contains text of a comment in
 * `lab.source`.
 */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pbkdf2 } = require('node:crypto');
const { once } = require('node:events');
const { text } = require('node:stream/consumers');

exports.category = 'sourceRead';

const name = (lab) => path.basename(lab.source);
let times = 0;

/** Starts a call in a folder without the file, and changes to the file's folder before it completes: other work keeps the threads busy. */
function meanwhile(lab, call) {
  process.chdir('/');
  for (let i = 0; i < 8; i++) pbkdf2('x', 'y', 50_000, 64, 'sha512', () => undefined);
  const result = call(name(lab));
  process.chdir(lab.task);
  return result;
}

/** Returns the result of a method that contains the source, during the import of the handler's code. */
async function caughtBy(owner, method, lab) {
  let caught;
  const { [method]: original } = owner;
  owner[method] = function (...args) {
    const result = Reflect.apply(original, this, args);
    if (String(result).includes('LICENSE=')) caught = String(result);
    return result;
  };
  try {
    await import(`${lab.source}?${++times}`);
  } finally {
    owner[method] = original;
  }
  return caught;
}

/** Returns all text that an error shows. */
async function shownBy(step) {
  try {
    await step();
  } catch (e) {
    return `${e.message} ${e.stack} ${require('node:util').inspect(e)}`;
  }
}

exports.attacks = {
  'another working directory by an option, readFileSync': {
    run: (lab) => {
      process.chdir('/');
      return fs.readFileSync(name(lab), {
        get flag() {
          process.chdir(lab.task);
          return 'r';
        },
        encoding: 'utf8',
      });
    },
  },
  'another working directory by an option, createReadStream': {
    run: (lab) => {
      process.chdir('/');
      return text(
        fs.createReadStream(name(lab), {
          get mode() {
            process.chdir(lab.task);
            return 0o666;
          },
        }),
      );
    },
  },
  'another working directory meanwhile, readFile': {
    run: (lab) => new Promise((done, failed) => meanwhile(lab, (file) => fs.readFile(file, 'utf8', (error, read) => (error ? failed(error) : done(read))))),
  },
  'another working directory meanwhile, open': {
    run: (lab) => new Promise((done, failed) => meanwhile(lab, (file) => fs.open(file, (error, fd) => (error ? failed(error) : done(fs.readFileSync(fd, 'utf8')))))),
  },
  'another working directory meanwhile, promises.readFile': { run: (lab) => meanwhile(lab, (file) => fs.promises.readFile(file, 'utf8')) },
  'another working directory meanwhile, copyFile': {
    run: async (lab) => {
      await meanwhile(lab, (file) => fs.promises.copyFile(file, `${lab.out}/copy`));
      return fs.readFileSync(`${lab.out}/copy`, 'utf8');
    },
  },
  'another working directory meanwhile, respondWithFile of http2': {
    run: async (lab) => {
      const http2 = require('node:http2');
      const server = http2.createServer().listen(0, '127.0.0.1');
      server.on('stream', (stream) => meanwhile(lab, (file) => stream.on('error', () => undefined).respondWithFile(file)));
      await once(server, 'listening');
      const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
      try {
        return await text(session.request());
      } finally {
        session.destroy();
        server.close();
      }
    },
  },
  'a descriptor of the path alone, opened again': {
    run: (lab) => fs.readFileSync(`/proc/self/fd/${fs.openSync(lab.source, 0o10000000)}`, 'utf8'),
  },
  'a folder opened during init': {
    prepare: (lab) => (lab.folder = fs.openSync(lab.task, 'r')),
    run: (lab) => fs.readFileSync(`/proc/self/fd/${lab.folder}/${name(lab)}`, 'utf8'),
  },
  'the root of another thread': { run: (lab) => fs.readFileSync(`/proc/thread-self/root${lab.source}`, 'utf8') },
  'the working directory of the process': {
    run: (lab) => {
      process.chdir(lab.task);
      return fs.readFileSync(`/proc/self/cwd/${name(lab)}`, 'utf8');
    },
  },
  'a link that leads there when it is opened': {
    run: (lab) => {
      fs.symlinkSync(lab.task, `${lab.out}/folder`);
      return fs.readFileSync(`${lab.out}/folder/${name(lab)}`, 'utf8');
    },
  },
  'a file opened to read and append': { run: (lab) => fs.readFileSync(fs.openSync(lab.source, 'a+'), { encoding: 'utf8' }) },
  'a stream of lines': { run: async (lab) => text(require('node:readline').createInterface(fs.createReadStream(lab.source))) },
  'lines of a file handle': {
    run: async (lab) => {
      let read = '';
      for await (const line of (await fs.promises.open(lab.source)).readLines()) read += line;
      return read;
    },
  },
  'a database, opened to read': {
    run: (lab) => {
      const { DatabaseSync } = require('node:sqlite');
      return new DatabaseSync(`${lab.task}/business.db`, { readOnly: true }).prepare('SELECT * FROM secrets').get().text;
    },
  },
  'a database, attached': {
    run: (lab) => {
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(':memory:');
      database.exec(`ATTACH '${lab.task}/business.db' AS theirs`);
      return database.prepare('SELECT * FROM theirs.secrets').get().text;
    },
  },
  'a database, by a URI': {
    run: (lab) => {
      const { DatabaseSync } = require('node:sqlite');
      return new DatabaseSync(`file:${lab.task}/business.db?immutable=1`, { readOnly: true }).prepare('SELECT * FROM secrets').get().text;
    },
  },
  'import, seen by TextDecoder': { run: (lab) => caughtBy(TextDecoder.prototype, 'decode', lab) },
  'import, seen by fs.readFileSync': { run: (lab) => caughtBy(fs, 'readFileSync', lab) },
  'import, by the descriptor of the loader': {
    run: async (lab) => {
      let caught;
      const { FileHandle } = { FileHandle: Object.getPrototypeOf(await fs.promises.open('/dev/null')) };
      const original = Object.getOwnPropertyDescriptor(FileHandle, 'fd');
      Object.defineProperty(FileHandle, 'fd', {
        configurable: true,
        get() {
          const fd = Reflect.apply(original.get, this, []);
          const bytes = Buffer.alloc(4096);
          if (fd > 2) fs.readSync(fd, bytes, 0, 4096, 0);
          if (bytes.includes('LICENSE=')) caught = bytes.toString();
          return fd;
        },
      });
      await import(`${lab.source}?${++times}`);
      return caught;
    },
  },
  'import, by what the loader notes of a module': {
    run: async (lab) => {
      delete require.cache[lab.source];
      await import('../spying.mjs');
      return globalThis.spied;
    },
  },
  'the error of a module that is broken': { run: () => shownBy(() => require('../broken.cjs')) },
  'the error of a module that is broken, imported': { run: () => shownBy(() => import('../broken.cjs')) },
  'the error of a module that is broken, in a thread': {
    run: (lab) => shownBy(() => once(new (require('node:worker_threads').Worker)(`${lab.task}/broken.cjs`), 'exit')),
  },
  'the error of a file that is no module': { run: () => shownBy(() => require('../notes.txt')) },
  'the error of a file that is no module, by the loader itself': { run: (lab) => shownBy(() => Module._extensions['.js'](new Module('x'), `${lab.task}/notes.txt`)) },
};
