'use strict';
/**
 * dynamicCode and sourceRead: the promises of the module loader. From Node.js 24 on, their results refer to the loader itself, which reads and compiles any file. So
 * async hooks get a placeholder for each promise, and code cannot replace the properties that the language reads of each promise and array.
 */
const { Promise, WeakMap, apply, freeze, getPrototypeOf, instanceOf, objectPrototype, preventExtensions, weakMapGet, weakMapHas, weakMapSet } = require('./intrinsics.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { define, replaceFunction } = require('./hook.cjs');
const policy = require('./policy.cjs');
const { calledBy } = require('./stack.cjs');

const MAJOR = Number.parseInt(process.versions.node, 10);
const CATEGORY = policy.modes.dynamicCode === 'block' || policy.modes.sourceRead !== 'block' ? 'dynamicCode' : 'sourceRead';

/** The scripts in which Node.js itself observes promises, for hooks that are judged separately. */
const ASYNC_HOOKS = { __proto__: null, 'node:internal/async_hooks': (name) => name === 'updatePromiseHookMode' };

/** Placeholders by promise. */
const standIns = new WeakMap();
/** Hooks that get placeholders. */
const harmless = new WeakMap();

function install() {
  if (MAJOR >= 24) whenLoaded('v8', guardPromiseHooks);
  if (policy.modes[CATEGORY] !== 'block') return;
  define(Promise.prototype, 'constructor', { __proto__: null, value: Promise, writable: false, enumerable: false, configurable: false });
  if (MAJOR < 24) return;
  whenLoaded('async_hooks', guardAsyncHooks);
  // Elements that an array lacks could be inherited accessors.
  preventExtensions(Array.prototype);
  preventExtensions(objectPrototype);
}

function guardPromiseHooks({ promiseHooks }) {
  for (const name of ['createHook', 'onInit', 'onBefore', 'onAfter', 'onSettled']) {
    const api = `v8.promiseHooks.${name}`;
    replaceFunction(promiseHooks, name, (original, self, args) => {
      if (!calledBy(ASYNC_HOOKS) && denied(CATEGORY, api)) throw accessDenied(CATEGORY, api);
      return original(self, args);
    });
  }
}

function guardAsyncHooks(asyncHooks) {
  const prototype = getPrototypeOf(asyncHooks.createHook({}));
  replaceFunction(asyncHooks, 'createHook', (original, self, args) => {
    const hook = freeze(original(self, [withoutPromises(args[0])]));
    weakMapSet(harmless, hook, true);
    return hook;
  });
  // Its class, or an object of the same kind, would have the same effect.
  replaceFunction(prototype, 'enable', (original, self, args) => {
    if (!weakMapHas(harmless, self) && denied(CATEGORY, 'AsyncHook.enable')) throw accessDenied(CATEGORY, 'AsyncHook.enable');
    return original(self, args);
  });
  replaceFunction(asyncHooks, 'executionAsyncResource', (original, self, args) => shown(original(self, args)));
}

/** Copies the functions; the one that is called with a new resource gets no promise. */
function withoutPromises(functions) {
  if (typeof functions !== 'object' || functions === null) return undefined;
  const { init } = functions;
  if (typeof init !== 'function') return { __proto__: functions, init };
  return {
    __proto__: functions,
    init(id, type, trigger, resource) {
      return apply(init, this, [id, type, trigger, shown(resource)]);
    },
  };
}

function shown(resource) {
  if (typeof resource !== 'object' || resource === null || !instanceOf(Promise, resource)) return resource;
  const known = weakMapGet(standIns, resource);
  if (known !== undefined) return known;
  const standIn = {};
  weakMapSet(standIns, resource, standIn);
  return standIn;
}

module.exports = { __proto__: null, install };
