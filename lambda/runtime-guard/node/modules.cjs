'use strict';
/**
 * dynamicCode and sourceRead: code that `require` compiles. The text has to be that of the deployed file whose name it has, regardless of the code that passes it on. The loader passes a
 * text only to its own compiler.
 */
const { Module, SyntaxError, getOwnPropertyDescriptor, indexOf, instanceOf, ownKeys, slice, startsWith } = require('./intrinsics.cjs');
const { modules } = require('./engine.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { define, replaceFunction, watchReplacement } = require('./hook.cjs');
const { lambda } = require('./lambda.cjs');
const { isDeployedText } = require('./loader.cjs');
const policy = require('./policy.cjs');
const { EVALUATORS, calledBy, caller } = require('./stack.cjs');

const CATEGORY = 'dynamicCode';
const COMPILE = 'Module.prototype._compile';
const { wrap, wrapper } = Module;
const [before, after] = wrapper;
const FORM = ' does not provide an export named';

function install() {
  const watched = policy.modes[CATEGORY] !== 'allow';
  const locked = policy.modes[CATEGORY] === 'block' || policy.modes.sourceRead === 'block';
  replaceFunction(
    Module.prototype,
    '_compile',
    (original, self, args) => {
      if (watched) judgeText(args[0], args[1]);
      if (!wrapsAsEver()) denyInterference('Module.wrap');
      if (!lambda.handlerLoaded || policy.modes.sourceRead === 'allow') return original(self, args);
      try {
        return original(self, args);
      } catch (error) {
        throw withoutSource(error, args[1]);
      }
    },
    locked,
  );
  if (!locked) watchReplacement(Module.prototype, '_compile', () => void interferes(COMPILE));
  guardExtensions(locked);
  if (policy.modes.sourceRead !== 'allow') guardLinking();
}

function judgeText(text, file) {
  if (isDeployedText(text, file) || calledBy(EVALUATORS)) return;
  const api = caller()?.script === 'node:internal/modules/cjs/loader' ? 'require' : COMPILE;
  if (denied(CATEGORY, api, file)) throw accessDenied(CATEGORY, api);
}

/** An error of the compiler shows a line of the file. */
function withoutSource(error, file) {
  const stack = instanceOf(SyntaxError, error) ? error.stack : undefined;
  if (typeof stack !== 'string' || !startsWith(stack, `${file}:`) || !denied('sourceRead', COMPILE, file)) return error;
  return new SyntaxError(`${file} cannot be compiled; the runtime policy of this function does not let its text be shown (sourceRead)`);
}

/** An error about a missing export shows the line of the import. */
function guardLinking() {
  replaceFunction(modules.ModuleWrap.prototype, 'instantiate', (original, self, args) => {
    try {
      return original(self, args);
    } catch (error) {
      if (!lambda.handlerLoaded || !denied('sourceRead', 'import', self.url)) throw error;
      throw new SyntaxError(`${self.url} cannot be imported: ${withoutForm(error.message)}`);
    }
  });
}

/** Changes the form of a message for which Node.js would look up the line. */
function withoutForm(message) {
  const text = `${message}`;
  const at = indexOf(text, FORM);
  return at < 0 ? text : `${slice(text, 0, at)} lacks an export named${slice(text, at + FORM.length)}`;
}

/** The loader calls `_compile` of the module object that it gets. A replaced method would get the source. */
function guardExtensions(locked) {
  for (const name of ownKeys(Module._extensions)) {
    if (name === '.json' || name === '.node') continue;
    replaceFunction(Module._extensions, name, (original, self, args) => {
      const target = args[0];
      const isObject = typeof target === 'object' && target !== null;
      if (!isObject || target._compile !== Module.prototype._compile) denyInterference('module._compile');
      // A getter could return another function the next time. A proxy cannot hide a property of this kind.
      if (locked && isObject) define(target, '_compile', { __proto__: null, value: Module.prototype._compile, writable: false, enumerable: false, configurable: false });
      return original(self, args);
    });
  }
}

/** Whether the loader wraps sources in its original code. An accessor could return other code the next time. */
function wrapsAsEver() {
  return (
    Module.wrap === wrap &&
    Module.wrapper === wrapper &&
    getOwnPropertyDescriptor(wrapper, 0)?.value === before &&
    getOwnPropertyDescriptor(wrapper, 1)?.value === after
  );
}

function denyInterference(api) {
  const category = interferes(api);
  if (category !== undefined) throw accessDenied(category, api);
}

/** Reports code that comes between the loader and its compiler, because it can read sources. Returns the category that blocks it. */
function interferes(api) {
  if (denied(CATEGORY, api, 'replaced')) return CATEGORY;
  return lambda.taskRoot !== undefined && lambda.handlerLoaded && denied('sourceRead', api, 'replaced') ? 'sourceRead' : undefined;
}

module.exports = { __proto__: null, install };
