/** Text run as code. The effect: `lab.code` ran (it sets `globalThis.proof`), or code that was only data did. */
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

exports.category = 'dynamicCode';

const proof = () => globalThis.proof;
const dataUrl = (code) => `data:text/javascript,${encodeURIComponent(code)}`;
/** A module whose function `answer` returns 42. */
const wasm = Buffer.from('0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b', 'hex');
const answered = (lab, instance) => (instance.exports.answer() === 42 ? lab.proof : undefined);

exports.attacks = {
  'indirect eval': { run: (lab) => (0, eval)(lab.code) },
  'eval with a variable of its scope': { run: (lab) => eval(`${lab.code}; lab && globalThis.proof`) },
  'Function': { run: (lab) => new Function(lab.code)() ?? proof() },
  'Function by a constructor property': { run: (lab) => (() => undefined).constructor(lab.code)() ?? proof() },
  'AsyncFunction': { run: async (lab) => (await (async () => undefined).constructor(lab.code)()) ?? proof() },
  'GeneratorFunction': { run: (lab) => (function* () {}).constructor(lab.code)().next().value ?? proof() },
  'Function through Reflect.construct': { run: (lab) => Reflect.construct(Function, [lab.code])() ?? proof() },
  'Function of another realm': {
    run: (lab) => {
      const other = vm.runInNewContext('({}).constructor.constructor');
      return other(`globalThis.proof = undefined; ${lab.code}; return globalThis.proof`)();
    },
  },
  'eval of a context that allows it': {
    run: (lab) => vm.runInContext(`eval(code)`, vm.createContext({ code: lab.code }, { codeGeneration: { strings: true } })),
  },
  'flags of V8 that allow it': {
    run: (lab) => {
      require('node:v8').setFlagsFromString('--no-disallow-code-generation-from-strings');
      return (0, eval)(lab.code);
    },
  },
  'flags of V8, then a new context': {
    run: (lab) => {
      require('node:v8').setFlagsFromString('--no-disallow-code-generation-from-strings');
      return vm.createContext().constructor.constructor(lab.code)() ?? proof();
    },
  },
  'vm.runInThisContext': { run: (lab) => vm.runInThisContext(lab.code) },
  'vm.runInNewContext': { run: (lab) => vm.runInNewContext(lab.code) },
  'vm.Script': { run: (lab) => new vm.Script(lab.code).runInThisContext() },
  'vm.compileFunction': { run: (lab) => vm.compileFunction(lab.code)() ?? proof() },
  'vm by process.getBuiltinModule': { run: (lab) => process.getBuiltinModule('vm').runInThisContext(lab.code) },
  'vm by dynamic import': { run: async (lab) => (await import('node:vm')).runInThisContext(lab.code) },
  'module._compile': { run: (lab) => new Module('x')._compile(lab.code, '/tmp/x.js') ?? proof() },
  'module.constructor.prototype._compile': { run: (lab) => Reflect.apply(module.constructor.prototype._compile, new Module('y'), [lab.code, '/tmp/y.js']) ?? proof() },
  "Module._extensions['.js'] with a reader replaced": {
    run: (lab) => {
      const { readFileSync } = fs;
      fs.readFileSync = () => lab.code;
      try {
        Module._extensions['.js'](new Module('z'), '/tmp/z.js');
      } finally {
        fs.readFileSync = readFileSync;
      }
      return proof();
    },
  },
  'import of a data URL': { run: async (lab) => (await import(dataUrl(lab.code))) && proof() },
  'import of a data URL in base64': {
    run: async (lab) => (await import(`data:text/javascript;base64,${Buffer.from(lab.code).toString('base64')}`)) && proof(),
  },
  'import of a data URL from a string of code': { run: async (lab) => (await (0, eval)(`import(${JSON.stringify(dataUrl(lab.code))})`)) && proof() },
  'require of a dropped file': {
    run: (lab) => {
      fs.writeFileSync(path.join(lab.out, 'dropped.cjs'), lab.code);
      require(path.join(lab.out, 'dropped.cjs'));
      return proof();
    },
  },
  'import of a dropped file': {
    run: async (lab) => {
      fs.writeFileSync(path.join(lab.out, 'dropped.mjs'), lab.code);
      await import(path.join(lab.out, 'dropped.mjs'));
      return proof();
    },
  },
  'module hooks in the thread': {
    run: async (lab) => {
      Module.registerHooks({
        resolve: (name, context, next) => (name === 'virtual:x' ? { url: name, format: 'module', shortCircuit: true } : next(name, context)),
        load: (url, context, next) => (url === 'virtual:x' ? { source: lab.code, format: 'module', shortCircuit: true } : next(url, context)),
      });
      await import('virtual:x');
      return proof();
    },
  },
  'module hooks in a thread of their own': {
    run: async (lab) => {
      const hooks = `export const resolve = (name, context, next) => name === 'virtual:y' ? { url: name, format: 'module', shortCircuit: true } : next(name, context);
        export const load = (url, context, next) => url === 'virtual:y' ? { source: ${JSON.stringify(lab.code)}, format: 'module', shortCircuit: true } : next(url, context);`;
      Module.register(dataUrl(hooks));
      await import('virtual:y');
      return proof();
    },
  },
  'REPL': {
    run: async (lab) => {
      const { PassThrough } = require('node:stream');
      const input = new PassThrough();
      const server = require('node:repl').start({ input, output: new PassThrough(), useGlobal: true, terminal: false });
      const evaluated = new Promise((done, failed) => server.eval(`${lab.code}\n`, globalThis, 'x', (error) => (error ? failed(error) : done())));
      await Promise.race([evaluated, new Promise((done) => setTimeout(done, 500))]);
      server.close();
      return proof();
    },
  },
  'WebAssembly.Module': { run: (lab) => answered(lab, new WebAssembly.Instance(new WebAssembly.Module(wasm))) },
  'WebAssembly.instantiate': { run: async (lab) => answered(lab, (await WebAssembly.instantiate(wasm)).instance) },
  'WebAssembly.compile': { run: async (lab) => answered(lab, new WebAssembly.Instance(await WebAssembly.compile(wasm))) },
  'WebAssembly.compileStreaming': {
    run: async (lab) => {
      const response = new Response(wasm, { headers: { 'content-type': 'application/wasm' } });
      return answered(lab, new WebAssembly.Instance(await WebAssembly.compileStreaming(response)));
    },
  },
  'WebAssembly of another realm': { run: (lab) => answered(lab, vm.runInNewContext('new WebAssembly.Instance(new WebAssembly.Module(wasm))', { wasm })) },
  'import of WebAssembly': {
    run: async (lab) => answered(lab, { exports: await import(`data:application/wasm;base64,${wasm.toString('base64')}`) }),
  },
};
