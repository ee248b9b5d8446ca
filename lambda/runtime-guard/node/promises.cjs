'use strict';
/**
 * dynamicCode and sourceRead: the promises of the module loader. What these come to leads, from Node.js 24 on, to the loader itself, which reads and compiles whatever it is asked to. So
 * hooks for asynchronous work get an object that stands for a promise, and what the language asks of each promise and array cannot be another's.
 */
const { Promise, WeakMap, apply, freeze, getPrototypeOf, instanceOf, objectPrototype, preventExtensions, weakMapGet, weakMapHas, weakMapSet } = require('./intrinsics.cjs');
const { accessDenied, denied } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { define, replaceFunction } = require('./hook.cjs');
const policy = require('./policy.cjs');
const { calledBy } = require('./stack.cjs');

const MAJOR = Number.parseInt(process.versions.node, 10);
const CATEGORY = policy.modes.dynamicCode === 'block' || policy.modes.sourceRead !== 'block' ? 'dynamicCode' : 'sourceRead';

/** Where Node.js itself watches promises, for hooks that are judged by themselves. */
const ASYNC_HOOKS = { __proto__: null, 'node:internal/async_hooks': (name) => name === 'updatePromiseHookMode' };

/** By promise. */
const standIns = new WeakMap();
/** Hooks that get no promise. */
const harmless = new WeakMap();

function install() {
  if (MAJOR >= 24) whenLoaded('v8', guardPromiseHooks);
  if (policy.modes[CATEGORY] !== 'block') return;
  define(Promise.prototype, 'constructor', { __proto__: null, value: Promise, writable: false, enumerable: false, configurable: false });
  if (MAJOR < 24) return;
  whenLoaded('async_hooks', guardAsyncHooks);
  // Elements that an array lacks could be accessors.
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
  // Its class, or an object of the same kind, would do as well.
  replaceFunction(prototype, 'enable', (original, self, args) => {
    if (!weakMapHas(harmless, self) && denied(CATEGORY, 'AsyncHook.enable')) throw accessDenied(CATEGORY, 'AsyncHook.enable');
    return original(self, args);
  });
  replaceFunction(asyncHooks, 'executionAsyncResource', (original, self, args) => shown(original(self, args)));
}

/** The same functions; the one that is called with what has been made gets no promise. */
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
