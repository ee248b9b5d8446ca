/**
 * Text run as code in places that only the engine sees: other realms, callbacks, generated text. The effect: `lab.code` ran, or WebAssembly that was
 * only data did.
 */
'use strict';
const vm = require('node:vm');
const { moveMessagePortToContext } = require('node:worker_threads');
const { having, nearTheEnd, withLittleStack } = require('./tricks/index.cjs');

exports.category = 'dynamicCode';

const wasm = Buffer.from('0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b', 'hex');
const answered = (lab, instance) => (instance.exports.answer() === 42 ? lab.proof : undefined);
const body = (lab) => `${lab.code}; return globalThis.proof`;
const made = (constructor, lab) => constructor(body(lab))();

/** Returns the global object of a realm in which no code ran. */
function globalOf(options) {
  return vm.createContext(vm.constants.DONT_CONTEXTIFY, options);
}

/** Runs a step in a callback of Node.js, and returns its result. */
function within(register, step) {
  let result;
  let failure;
  register(() => {
    try {
      result ??= step();
    } catch (e) {
      failure = e;
    }
  });
  if (result === undefined && failure) throw failure;
  return result;
}

exports.attacks = {
  'Function of a context that a script makes for itself': {
    run: (lab) => {
      let global;
      const script = new vm.Script('0');
      script.runInContext = (context) => (global = context);
      script.runInNewContext(vm.constants.DONT_CONTEXTIFY);
      return made(global.Function, lab);
    },
  },
  'Function of the context that a port was moved to': {
    run: (lab) => made(moveMessagePortToContext(new MessageChannel().port1, vm.createContext({})).constructor.constructor, lab),
  },
  'eval of a global object': { run: (lab) => globalOf().eval(`${lab.code}; globalThis.proof`) },
  'eval of a global object that permits it': { run: (lab) => globalOf({ codeGeneration: { strings: true, wasm: true } }).eval(`${lab.code}; globalThis.proof`) },
  'AsyncGeneratorFunction of a global object': {
    run: async (lab) => (await made(Object.getPrototypeOf(async function* () {}).constructor, lab).next()).value ?? made(globalOf().Function, lab),
  },
  'WebAssembly of a global object': {
    run: (lab) => {
      const other = globalOf({ codeGeneration: { strings: true, wasm: true } }).WebAssembly;
      return answered(lab, new other.Instance(new other.Module(wasm)));
    },
  },
  'WebAssembly of a global object, by a promise': { run: async (lab) => answered(lab, (await globalOf().WebAssembly.instantiate(wasm)).instance) },
  'a class derived from Function': { run: (lab) => new (class extends Function {})(body(lab))() },
  'Function constructed for a target of another realm': { run: (lab) => Reflect.construct(Function, [body(lab)], globalOf().Function)() },
  'Function through a proxy': { run: (lab) => made(new Proxy(Function, {}), lab) },
  'Function bound': { run: (lab) => Function.bind(null, 'parameter')(body(lab))() },
  'Function with the code in a parameter': { run: (lab) => Function(`parameter = (${lab.code})`, 'return globalThis.proof')() },
  'Function of an object that becomes text': { run: (lab) => Function({ toString: () => body(lab) })() },
  'eval called by an array': { run: (lab) => [lab.code].map(eval)[0] },
  'eval called by a replacement': { run: (lab) => 'x'.replace('x', () => (0, eval)(lab.code)) && globalThis.proof },
  'eval of text in a thousand pieces': { run: (lab) => (0, eval)([...lab.code, ...Array(1000).fill(' ')].reduce((text, piece) => text + piece)) },
  'eval of text of two bytes a character': { run: (lab) => (0, eval)(`${lab.code} /* \u2028\u4f60 */`) },
  'eval with little stack': { run: (lab) => withLittleStack(() => (0, eval)(lab.code)) },
  'eval at the end of the stack': { run: (lab) => nearTheEnd(() => (0, eval)(lab.code)) },
  'eval while an error is formatted': {
    run: (lab) => {
      Error.prepareStackTrace = () => (0, eval)(lab.code);
      return new Error('x').stack && globalThis.proof;
    },
  },
  'Function in a hook for promises': {
    run: (lab) => within((step) => {
      const stop = require('node:v8').promiseHooks.onInit(step);
      Promise.resolve().then(() => undefined);
      stop();
    }, () => made(Function, lab)),
  },
  'Function in a hook for asynchronous work': {
    run: (lab) => within((init) => {
      const hook = require('node:async_hooks').createHook({ init }).enable();
      setImmediate(() => undefined);
      hook.disable();
    }, () => made(Function, lab)),
  },
  'Function on a diagnostics channel': {
    run: (lab) => within((step) => {
      const channel = require('node:diagnostics_channel').channel('laboratory');
      channel.subscribe(step);
      channel.publish({});
    }, () => made(Function, lab)),
  },
  'Function in a getter that a log looks at': {
    run: (lab) => within((step) => require('node:util').inspect({ get x() { return step(); } }, { getters: true }), () => made(Function, lab)),
  },
  'a script with the compiled code of another': {
    run: (lab) => {
      const blank = ' '.repeat(lab.code.length);
      const cachedData = new vm.Script(lab.code).createCachedData();
      const script = new vm.Script(blank, { cachedData });
      if (script.cachedDataRejected) throw new Error('the compiled code was rejected');
      return script.runInThisContext() && globalThis.proof;
    },
  },
  'a script run by the method of another realm': { run: (lab) => Reflect.apply(vm.Script.prototype.runInThisContext, new vm.Script(lab.code), []) },
  'the REPL, by its class': {
    run: async (lab) => {
      const { REPLServer } = require('node:repl');
      const { PassThrough } = require('node:stream');
      const server = REPLServer({ input: new PassThrough(), output: new PassThrough(), useGlobal: true, terminal: false });
      await Promise.race([new Promise((done) => server.eval(`${lab.code}\n`, globalThis, 'x', done)), new Promise((done) => setTimeout(done, 500))]);
      server.close();
      return globalThis.proof;
    },
  },
  "WebAssembly instead of fetch's own": {
    run: async (lab) => {
      let caught;
      const { from } = Buffer;
      const { Instance, instantiate } = WebAssembly;
      Buffer.from = (data, ...rest) => (typeof data === 'string' && data.startsWith('AGFzbQ') ? wasm : Reflect.apply(from, Buffer, [data, ...rest]));
      WebAssembly.instantiate = (module) => Promise.reject(new Error(String((caught = module))));
      WebAssembly.Instance = function (module) {
        throw new Error(String((caught = module)));
      };
      await fetch(`http://127.0.0.1:${lab.witnessPort}`, { signal: AbortSignal.timeout(500) }).catch(() => undefined);
      Object.assign(Buffer, { from });
      Object.assign(WebAssembly, { instantiate, Instance });
      return answered(lab, new Instance(caught));
    },
  },
  'WebAssembly that changes while it is looked at': {
    run: async (lab) => {
      const shared = new Uint8Array(new SharedArrayBuffer(wasm.length));
      shared.set(wasm);
      return answered(lab, new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(shared))));
    },
  },
  'WebAssembly by a function for an extension': {
    run: (lab) => {
      let module;
      require.extensions['.wasm-as-data'] = () => (module = new WebAssembly.Module(wasm));
      having(require('node:module'), '_findPath', { value: () => `${lab.out}/x.wasm-as-data`, writable: true }, () => require('/x.wasm-as-data'));
      return answered(lab, new WebAssembly.Instance(module));
    },
  },
};
