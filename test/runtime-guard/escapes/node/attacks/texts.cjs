/** The text of a deployed module, replaced on its way to the compiler. The effect: `lab.code` ran. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const { pathToFileURL } = require('node:url');
const { having } = require('./tricks/index.cjs');

exports.category = 'dynamicCode';

let times = 0;
/** Returns a deployed module, under a name that is not loaded yet. */
const fresh = (name) => `../${name}?${++times}`;

/** Requires a deployed module as if it had not been loaded. */
function requireAgain(lab) {
  delete require.cache[lab.workerScript];
  try {
    return require(lab.workerScript);
  } catch {
    return undefined;
  }
}

/** Imports a module while Object.prototype has a property. */
async function importWith(name, property, file = 'late.mjs') {
  Object.defineProperty(Object.prototype, name, { configurable: true, ...property });
  try {
    await import(fresh(file)).catch(() => undefined);
  } finally {
    delete Object.prototype[name];
  }
  return globalThis.proof;
}

/** Imports a module while a method that may be called is replaced. */
async function importHaving(owner, name, replace) {
  const { [name]: original } = owner;
  owner[name] = replace(original);
  try {
    await import(fresh('late.mjs')).catch(() => undefined);
  } finally {
    owner[name] = original;
  }
  return globalThis.proof;
}

