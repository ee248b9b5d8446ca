'use strict';
/** Replaces functions and classes so that callers see no difference: the same name, arity, properties, and kind of property. */
const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = require('./intrinsics.cjs');

/**
 * Creates methods, by number of parameters. They have the name and arity of the replaced function from the start: to redefine these would take half of
 * the time and most of the memory of each hook.
 */
const METHODS = [
  (name, judge, run) => ({ [name]() { return judge(run, this, arguments); } })[name],
  (name, judge, run) => ({ [name](a) { return judge(run, this, arguments); } })[name],
  (name, judge, run) => ({ [name](a, b) { return judge(run, this, arguments); } })[name],
  (name, judge, run) => ({ [name](a, b, c) { return judge(run, this, arguments); } })[name],
  (name, judge, run) => ({ [name](a, b, c, d) { return judge(run, this, arguments); } })[name],
  (name, judge, run) => ({ [name](a, b, c, d, e) { return judge(run, this, arguments); } })[name],
];

/**
 * Creates a method instead of a function. It has neither `prototype` nor [[Construct]]; the replaced functions are not used as constructors.
 *
 * @param {Function} original
 * @param {(original: Function, self: unknown, args: ArrayLike<unknown>) => unknown} judge
 */
function methodFor(original, judge) {
  const method = (METHODS[original.length] ?? METHODS[0])(original.name, judge, (self, args) => apply(original, self, args));
  disguise(method, original, 'prototype');
  return method;
}

/**
 * Replaces a function by one that is judged first. Afterwards no code can get the original.
 *
 * @param {object} owner
 * @param {string} name
 * @param {(original: Function, self: unknown, args: ArrayLike<unknown>) => unknown} judge calls the original, or fails
 * @param {boolean} [locked] whether it can't be replaced again
 */
function replaceFunction(owner, name, judge, locked) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  // Reuses the descriptor: objects without a prototype are hash tables, which cost time and memory at every start.
  property.value = methodFor(property.value, judge);
  if (locked) property.writable = property.configurable = false;
  define(owner, name, property);
}

/**
 * Replaces a class by one whose construction is judged first. Instances, subclasses and `instanceof` do not change.
 *
 * @param {object} owner
 * @param {string} name
 * @param {(args: unknown[], create: (args: unknown[]) => object) => object} judge creates the instance, or throws
 */
function replaceClass(owner, name, judge) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  const original = property.value;
  const guarded = function (...args) {
    // Without `new`, the original throws its own error.
    if (new.target === undefined) return apply(original, this, args);
    return judge(args, (list) => construct(original, list, new.target === guarded ? original : new.target));
  };
  disguise(guarded, original);
  property.value = guarded;
  define(owner, name, property);
  // Otherwise instances would refer to the original.
  defineProperty(original.prototype, 'constructor', { __proto__: null, value: guarded, writable: true, enumerable: false, configurable: true });
}

/**
 * Replaces a getter by one whose value is judged before the caller gets it.
 *
 * @param {object} owner
 * @param {string} name
 * @param {(value: unknown, self: unknown) => unknown} judge returns the value, or throws
 * @param {boolean} [locked] whether it can't be replaced again
 */
function replaceGetter(owner, name, judge, locked) {
  const property = getOwnPropertyDescriptor(owner, name);
  property.get = methodFor(property.get, (original, self, args) => judge(original(self, args), self));
  if (locked) property.configurable = false;
  define(owner, name, property);
}

/**
 * Calls `then` each time that a function has succeeded, before its caller gets the result.
 *
 * @param {object} owner
 * @param {string} name
 * @param {() => void} then
 */
function afterFunction(owner, name, then) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  property.value = methodFor(property.value, (original, self, args) => {
    const result = original(self, args);
    then();
    return result;
  });
  define(owner, name, property);
}

/**
 * Makes a property report its replacement, including on objects that inherit or copied it. Otherwise the property does not change.
 *
 * @param {object} owner
 * @param {string} name
 * @param {() => void} replaced
 */
function watchReplacement(owner, name, replaced) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  let current = property.value;
  define(owner, name, {
    __proto__: null,
    get: () => current,
    set(value) {
      if (this !== owner) {
        defineProperty(this, name, { __proto__: null, ...property, value });
        return;
      }
      replaced();
      current = value;
    },
    enumerable: property.enumerable,
    configurable: true,
  });
}

/** Defines a property, or throws: a missing hook protects nothing. */
function define(owner, name, property) {
  if (!defineProperty(owner, name, property)) throw new Error(`the runtime guard cannot replace ${String(name)}`);
}

/**
 * @param {Function} guarded
 * @param {Function} original
 * @param {string} [lacks] a property that the guarded function cannot have
 */
function disguise(guarded, original, lacks) {
  const keys = ownKeys(original);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === 'arguments' || key === 'caller' || key === lacks) continue;
    if ((key === 'name' || key === 'length') && guarded[key] === original[key]) continue;
    defineProperty(guarded, key, getOwnPropertyDescriptor(original, key));
  }
  const prototype = getPrototypeOf(original);
  if (getPrototypeOf(guarded) !== prototype) setPrototypeOf(guarded, prototype);
}

module.exports = { __proto__: null, afterFunction, define, disguise, replaceClass, replaceFunction, replaceGetter, watchReplacement };
