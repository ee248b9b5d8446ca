/** Access to a built-in module that has not been loaded yet, which a guard may only notice at its loading. The effect: `lab.code` ran by `vm`. */
'use strict';
const diagnostics = require('node:diagnostics_channel');
const Module = require('node:module');
const { having, nearTheEnd, withLittleStack } = require('./tricks/index.cjs');

exports.category = 'dynamicCode';

function ran(vm, lab) {
  vm.runInThisContext(lab.code);
  return globalThis.proof;
}

/** Discards values assigned to these indexes of arrays that lack own elements there. */
function swallowing(from, to, step) {
  if (from === to) return step();
  return having(Array.prototype, String(from), { get: () => 'NativeModule path', set: () => {} }, () => swallowing(from + 1, to, step));
}

exports.attacks = {
  'import by an import of package.json': { run: async (lab) => ran(await import('#vm'), lab) },
  'import': { run: async (lab) => ran(await import('vm'), lab) },
  'default of import': { run: async (lab) => ran((await import('node:vm')).default, lab) },
  'import in a file': { run: async (lab) => ran((await import('../late-vm.mjs')).default, lab) },
  'require of a file that imports': { run: (lab) => ran(require('../late-vm.mjs').default, lab) },
  'process.getBuiltinModule': { run: (lab) => ran(process.getBuiltinModule('node:vm'), lab) },
  'Module._load': { run: (lab) => ran(Module._load('vm', undefined, false), lab) },
  'createRequire': { run: (lab) => ran(Module.createRequire(__filename)('vm'), lab) },
  'require, resolved otherwise': { run: (lab) => ran(having(Module, '_resolveFilename', { value: () => 'vm', writable: true }, () => require('something')), lab) },
  'import with a loader that cuts short': {
    run: async (lab) => {
      const hooks = Module.registerHooks({
        resolve: (name, context, next) => (name === 'virtual:vm' ? { url: 'node:vm', format: 'builtin', shortCircuit: true } : next(name, context)),
        load: (url, context, next) => (url === 'node:vm' ? { source: null, format: 'builtin', shortCircuit: true } : next(url, context)),
      });
      try {
        return ran((await import('virtual:vm')).default, lab);
      } finally {
        hooks.deregister();
      }
    },
  },
  'result of require on a diagnostics channel': {
    run: (lab) => {
      let caught;
      const subscriber = ({ result }) => (caught ??= result);
      diagnostics.subscribe('tracing:module.require:end', subscriber);
      try {
        require('node:vm');
      } finally {
        diagnostics.unsubscribe('tracing:module.require:end', subscriber);
      }
      return ran(caught, lab);
    },
  },
  'list of loaded modules cut': {
    run: (lab) => {
      const list = process.moduleLoadList;
      list.length = 1;
      const vm = require('node:vm');
      list.length = 0;
      return ran(vm, lab);
    },
  },
  'list of loaded modules with another prototype': {
    run: (lab) => {
      Object.setPrototypeOf(process.moduleLoadList, new Proxy([], { set: () => true }));
      return ran(require('node:vm'), lab);
    },
  },
  'setters where the list of loaded modules grows': {
    run: (lab) => ran(swallowing(process.moduleLoadList.length, process.moduleLoadList.length + 100, () => require('node:vm')), lab),
  },
  'iterators that give nothing': {
    run: (lab) => ran(having(Array.prototype, Symbol.iterator, { value: () => ({ next: () => ({ done: true }) }), writable: true }, () => require('node:vm')), lab),
  },
  'polluted descriptors': {
    run: (lab) => {
      let vm;
      try {
        vm = having(Object.prototype, 'set', { value: () => {} }, () => require('node:vm'));
      } catch {
        vm = require('node:vm');
      }
      return ran(vm, lab);
    },
  },
  'require with little stack': { run: (lab) => ran(withLittleStack(() => require('node:vm')), lab) },
  'require at the end of the stack': { run: (lab) => ran(nearTheEnd(() => require('node:vm')), lab) },
  'process.getBuiltinModule at the end of the stack': { run: (lab) => ran(nearTheEnd(() => process.getBuiltinModule('vm')), lab) },
  'import at the end of the stack': {
    run: async (lab) => {
      const found = [];
      nearTheEnd(() => void found.push(import('node:vm').catch(() => undefined)));
      for (const vm of await Promise.all(found)) if (vm) return ran(vm, lab);
      return undefined;
    },
  },
  'protocol of URLs replaced': {
    run: async (lab) => {
      let vm;
      try {
        vm = await having(URL.prototype, 'protocol', { get: () => 'node:' }, () => import('node:vm'));
      } catch {
        vm = await import('node:vm');
      }
      return ran(vm, lab);
    },
  },
  'module that uses it': {
    run: async (lab) => {
      const { start } = await import('node:repl');
      const { PassThrough } = require('node:stream');
      const server = start({ input: new PassThrough(), output: new PassThrough(), useGlobal: true, terminal: false });
      const evaluated = new Promise((done, failed) => server.eval(`${lab.code}\n`, globalThis, 'x', (error) => (error ? failed(error) : done())));
      await Promise.race([evaluated, new Promise((done) => setTimeout(done, 500))]);
      server.close();
      return globalThis.proof;
    },
  },
};
