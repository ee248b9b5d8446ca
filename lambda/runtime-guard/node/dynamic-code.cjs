'use strict';
/**
 * dynamicCode: running code that was not deployed as a file of the function, a layer or the runtime. For code from strings and for WebAssembly, V8 calls the native library
 * (native/node-code.c). This file covers the rest: vm, `data:` imports, module hooks that supply sources, caches of compiled code, and V8 flags. modules.cjs covers what the
 * module loader reads and compiles.
 */
const { Module, getOwnPropertyDescriptor, getPrototypeOf, indexOf, objectPrototype } = require('./intrinsics.cjs');
const { base64, base64Of, builtinSource, copyOf, engineHolds, modules, permitWebAssembly } = require('./engine.cjs');
const { accessDenied, denied, judged } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { replaceClass, replaceFunction, replaceGetter } = require('./hook.cjs');
const { webAssemblyFiles } = require('./loader.cjs');
const policy = require('./policy.cjs');
const { SOURCES, calledBy, caller } = require('./stack.cjs');
const { handOver } = require('./worker.cjs');

const CATEGORY = 'dynamicCode';
const DISABLED = Module.constants?.compileCacheStatus.DISABLED;

function install() {
  whenLoaded('vm', guardVm);
  whenLoaded('vfs', (vfs) => replaceFunction(vfs.VirtualFileSystem.prototype, 'mount', judged(CATEGORY, 'vfs.mount')));
  guardImports();
  if (engineHolds) {
    permitKnownWebAssembly();
    guardModuleClass();
  }
  replaceFunction(Module, 'registerHooks', judged(CATEGORY, 'module.registerHooks'));
  replaceFunction(Module, 'register', (original, self, args) => {
    for (const category of [CATEGORY, 'worker']) if (denied(category, 'module.register')) throw accessDenied(category, 'module.register');
    handOver();
    return original(self, args);
  });
  guardCompileCache();
  whenLoaded('v8', (v8) => replaceFunction(v8, 'setFlagsFromString', judged(CATEGORY, 'v8.setFlagsFromString', (args) => args[0])));
}

function guardVm(vm) {
  // All functions that run a script, such as vm.runIn... and the REPL, call this method.
  replaceFunction(getPrototypeOf(vm.Script.prototype), 'runInContext', judged(CATEGORY, 'vm.Script'));
  replaceFunction(vm, 'compileFunction', judged(CATEGORY, 'vm.compileFunction'));
  if (vm.Module) replaceFunction(vm.Module.prototype, 'evaluate', judged(CATEGORY, 'vm.Module'));
}

/** `import` of anything but files, such as `data:`. The loader reads the protocol of a module's URL before it gets the source. */
function guardImports() {
  replaceGetter(URL.prototype, 'protocol', (protocol) => {
    const foreign = protocol !== 'file:' && protocol !== 'node:' && (calledBy(SOURCES) || caller() === undefined);
    if (foreign && denied(CATEGORY, 'import', protocol)) throw accessDenied(CATEGORY, 'import');
    // Under `block`, loader.cjs prevents this.
    if (protocol === 'file:' && getOwnPropertyDescriptor(objectPrototype, 'source')) denied(CATEGORY, 'import', 'Object.prototype.source');
    return protocol;
  });
}

/** Modules refer to their class, which compiles any text. Node.js keeps the original. */
function guardModuleClass() {
  replaceClass(modules, 'ModuleWrap', (args, create) => {
    if (denied(CATEGORY, 'ModuleWrap', args[0])) throw accessDenied(CATEGORY, 'ModuleWrap');
    return create(args);
  });
}

/** V8 checks only the source length of cached code, so a forged cache runs any code. The environment of a thread may contain one. */
function guardCompileCache() {
  if (policy.modes[CATEGORY] === 'block' && Module.getCompileCacheDir?.() !== undefined) {
    policy.reject('NODE_COMPILE_CACHE has Node.js run compiled code that cannot be checked; unset it, or set /modes/dynamicCode to alert');
  }
  replaceFunction(Module, 'enableCompileCache', (original, self, args) => {
    if (denied(CATEGORY, 'module.enableCompileCache')) return { status: DISABLED };
    return original(self, args);
  });
}

/** Permits WebAssembly in Node.js's own scripts (for fetch and TypeScript), and modules that are imported as files. */
function permitKnownWebAssembly() {
  replaceClass(WebAssembly, 'Module', (args, create) => withPermit(args, create));
  for (const name of ['compile', 'instantiate']) replaceFunction(WebAssembly, name, (original, self, args) => withPermit(args, (list) => original(self, list)));
}

function withPermit(args, compile) {
  const source = builtinSource();
  // A copy, so that the checked bytes are the compiled ones.
  const bytes = source === undefined ? undefined : copyOf(args[0]);
  if (bytes === undefined || !isKnown(base64(bytes), source)) return compile(args);
  args[0] = bytes;
  permitWebAssembly(true);
  try {
    return compile(args);
  } finally {
    permitWebAssembly(false);
  }
}

function isKnown(text, source) {
  if (indexOf(source, text) >= 0) return true;
  for (let i = 0; i < webAssemblyFiles.length; i++) if (base64Of(webAssemblyFiles[i]) === text) return true;
  return false;
}

module.exports = { __proto__: null, install };
