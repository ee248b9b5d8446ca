/** Objects of the module loader, captured through objects shared with other code, and called to compile text. The effect: `lab.code` ran. */
'use strict';
const hooks = require('node:async_hooks');
const { promiseHooks } = require('node:v8');

exports.category = 'dynamicCode';

let times = 0;
const imported = () => import(`../late.mjs?${++times}`);
const rest = () => new Promise((done) => setTimeout(done, 50));

/** Yields all values reachable from a value, to a small depth. */
function* below(value, depth = 4, seen = new Set()) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
  seen.add(value);
  yield value;
  for (const key of depth > 0 ? Reflect.ownKeys(value) : []) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    if (property && 'value' in property) yield* below(property.value, depth - 1, seen);
  }
}

const isLoader = (object) => typeof object.eval === 'function' && typeof object.load === 'function';
const isModule = (object) => typeof object.evaluate === 'function' && typeof object.link === 'function';

/** Compiles text with the class of a module, or with a loader. */
async function compile(object, lab) {
  if (isLoader(object)) await object.eval(lab.code, 'file:///var/task/x.mjs');
  if (!isModule(object)) return globalThis.proof;
  const module = new (Reflect.getPrototypeOf(object).constructor)('file:///var/task/x.mjs', undefined, lab.code, 0, 0);
  if (process.version.startsWith('v20.')) module.link([], []);
  else module.link([]);
  module.instantiate();
  await module.evaluate(-1, false);
  return globalThis.proof;
}

/** Reads a file with a loader. */
async function read(object, lab) {
  return isLoader(object) ? String((await object.load(`file://${lab.source}`, { format: 'module', importAttributes: {} })).source) : undefined;
}

/** Tries all captured objects, and the results of captured promises. */
async function put(caught, lab, use = compile) {
  let failure = new Error(`${caught.length} caught, none of use`);
  for (const each of caught) {
    const settled = each instanceof Promise ? await Promise.race([each, rest()]).catch(() => undefined) : undefined;
    for (const object of [...below(each), ...below(settled)]) {
      try {
        const effect = await use(object, lab);
        if (effect) return effect;
      } catch (error) {
        failure = error;
      }
    }
  }
  throw failure;
}

/** Captures all promises with an asynchronous hook. */
async function byHook(lab, made, use) {
  const caught = [];
  const hook = made((type, resource) => type === 'PROMISE' && caught.push(resource)).enable();
  await imported();
  hook.disable();
  return put(caught, lab, use);
}

const created = (spy) => hooks.createHook({ init: (id, type, trigger, resource) => spy(type, resource) });


/** Captures values that the loader assigns to a property of a prototype, until the step ends. */
async function meanwhile(owner, name, property, caught, lab) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, ...property });
  void imported().catch(() => undefined);
  await rest();
  if (before) Object.defineProperty(owner, name, before);
  else delete owner[name];
  return put(caught, lab);
}

exports.attacks = {
  'a module that was required': {
    run: (lab) => {
      require('../late.mjs');
      return put([require.cache[require.resolve('../late.mjs')]], lab);
    },
  },
  'promises in a hook for asynchronous work': { run: (lab) => byHook(lab, created) },
  'the loader, asked to read': { category: 'sourceRead', run: (lab) => byHook(lab, created, read) },
  'promises in a hook whose function is another later': {
    run: (lab) => byHook(lab, (spy) => {
      const hook = created(() => undefined);
      const key = Object.getOwnPropertySymbols(hook).find((symbol) => typeof hook[symbol] === 'function');
      hook[key] = (id, type, trigger, resource) => spy(type, resource);
      return hook;
    }),
  },
  'promises in a hook of its class': { run: (lab) => byHook(lab, (spy) => new (created(() => undefined).constructor)({ init: (id, type, trigger, resource) => spy(type, resource) })) },
  'promises in an object that a hook is the prototype of': {
    run: (lab) => byHook(lab, (spy) => {
      const hook = created(() => undefined);
      const key = Object.getOwnPropertySymbols(hook).find((symbol) => typeof hook[symbol] === 'function');
      return Object.create(hook, { [key]: { value: (id, type, trigger, resource) => spy(type, resource) } });
    }),
  },
  'promises as the resource of what runs': {
    run: async (lab) => {
      const caught = [];
      const hook = hooks.createHook({ init() {}, before: () => caught.push(hooks.executionAsyncResource()) }).enable();
      await imported();
      hook.disable();
      return put(caught, lab);
    },
  },
  'promises in a hook of V8': {
    run: async (lab) => {
      const caught = [];
      const stop = promiseHooks.createHook({ init: (promise) => caught.push(promise) });
      await imported();
      stop();
      return put(caught, lab);
    },
  },
  'promises that settle, in a hook of V8': {
    run: async (lab) => {
      const caught = [];
      const stop = promiseHooks.onSettled((promise) => caught.push(promise));
      await imported();
      stop();
      return put(caught, lab);
    },
  },
  'Promise.prototype.then': {
    run: (lab) => {
      const caught = [];
      const { then } = Promise.prototype;
      return meanwhile(Promise.prototype, 'then', { writable: true, value(...args) { return caught.push(this), Reflect.apply(then, this, args); } }, caught, lab);
    },
  },
  'constructor of promises': {
    run: (lab) => {
      const caught = [];
      return meanwhile(Promise.prototype, 'constructor', { get() { return caught.push(this), Promise; } }, caught, lab);
    },
  },
  'elements of arrays': {
    run: (lab) => {
      const caught = [];
      const define = (list, key, value) => Object.defineProperty(list, key, { value, writable: true, enumerable: true, configurable: true });
      const property = { set(value) { define(caught, caught.length, value); define(this, '0', value); } };
      return meanwhile(Array.prototype, '0', property, caught, lab);
    },
  },
};
