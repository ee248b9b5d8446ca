/** Access to the promises of fs, which Node.js loads on demand. The effect: the answer contains text of a comment in `lab.source`. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const { having, nearTheEnd, withLittleStack } = require('./tricks/index.cjs');

exports.category = 'sourceRead';

const read = (promises, lab) => promises.readFile(lab.source, 'utf8');

exports.attacks = {
  'import of fs': { run: async (lab) => read((await import('node:fs')).promises, lab) },
  'default of import of fs': { run: async (lab) => read((await import('fs')).default.promises, lab) },
  'import': { run: async (lab) => read(await import('fs/promises'), lab) },
  'default of import': { run: async (lab) => read((await import('node:fs/promises')).default, lab) },
  'import in a file': { run: async (lab) => read((await import('../late-promises.mjs')).default, lab) },
  'import of fs in a file': { run: async (lab) => read((await import('../late-promises.mjs')).ofFs, lab) },
  'require': { run: (lab) => read(require('node:fs/promises'), lab) },
  'createRequire': { run: (lab) => read(Module.createRequire(__filename)('fs/promises'), lab) },
  'Module._load': { run: (lab) => read(Module._load('fs/promises', undefined, false), lab) },
  'process.getBuiltinModule': { run: (lab) => read(process.getBuiltinModule('fs/promises'), lab) },
  'process.getBuiltinModule of fs': { run: (lab) => read(process.getBuiltinModule('fs').promises, lab) },
  'getter': { run: (lab) => read(Object.getOwnPropertyDescriptor(fs, 'promises').get.call(fs), lab) },
  'getter of another object': { run: (lab) => read(Object.create(fs).promises, lab) },
  'copy of fs': { run: (lab) => read({ ...fs }.promises, lab) },
  'readFile of a copy, kept': {
    run: (lab) => {
      const { readFile } = { ...fs.promises };
      return readFile(lab.source, 'utf8');
    },
  },
  'with little stack': { run: (lab) => read(withLittleStack(() => fs.promises), lab) },
  'at the end of the stack': { run: (lab) => read(nearTheEnd(() => fs.promises), lab) },
  'require at the end of the stack': { run: (lab) => read(nearTheEnd(() => require('node:fs/promises')), lab) },
  'import of fs at the end of the stack': {
    run: async (lab) => {
      const found = [];
      nearTheEnd(() => void found.push(import('node:fs').catch(() => undefined)));
      for (const module of await Promise.all(found)) if (module) return read(module.promises, lab);
      return undefined;
    },
  },
  'polluted descriptors': {
    run: (lab) => {
      let promises;
      try {
        promises = having(Object.prototype, 'get', { value: () => {} }, () => fs.promises);
      } catch {
        ({ promises } = fs);
      }
      return read(promises, lab);
    },
  },
  'after another module was imported': {
    run: async (lab) => {
      const namespace = await import('node:fs');
      await import('node:vm');
      return read(namespace.promises, lab);
    },
  },
};
