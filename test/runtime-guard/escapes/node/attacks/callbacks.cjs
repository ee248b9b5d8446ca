/** Guarded functions passed to Node.js as callbacks, so that Node.js calls them. The effect: as in code.cjs and source.cjs. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const vm = require('node:vm');

exports.category = 'dynamicCode';

const proof = () => globalThis.proof;
const turn = () => new Promise((done) => setTimeout(done, 20));
/** Calls its import `m.f` at instantiation. */
const starts = Buffer.from('0061736d01000000010401600000020701016d01660000080100', 'hex');
/** Makes the loader call a function as a handler of a file extension. */
function byLoader(called, lab) {
  Module._extensions['.cjs'] = called;
  try {
    require(`${lab.task}/worker-script.cjs`);
  } finally {
    delete Module._extensions['.cjs'];
  }
}

exports.attacks = {
  'a script run by nextTick': {
    run: async (lab) => {
      const script = new vm.Script(lab.code);
      process.nextTick(script.runInThisContext.bind(script));
      await turn();
      return proof();
    },
  },
  'a script run by a microtask': {
    run: async (lab) => {
      queueMicrotask(vm.runInThisContext.bind(vm, lab.code));
      await turn();
      return proof();
    },
  },
  'a script run by a promise': {
    run: async (lab) => {
      await Promise.resolve(lab.code).then(vm.runInThisContext);
      return proof();
    },
  },
  'a script run by an event': {
    run: (lab) => {
      const { EventEmitter } = require('node:events');
      new EventEmitter().on('x', vm.runInThisContext.bind(vm, lab.code)).emit('x');
      return proof();
    },
  },
  '_compile called by the loader': {
    run: (lab) => {
      byLoader(Module.prototype._compile.bind(new Module('x'), lab.code, '/tmp/x.js'), lab);
      return proof();
    },
  },
  '_compile called by the loader as that of a module of our own': {
    run: (lab) => {
      const _compile = Module.prototype._compile.bind(new Module('x'), lab.code, lab.source);
      Module._extensions['.js']({ id: lab.source, filename: lab.source, paths: [], _compile }, lab.source);
      return proof();
    },
  },
  '_compile called by the loader as that of a class of modules': {
    run: (lab) => {
      const { _compile } = Module.prototype;
      class Posing extends Module {
        get _compile() {
          return Function.prototype.apply.bind(_compile, new Module('x'), [lab.code, lab.source, 'commonjs']);
        }
      }
      Module._extensions['.js'](new Posing('x'), lab.source);
      return proof();
    },
  },
  '_compile called by nextTick': {
    run: async (lab) => {
      process.nextTick(Module.prototype._compile.bind(new Module('x'), lab.code, '/tmp/x.js'));
      await turn();
      return proof();
    },
  },
  '_compile called by a timer': {
    run: async (lab) => {
      setTimeout(Module.prototype._compile.bind(new Module('x'), lab.code, '/tmp/x.js'), 1);
      await turn();
      return proof();
    },
  },
  'Function called by nextTick': {
    run: async (lab) => {
      let made;
      process.nextTick(() => (made = Reflect.construct(Function, [lab.code])));
      await turn();
      made();
      return proof();
    },
  },
  'WebAssembly instantiated by the loader': {
    run: async (lab) => {
      let started;
      byLoader(WebAssembly.instantiate.bind(WebAssembly, starts, { m: { f: () => (started = lab.proof) } }), lab);
      await turn();
      return started;
    },
  },
  'WebAssembly instantiated by headers of fetch': {
    run: async (lab) => {
      let started;
      const instantiate = WebAssembly.instantiate.bind(WebAssembly, starts, { m: { f: () => (started = lab.proof) } });
      new Headers({ a: 'b' }).forEach(instantiate);
      await turn();
      return started;
    },
  },
  'sources wrapped in other code': {
    run: (lab) => {
      const { wrap } = Module;
      Module.wrap = () => `(function () { ${lab.code} })`;
      try {
        delete require.cache[`${lab.task}/worker-script.cjs`];
        require(`${lab.task}/worker-script.cjs`);
      } finally {
        Module.wrap = wrap;
      }
      return proof();
    },
  },
  'wrapper of sources that holds other code': {
    run: (lab) => {
      const first = Module.wrapper[0];
      Module.wrapper[0] = `${lab.code};${first}`;
      try {
        delete require.cache[lab.source];
        require(lab.source);
      } finally {
        Module.wrapper[0] = first;
      }
      return proof();
    },
  },
  'the command line, which holds what the title says': {
    run: (lab) => {
      process.title = `${lab.code}//`;
      require('/proc/self/cmdline');
      return proof();
    },
  },
  'the command line, imported': {
    run: async (lab) => {
      process.title = `${lab.code}//`;
      await import('/proc/self/cmdline');
      return proof();
    },
  },
  'import of a data URL with Error replaced': {
    run: async (lab) => {
      const { Error: original } = globalThis;
      globalThis.Error = class extends original {};
      try {
        await import(`data:text/javascript,${encodeURIComponent(lab.code)}`);
      } finally {
        globalThis.Error = original;
      }
      return proof();
    },
  },
  'import of a data URL with elements of arrays caught': {
    run: async (lab) => {
      Object.defineProperty(Array.prototype, '0', { set: () => {}, get: () => undefined, configurable: true });
      try {
        const imported = import(`data:text/javascript,${encodeURIComponent(lab.code)}`);
        setTimeout(() => delete Array.prototype[0], 100);
        await imported;
      } finally {
        delete Array.prototype[0];
      }
      return proof();
    },
  },
  'import of a data URL without stack traces': {
    run: async (lab) => {
      Error.stackTraceLimit = 0;
      Object.freeze(Error);
      await import(`data:text/javascript,${encodeURIComponent(lab.code)}`);
      return proof();
    },
  },
  'a file read by a callback of fs': {
    category: 'sourceRead',
    run: (lab) => new Promise((done, failed) => fs.access('/', fs.readFile.bind(fs, lab.source, 'utf8', (error, read) => (error ? failed(error) : done(read))))),
  },
  'a file read by the loader, as a function for an extension': {
    category: 'sourceRead',
    run: (lab) =>
      new Promise((done, failed) => byLoader(fs.readFile.bind(fs, lab.source, 'utf8', (error, read) => (error ? failed(error) : done(read))), lab)),
  },
  'a file read by the loader, as a resolver of names': {
    category: 'sourceRead',
    run: (lab) => {
      const resolve = Module._resolveFilename;
      Module._resolveFilename = fs.readFileSync.bind(fs, lab.source, 'utf8');
      try {
        require('./x');
      } catch (error) {
        return `${error.message} ${error.path}`;
      } finally {
        Module._resolveFilename = resolve;
      }
    },
  },
  'a file read by nextTick': {
    category: 'sourceRead',
    run: (lab) =>
      new Promise((done, failed) => process.nextTick(fs.readFile, lab.source, 'utf8', (error, read) => (error ? failed(error) : done(read)))),
  },
  'a file read by a promise': { category: 'sourceRead', run: async (lab) => String(await Promise.resolve(lab.source).then(fs.readFileSync)) },
};
