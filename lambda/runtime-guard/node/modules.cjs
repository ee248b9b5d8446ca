'use strict';
/**
 * dynamicCode and sourceRead: what `require` compiles. The loader reads a file that was deployed, and hands what it has read to nobody but its own compiler; whoever brings a source
 * of his own, or comes in between, is refused.
 */
const { Error, Module, fs, getOwnPropertyDescriptor, ownKeys } = require('./intrinsics.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { define, replaceFunction, watchReplacement } = require('./hook.cjs');
const { isDeployed, lambda } = require('./lambda.cjs');
const policy = require('./policy.cjs');
const { EVALUATORS, calledBy, caller, callers } = require('./stack.cjs');

const CATEGORY = 'dynamicCode';
const COMPILE = 'Module.prototype._compile';
const { wrap, wrapper } = Module;
const [before, after] = wrapper;

function install() {
  const watched = policy.modes[CATEGORY] !== 'allow';
  const locked = policy.modes[CATEGORY] === 'block' || policy.modes.sourceRead === 'block';
  replaceFunction(
    Module.prototype,
    '_compile',
    (original, self, args) => {
      if (watched) judgeSource(args[1]);
      if (!wrapsAsEver()) refuseInterference('Module.wrap');
      return original(self, args);
    },
    locked,
  );
  if (!locked) watchReplacement(Module.prototype, '_compile', () => void interferes(COMPILE));
  guardExtensions(locked);
  if (watched) guardReaders();
}

function judgeSource(file) {
  const byLoader = compiledByLoader();
  if (!byLoader && !calledBy(EVALUATORS)) {
    if (denied(CATEGORY, COMPILE, file)) throw accessDenied(CATEGORY, COMPILE);
  } else if (byLoader && !isDeployed(file) && denied(CATEGORY, 'require', file)) {
    throw accessDenied(CATEGORY, 'require');
  }
}

/** The place in the module loader that compiles what it has read: the second of the loader's frames from here, since it has just loaded the guard. */
const loaderSite = siteOf(secondOf(callers(6), 'node:internal/modules/cjs/loader'));

function secondOf(frames, script) {
  let found = 0;
  for (let i = 0; i < frames.length; i++) if (frames[i].scriptName === script && ++found === 2) return frames[i];
  throw new Error('the runtime guard cannot tell where the module loader of this Node.js compiles');
}

function siteOf({ scriptName, lineNumber, column }) {
  return `${scriptName}:${lineNumber}:${column}`;
}

function compiledByLoader() {
  const frame = caller();
  return frame !== undefined && siteOf(frame) === loaderSite;
}

/** The loader calls `_compile` of the module that it was given: another one would get the source, or be a call of the compiler with other arguments. */
function guardExtensions(locked) {
  for (const name of ownKeys(Module._extensions)) {
    if (name === '.json' || name === '.node') continue;
    replaceFunction(Module._extensions, name, (original, self, args) => {
      const target = args[0];
      const isObject = typeof target === 'object' && target !== null;
      if (!isObject || target._compile !== Module.prototype._compile) refuseInterference('module._compile');
      // A getter could give another one the next time. Not even a proxy can hide a property such as this.
      if (locked && isObject) define(target, '_compile', { __proto__: null, value: Module.prototype._compile, writable: false, enumerable: false, configurable: false });
      return original(self, args);
    });
  }
}

/** Whether the loader would not put other code around a source. */
function wrapsAsEver() {
  return Module.wrap === wrap && Module.wrapper === wrapper && wrapper[0] === before && wrapper[1] === after;
}

function refuseInterference(api) {
  const category = interferes(api);
  if (category !== undefined) throw accessDenied(category, api);
}

/** Reports who comes between the loader and its compiler: it can exchange sources, and read them. Returns the category that refuses it. */
function interferes(api) {
  if (denied(CATEGORY, api, 'replaced')) return CATEGORY;
  return lambda.taskRoot !== undefined && lambda.handlerLoaded && denied('sourceRead', api, 'replaced') ? 'sourceRead' : undefined;
}

/** Whoever replaces what the loader reads with replaces sources. */
function guardReaders() {
  guardReader(fs, 'readFileSync', 'fs.readFileSync');
  whenLoaded('fs/promises', (promises) => guardReader(promises, 'readFile', 'fs.promises.readFile'));
}

function guardReader(owner, name, api) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (policy.modes[CATEGORY] === 'block') define(owner, name, { __proto__: null, ...property, writable: false, configurable: false });
  else watchReplacement(owner, name, () => void denied(CATEGORY, api, 'replaced'));
}

module.exports = { __proto__: null, install };
