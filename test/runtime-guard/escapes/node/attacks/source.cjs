/** The handler's own code read as text. The effect: the answer contains text of a comment in `lab.source`. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { once } = require('node:events');
const { text } = require('node:stream/consumers');
const { pathToFileURL } = require('node:url');

exports.category = 'sourceRead';

/** Returns the text that the loader of Node.js reads, instead of compiling it. */
function shown(load) {
  let source;
  const module = new Module('shown');
  module._compile = (code) => (source = String(code));
  load(module);
  return source;
}

/** Returns a module without a guarded prototype, which keeps the text to compile. */
const keeper = (lab, keep) => ({ id: lab.source, filename: lab.source, paths: [], _compile: (code) => keep(String(code)) });

/** Makes the loader call a function for the extension of a module that is not loaded yet. */
function byLoader(called, lab) {
  const { '.cjs': before } = Module._extensions;
  Module._extensions['.cjs'] = called;
  delete require.cache[lab.workerScript];
  try {
    require(lab.workerScript);
  } finally {
    if (before) Module._extensions['.cjs'] = before;
    else delete Module._extensions['.cjs'];
  }
}

exports.attacks = {
  'readFileSync': { run: (lab) => fs.readFileSync(lab.source, 'utf8') },
  'readFileSync as bytes': { run: (lab) => fs.readFileSync(lab.source).toString() },
  'readFile': { run: (lab) => new Promise((done, failed) => fs.readFile(lab.source, 'utf8', (error, read) => (error ? failed(error) : done(read)))) },
  'promises.readFile': { run: (lab) => fs.promises.readFile(lab.source, 'utf8') },
  'promises.readFile by dynamic import': { run: async (lab) => (await import('node:fs/promises')).readFile(lab.source, 'utf8') },
  'promises.open and read': {
    run: async (lab) => {
      const file = await fs.promises.open(lab.source);
      const { buffer } = await file.read();
      await file.close();
      return buffer.toString();
    },
  },
  'createReadStream': { run: (lab) => text(fs.createReadStream(lab.source)) },
  'openSync and readSync': {
    run: (lab) => {
      const bytes = Buffer.alloc(4096);
      fs.readSync(fs.openSync(lab.source, 'r'), bytes);
      return bytes.toString();
    },
  },
  'openSync to read and write': { run: (lab) => fs.readFileSync(fs.openSync(lab.source, 'r+'), 'utf8') },
  'path as a URL': { run: (lab) => fs.readFileSync(pathToFileURL(lab.source), 'utf8') },
  'path as a Buffer': { run: (lab) => fs.readFileSync(Buffer.from(lab.source), 'utf8') },
  'path relative to the working directory': {
    run: (lab) => {
      process.chdir(lab.task);
      return fs.readFileSync(path.basename(lab.source), 'utf8');
    },
  },
  'path with ..': { run: (lab) => fs.readFileSync(`${lab.out}/../../../../../../..${lab.source}`, 'utf8') },
  'through the root of the process': { run: (lab) => fs.readFileSync(`/proc/self/root${lab.source}`, 'utf8') },
  'through the descriptor of a folder': {
    run: (lab) => fs.readFileSync(`/proc/self/fd/${fs.openSync(lab.task, 'r')}/${path.basename(lab.source)}`, 'utf8'),
  },
  'through a symbolic link': {
    run: (lab) => {
      fs.symlinkSync(lab.source, path.join(lab.out, 'link'));
      return fs.readFileSync(path.join(lab.out, 'link'), 'utf8');
    },
  },
  'through a hard link': {
    run: (lab) => {
      fs.linkSync(lab.source, path.join(lab.out, 'link'));
      return fs.readFileSync(path.join(lab.out, 'link'), 'utf8');
    },
  },
  'copied, then read': {
    run: (lab) => {
      fs.copyFileSync(lab.source, path.join(lab.out, 'copy'));
      return fs.readFileSync(path.join(lab.out, 'copy'), 'utf8');
    },
  },
  'copied with its folder, then read': {
    run: (lab) => {
      fs.cpSync(lab.task, path.join(lab.out, 'copy'), { recursive: true });
      return fs.readFileSync(path.join(lab.out, 'copy', path.basename(lab.source)), 'utf8');
    },
  },
  'openAsBlob': { run: async (lab) => (await fs.openAsBlob(lab.source)).text() },
  'openAsBlobSync': { run: (lab) => fs.openAsBlobSync(lab.source).text() },
  'loadEnvFile': {
    run: (lab) => {
      process.loadEnvFile(lab.source);
      return process.env.LICENSE;
    },
  },
  'respondWithFile of http2': {
    run: async (lab) => {
      const http2 = require('node:http2');
      const server = http2.createServer().listen(0, '127.0.0.1');
      server.on('stream', (stream) => stream.on('error', () => undefined).respondWithFile(lab.source));
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
  'WASI with lists that show nothing': {
    run: (lab) => {
      const { keys, entries } = Object;
      const { [Symbol.iterator]: iterator } = Array.prototype;
      Object.keys = () => [];
      Object.entries = (of) => (of['/'] === lab.task ? [] : entries(of));
      Array.prototype[Symbol.iterator] = function () {
        return Reflect.apply(iterator, this[0] === '/' ? [] : this, []);
      };
      try {
        return exports.attacks.WASI.run(lab);
      } finally {
        Object.keys = keys;
        Object.entries = entries;
        Array.prototype[Symbol.iterator] = iterator;
      }
    },
  },
  'WASI': {
    run: (lab) => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const wasi = new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/': lab.task } });
      wasi.initialize({ exports: { memory } });
      const bytes = Buffer.from(memory.buffer);
      const name = path.basename(lab.source);
      bytes.write(name, 64);
      const opened = wasi.wasiImport.path_open(3, 0, 64, name.length, 0, 2n, 0n, 0, 128);
      if (opened) throw new Error(`path_open gave ${opened}`);
      bytes.writeUInt32LE(4096, 256);
      bytes.writeUInt32LE(2048, 260);
      const read = wasi.wasiImport.fd_read(bytes.readUInt32LE(128), 256, 1, 512);
      if (read) throw new Error(`fd_read gave ${read}`);
      return bytes.toString('utf8', 4096, 4096 + 2048);
    },
  },
  "Module._extensions['.js'] on a module of our own": { run: (lab) => shown((module) => Module._extensions['.js'](module, lab.source)) },
  'module.load with our own _compile': { run: (lab) => shown((module) => module.load(lab.source)) },
  'the loader, called by itself on a module of our own': {
    run: (lab) => {
      let source;
      byLoader(Module._extensions['.js'].bind(null, keeper(lab, (code) => (source = code)), lab.source), lab);
      return source;
    },
  },
  'the loader, called by itself on a module whose _compile comes late': {
    run: (lab) => {
      let source;
      const module = new Module('late');
      let asked = 0;
      Object.defineProperty(module, '_compile', { configurable: true, get: () => (asked++ ? (code) => (source = String(code)) : Module.prototype._compile) });
      // Without a guard, each time calls it once.
      for (let times = 0; times < 2; times++) byLoader(Module._extensions['.js'].bind(null, module, lab.source), lab);
      return source;
    },
  },
  "the loader's own module, caught on its way into the cache": {
    run: (lab) => {
      let source;
      const { _cache } = Module;
      const catching = (cache, file, module) => Object.defineProperty(module, '_compile', { value: (code) => (source = String(code)) }) && Reflect.set(cache, file, module);
      delete _cache[lab.source];
      Module._cache = new Proxy(_cache, { set: catching });
      try {
        require(lab.source);
      } finally {
        Module._cache = _cache;
      }
      return source;
    },
  },
  'Module.wrap replaced, then required again': {
    run: (lab) => {
      let source;
      const { wrap } = Module;
      Module.wrap = (code) => wrap((source = code));
      try {
        delete require.cache[lab.source];
        require(lab.source);
      } finally {
        Module.wrap = wrap;
      }
      return source;
    },
  },
  '_compile replaced, then required again': {
    run: (lab) => {
      let source;
      const { _compile } = Module.prototype;
      Module.prototype._compile = (code) => (source = code);
      try {
        delete require.cache[lab.source];
        require(lab.source);
      } finally {
        Module.prototype._compile = _compile;
      }
      return source;
    },
  },
  'module hooks in the thread': {
    run: (lab) => {
      let source;
      const hooks = Module.registerHooks({
        load(url, context, next) {
          const loaded = next(url, context);
          if (url.endsWith(path.basename(lab.source))) source = String(loaded.source);
          return loaded;
        },
      });
      delete require.cache[lab.source];
      require(lab.source);
      hooks.deregister();
      return source;
    },
  },
  'the loader that require shows': { run: (lab) => shown((module) => Reflect.apply(require.extensions['.js'], null, [module, lab.source])) },
  'fs binding': {
    means: ['inspector'],
    run: (lab) => {
      const binding = process.binding('fs');
      if (binding.readFileUtf8) return binding.readFileUtf8(lab.source, fs.constants.O_RDONLY);
      return String(binding.internalModuleReadJSON(lab.source));
    },
  },
  'import as text, in a worker': {
    means: ['worker'],
    run: (lab) => lab.inWorker("import(require('node:url').pathToFileURL(lab.source), { with: { type: 'text' } }).then((text) => text.default)", { execArgv: ['--experimental-import-text'] }),
  },
  'in a worker with neither flags nor environment': {
    run: (lab) => lab.inWorker(`require('node:fs').readFileSync(lab.source, 'utf8')`, { env: {}, execArgv: [] }),
  },
  'in a worker that forgets where the code lies': {
    run: (lab) => {
      process.env.LAMBDA_TASK_ROOT = '/nowhere';
      return lab.inWorker(`require('node:fs').readFileSync(lab.source, 'utf8')`, { env: { LAMBDA_TASK_ROOT: '/nowhere' } });
    },
  },
  'after LAMBDA_TASK_ROOT was changed': {
    run: (lab) => {
      process.env.LAMBDA_TASK_ROOT = '/nowhere';
      return fs.readFileSync(lab.source, 'utf8');
    },
  },
  'by io_uring': {
    run: (lab) => {
      process.env.UV_USE_IO_URING = '1';
      return fs.promises.readFile(lab.source, 'utf8');
    },
  },
};