const bytes = (lab) => Buffer.from(lab.code);
const isLate = (value) => String(value?.href ?? value).includes('late.mjs');
/** Checks whether a value is the content of late.mjs. */
const isText = (value) => (typeof value === 'string' ? value : ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1') : '').includes('limits.limit');

exports.attacks = {
  'Object.prototype.source': { run: (lab) => importWith('source', { value: lab.code }) },
  'Object.prototype.source, which goes when it is read': {
    run: (lab) =>
      importWith('source', {
        get() {
          delete Object.prototype.source;
          return lab.code;
        },
      }),
  },
  'Object.prototype.source of bytes': { run: (lab) => importWith('source', { value: bytes(lab) }) },
  'the source that a module has already': {
    run: (lab) => {
      // The loader records data of a module under symbols, which are readable.
      const seen = new Set();
      const { _cache } = Module;
      Module._cache = new Proxy(_cache, {
        get(cache, file, self) {
          const module = Reflect.get(cache, file, self);
          if (module instanceof Module) Object.getOwnPropertySymbols(module).forEach((symbol) => seen.add(symbol));
          return module;
        },
      });
      return import(fresh('worker-script.cjs')).catch(() => undefined).then(() => {
        Module._cache = _cache;
        for (const symbol of seen) if (String(symbol).includes('Source')) Object.defineProperty(Module.prototype, symbol, { value: lab.code, writable: true, configurable: true });
        requireAgain(lab);
        return globalThis.proof;
      });
    },
  },
  'TextDecoder.prototype.decode': {
    run: (lab) => importHaving(TextDecoder.prototype, 'decode', (original) => function (input, ...rest) {
      return isText(input) ? lab.code : Reflect.apply(original, this, [input, ...rest]);
    }),
  },
  'fs.readFileSync': { run: (lab) => importHaving(fs, 'readFileSync', (original) => (file, ...rest) => (isLate(file) ? lab.code : original(file, ...rest))) },
  'fs.promises.readFile': { run: (lab) => importHaving(fs.promises, 'readFile', (original) => async (file, ...rest) => (isLate(file) ? lab.code : original(file, ...rest))) },
  'Promise.prototype.then of promises that are not taken for such': {
    run: async (lab) => {
      const { then, constructor } = Promise.prototype;
      const swapped = (value) => (value && typeof value === 'object' && isText(value) ? bytes(lab) : value && typeof value === 'object' && isText(value.source) ? { ...value, source: lab.code } : value);
      Promise.prototype.constructor = class extends Promise {};
      Promise.prototype.then = function (done, failed) {
        return Reflect.apply(then, this, [done && ((value) => done(swapped(value))), failed]);
      };
      try {
        await Promise.race([import(fresh('late.mjs')).catch(() => undefined), new Promise((end) => setTimeout(end, 300))]);
      } finally {
        Object.assign(Promise.prototype, { then, constructor });
      }
      return globalThis.proof;
    },
  },
  'promises of the loader, caught by a hook': {
    run: async (lab) => {
      const { then } = Promise.prototype;
      const swapped = (value) => (value && typeof value === 'object' && isText(value) ? bytes(lab) : value && typeof value === 'object' && isText(value.source) ? { ...value, source: lab.code } : value);
      const init = (id, type, trigger, promise) => {
        if (type !== 'PROMISE') return;
        Object.defineProperty(promise, 'constructor', { value: class extends Promise {} });
        Object.defineProperty(promise, 'then', { value: (done, failed) => Reflect.apply(then, promise, [done && ((value) => done(swapped(value))), failed]) });
      };
      const hook = require('node:async_hooks').createHook({ init }).enable();
      await Promise.race([import(fresh('late.mjs')).catch(() => undefined), new Promise((end) => setTimeout(end, 300))]);
      hook.disable();
      return globalThis.proof;
    },
  },
  'TypeScript, by what decodes the text without its types': {
    init: true,
    run: (lab) => {
      const { decode } = TextDecoder.prototype;
      TextDecoder.prototype.decode = function (...args) {
        const text = Reflect.apply(decode, this, args);
        return text.includes('typed') ? lab.code : text;
      };
      try {
        require('../typed.cts');
      } finally {
        TextDecoder.prototype.decode = decode;
      }
      return globalThis.proof;
    },
  },
  'URL.prototype.pathname of another file': {
    run: async (lab) => {
      fs.writeFileSync(`${lab.out}/other.mjs`, lab.code);
      return having(URL.prototype, 'pathname', { get: () => `${lab.out}/other.mjs` }, () => import(fresh('late.mjs')).catch(() => undefined)).then(() => globalThis.proof);
    },
  },
  'URL.prototype.protocol of another kind': {
    run: async (lab) => {
      const original = Object.getOwnPropertyDescriptor(URL.prototype, 'protocol');
      Object.defineProperty(URL.prototype, 'protocol', { ...original, get() { return Reflect.apply(original.get, this, []); } });
      await import(`data:text/javascript,${encodeURIComponent(lab.code)}`);
      return globalThis.proof;
    },
  },
  'a data URL in capitals': { run: async (lab) => (await import(`DATA:text/javascript,${encodeURIComponent(lab.code)}`)) && globalThis.proof },
  'a data URL after another import of it failed': {
    run: async (lab) => {
      const url = `data:text/javascript,${encodeURIComponent(lab.code)}`;
      await import(url).catch(() => undefined);
      await import(`${url}#again`);
      return globalThis.proof;
    },
  },
  '_compile under the name of a file that was deployed': { run: (lab) => new Module('x')._compile(lab.code, lab.source) ?? globalThis.proof },
  '_compile under the name of the program': { run: (lab) => new Module('x')._compile(lab.code, process.argv[1]) ?? globalThis.proof },
  '_compile under the name of a command line': { run: (lab) => new Module('x')._compile(lab.code, '[eval]-wrapper') ?? globalThis.proof },
  'wrapper of sources whose items change': {
    run: (lab) => {
      const { 0: before } = Module.wrapper;
      let asked = 0;
      Object.defineProperty(Module.wrapper, 0, { configurable: true, get: () => (asked++ ? `${lab.code}; ${before}` : before) });
      try {
        for (let i = 0; i < 3; i++) requireAgain(lab);
      } finally {
        Object.defineProperty(Module.wrapper, 0, { value: before, writable: true });
      }
      return globalThis.proof;
    },
  },
  "Module._extensions['.js'] that compiles other text": {
    run: (lab) => {
      const { '.cjs': before } = Module._extensions;
      Module._extensions['.cjs'] = (module, file) => module._compile(lab.code, file);
      try {
        requireAgain(lab);
      } finally {
        if (before) Module._extensions['.cjs'] = before;
        else delete Module._extensions['.cjs'];
      }
      return globalThis.proof;
    },
  },
  'require of a file that is only open': {
    run: (lab) => {
      fs.writeFileSync(`${lab.out}/open.cjs`, lab.code);
      const fd = fs.openSync(`${lab.out}/open.cjs`);
      fs.unlinkSync(`${lab.out}/open.cjs`);
      new Module('x').load(`/proc/self/fd/${fd}`);
      return globalThis.proof;
    },
  },
  'import of a file that is only open': {
    run: async (lab) => {
      fs.writeFileSync(`${lab.out}/open.mjs`, lab.code);
      fs.symlinkSync(`${lab.out}/open.mjs`, `${lab.out}/link.mjs`);
      await import(pathToFileURL(`${lab.out}/link.mjs`));
      return globalThis.proof;
    },
  },
  'a program of its own, run as the first one': {
    run: (lab) => {
      fs.writeFileSync(`${lab.out}/main.cjs`, lab.code);
      process.argv[1] = `${lab.out}/main.cjs`;
      Module.runMain(`${lab.out}/main.cjs`);
      return globalThis.proof;
    },
  },
};
