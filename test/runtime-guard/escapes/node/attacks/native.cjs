/** Native code in the package of the attack. The effect: the library's constructor ran (it creates a file by raw system calls). */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');

exports.category = 'nativeAddon';

/** Loads a library. It is no addon, so Node.js throws after its constructor has run. */
const load = (file, flags = os.constants.dlopen.RTLD_NOW) => process.dlopen({ exports: {} }, file, flags);
const sqlite = () => require('node:sqlite').DatabaseSync;

exports.attacks = {
  'require of an addon': { run: (lab) => require(lab.addon) },
  'createRequire elsewhere': { run: (lab) => Module.createRequire('/var/runtime/index.js')(lab.addon) },
  'import of a module that requires an addon': {
    run: async (lab) => (await import('node:module')).createRequire('file:///')(lab.addon),
  },
  'Module._load': { run: (lab) => Module._load(lab.addon, null, true) },
  "Module._extensions['.node']": { run: (lab) => Module._extensions['.node'](new Module('x'), lab.addon) },
  'a new extension that means .node': {
    run: (lab) => {
      Module._extensions['.so'] = Module._extensions['.node'];
      try {
        return require(lab.library);
      } finally {
        delete Module._extensions['.so'];
      }
    },
  },
  'process.dlopen': { run: (lab) => load(lab.library) },
  'process.dlopen with other flags': { run: (lab) => load(lab.library, os.constants.dlopen.RTLD_LAZY | os.constants.dlopen.RTLD_GLOBAL) },
  'process.dlopen by a relative path': {
    run: (lab) => {
      process.chdir(path.dirname(lab.library));
      return load(`./${path.basename(lab.library)}`);
    },
  },
  'process.dlopen of a descriptor': { run: (lab) => load(`/proc/self/fd/${fs.openSync(lab.library, 'r')}`) },
  'process.dlopen through a path that looks trusted': { run: (lab) => load(`/usr/lib/../../${lab.library}`) },
  'process.dlopen through the root of the process': { run: (lab) => load(`/proc/self/root${lab.library}`) },
  'process.dlopen of a link': {
    run: (lab) => {
      const link = path.join(lab.out, 'notes.txt');
      fs.symlinkSync(lab.library, link);
      return load(link);
    },
  },
  'process.dlopen through a folder named like the runtime': {
    run: (lab) => {
      process.env.LAMBDA_RUNTIME_DIR = path.dirname(lab.library);
      return load(lab.library);
    },
  },
  'process.dlopen during init': { init: true, run: (lab) => load(lab.library) },
  'sqlite loadExtension': {
    run: (lab) => {
      const database = new (sqlite())(':memory:', { allowExtension: true });
      database.enableLoadExtension(true);
      database.loadExtension(lab.library);
    },
  },
  'crypto.setEngine': { run: (lab) => require('node:crypto').setEngine(lab.library) },
  'clientCertEngine of TLS': { run: (lab) => require('node:tls').createSecureContext({ clientCertEngine: lab.library }) },
  'privateKeyEngine of TLS': {
    run: (lab) => require('node:tls').createSecureContext({ privateKeyEngine: lab.library, privateKeyIdentifier: 'key' }),
  },
  'node:ffi, a library': { run: (lab) => require('node:ffi').dlopen(lab.library) },
  'node:ffi, DynamicLibrary': { run: (lab) => new (process.getBuiltinModule('node:ffi').DynamicLibrary)(lab.library) },
  'node:ffi, the C library': {
    // Functions looked up in the C library itself are not those of LD_PRELOAD.
    run: (lab) => {
      const { functions } = require('node:ffi').dlopen('libc.so.6', { creat: { arguments: ['string', 'u32'], return: 'i32' } });
      functions.creat(lab.marker, 0o666);
    },
  },
  'node:ffi, functions of the process': {
    run: (lab) => {
      const { functions } = require('node:ffi').dlopen(null, {
        dlopen: { arguments: ['string', 'i32'], return: 'pointer' },
      });
      functions.dlopen(lab.library, 2);
    },
  },
  'in a worker': { run: (lab) => lab.inWorker(`process.dlopen({ exports: {} }, lab.library)`, { env: { LOADED_MARKER: lab.marker }, execArgv: [] }) },
  'process.dlopen of a link that changes while it is loaded': {
    // Under alert the guard does not fix the name, so the checked file may differ from the loaded one. Under block it does.
    silent: true,
    run: async (lab) => {
      const link = path.join(lab.out, 'link');
      // A library of glibc that is not loaded yet: a loaded library stays known under its requested name.
      const harmless = path.join(path.dirname(fs.readFileSync('/proc/self/maps', 'latin1').match(/\/\S*\/libm\.so\.6/)[0]), 'libBrokenLocale.so.1');
      fs.symlinkSync(harmless, link);
      const swapping = lab.inWorker(
        `(() => {
          const fs = require('node:fs');
          const { out, library } = lab;
          const until = Date.now() + 1500;
          for (let turn = 0; Date.now() < until; turn++) {
            fs.symlinkSync(turn % 2 ? ${JSON.stringify(harmless)} : library, out + '/next');
            fs.renameSync(out + '/next', out + '/link');
          }
        })()`,
      );
      const until = Date.now() + 1700;
      while (Date.now() < until && !fs.existsSync(lab.marker)) {
        try {
          load(link);
        } catch {
          // Not an addon, or blocked this time.
        }
        await null;
      }
      await swapping;
    },
  },
  'an addon that was dropped first': {
    run: (lab) => {
      const file = path.join(lab.out, 'dropped.node');
      fs.copyFileSync(lab.addon, file);
      return require(file);
    },
  },
};
