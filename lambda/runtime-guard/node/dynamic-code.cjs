'use strict';
/**
 * dynamicCode: running code that was not deployed as a file of the function, a layer or the runtime. Strings (eval, Function, vm, `data:` imports, workers with `eval`),
 * WebAssembly, module hooks that supply sources, and V8 flags. What `require` compiles is modules.cjs's.
 */
const { Module, apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, promiseReject, setPrototypeOf, test } = require('./intrinsics.cjs');
const { accessDenied, denied, judged } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { define, disguise, replaceClass, replaceFunction, replaceGetter } = require('./hook.cjs');
const { isDeployed } = require('./lambda.cjs');
const policy = require('./policy.cjs');
const { handOver } = require('./settings.cjs');
const { EVALUATORS, calledBy, caller, callers } = require('./stack.cjs');

const CATEGORY = 'dynamicCode';

function install() {
  const locked = policy.modes[CATEGORY] === 'block';
  guardStrings(locked);
  whenLoaded('vm', guardVm);
  guardImports();
  guardWebAssembly();
  replaceFunction(Module, 'registerHooks', judged(CATEGORY, 'module.registerHooks'));
  replaceFunction(Module, 'register', (original, self, args) => {
    for (const category of [CATEGORY, 'worker']) if (denied(category, 'module.register')) throw accessDenied(category, 'module.register');
    handOver();
    return original(self, args);
  });
  whenLoaded('v8', (v8) => replaceFunction(v8, 'setFlagsFromString', judged(CATEGORY, 'v8.setFlagsFromString', (args) => args[0])));
}

/** eval and the four Function constructors. */
function guardStrings(locked) {
  const original = globalThis.eval;
  if (locked) {
    replaceFunction(globalThis, 'eval', judged(CATEGORY, 'eval'));
  } else {
    // Only the original can be called as a direct eval, so what is noticed is that somebody looks it up.
    let current = original;
    define(globalThis, 'eval', {
      __proto__: null,
      get() {
        denied(CATEGORY, 'eval');
        return current;
      },
      set(value) {
        current = value;
      },
      enumerable: false,
      configurable: true,
    });
  }
  const prototypes = [Function.prototype, async function () {}, function* () {}, async function* () {}];
  for (let i = 0; i < prototypes.length; i++) {
    const prototype = i === 0 ? prototypes[0] : getPrototypeOf(prototypes[i]);
    const constructor = prototype.constructor;
    const guarded = function (...args) {
      if (denied(CATEGORY, constructor.name)) throw new EvalError('Code generation from strings disallowed for this context');
      return construct(constructor, args, new.target === undefined || new.target === guarded ? constructor : new.target);
    };
    disguise(guarded, constructor);
    const property = getOwnPropertyDescriptor(prototype, 'constructor');
    define(prototype, 'constructor', { __proto__: null, ...property, value: guarded, ...(locked && { writable: false, configurable: false }) });
    if (i === 0) define(globalThis, 'Function', { __proto__: null, ...getOwnPropertyDescriptor(globalThis, 'Function'), value: guarded });
    // The constructors of async functions and generators inherit from Function.
    else setPrototypeOf(guarded, Function);
  }
}

function guardVm(vm) {
  // Every way to run a script, vm.runIn... among them, ends in this method. Node.js itself uses it for `node -e`.
  replaceFunction(getPrototypeOf(vm.Script.prototype), 'runInContext', (original, self, args) => {
    if (!runByNode() && denied(CATEGORY, 'vm.Script')) throw accessDenied(CATEGORY, 'vm.Script');
    return original(self, args);
  });
  defineProperty(getPrototypeOf(vm.Script.prototype), 'constructor', { __proto__: null, value: vm.Script, writable: true, enumerable: false, configurable: true });
  replaceFunction(vm, 'compileFunction', judged(CATEGORY, 'vm.compileFunction'));
  // A context has Function constructors of its own.
  replaceFunction(vm, 'createContext', judged(CATEGORY, 'vm.createContext'));
  if (vm.Module) replaceFunction(vm.Module.prototype, 'evaluate', judged(CATEGORY, 'vm.Module'));
}

/** By `node -e`, or for a worker with `eval`, which is judged where it is made. */
function runByNode() {
  const frames = callers(40);
  for (let i = 0; i < frames.length; i++) {
    const { scriptName, functionName } = frames[i];
    if (scriptName === 'node:vm' || scriptName === 'node:internal/vm') continue;
    return EVALUATORS[scriptName] !== undefined && test(EVALUATORS[scriptName], functionName) !== null;
  }
  return false;
}

/** `import` of `data:` and of files that were not deployed: the loader asks the URL of a module for its protocol, before it makes a source of it. */
function guardImports() {
  const pathnameOf = getOwnPropertyDescriptor(URL.prototype, 'pathname').get;
  const judge = (protocol, url) => {
    const foreign = protocol === 'data:' || (protocol === 'file:' && !isDeployed(apply(pathnameOf, url, [])));
    if (foreign && readByLoader() && denied(CATEGORY, 'import', protocol === 'data:' ? protocol : apply(pathnameOf, url, []))) throw accessDenied(CATEGORY, 'import');
    return protocol;
  };
  replaceGetter(URL.prototype, 'protocol', judge);
}

const SOURCES = { __proto__: null, 'node:internal/modules/esm/load': /^getSource/ };

/** Also where nobody can tell who calls. */
function readByLoader() {
  return calledBy(SOURCES) || caller() === undefined;
}

/** WebAssembly, but for the parser of fetch, and modules that are imported as files. */
function guardWebAssembly() {
  const fetch = { __proto__: null, 'node:internal/deps/undici/undici': /^lazyllhttp$/ };
  const imports = { ...fetch, __proto__: null, 'node:internal/modules/esm/translators': /^/ };
  replaceClass(WebAssembly, 'Module', (args, create) => {
    if (!calledBy(imports) && denied(CATEGORY, 'WebAssembly.Module')) throw accessDenied(CATEGORY, 'WebAssembly.Module');
    return create(args);
  });
  for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
    replaceFunction(WebAssembly, name, (original, self, args) => {
      if (!calledBy(fetch) && denied(CATEGORY, `WebAssembly.${name}`)) return promiseReject(accessDenied(CATEGORY, `WebAssembly.${name}`));
      return original(self, args);
    });
  }
}

module.exports = { __proto__: null, install };
