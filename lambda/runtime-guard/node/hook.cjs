'use strict';
/** Standing in for a function or class so that callers see no difference: name, arity, properties, kind of property. */
const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = require('./intrinsics.cjs');

/**
 * Replaces a function by one that is judged first. The original can be had from nowhere afterwards.
 *
 * @param {object} owner
 * @param {string} name
 * @param {(original: Function, self: unknown, args: unknown[]) => unknown} judge calls the original, or refuses
 * @param {boolean} [locked] whether nobody may replace it again
 */
function replaceFunction(owner, name, judge, locked) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  const original = property.value;
  // A method has neither `prototype` nor [[Construct]], as most of the functions that it stands in for.
  const guarded = original.prototype
    ? function (...args) {
        return judge(new.target ? (self, list) => construct(original, list, new.target === guarded ? original : new.target) : (self, list) => apply(original, self, list), this, args);
      }
    : { method(...args) { return judge((self, list) => apply(original, self, list), this, args); } }.method;
  disguise(guarded, original);
  // The descriptor is used again: objects without a prototype are hash tables, which cost time and memory at every start.
  property.value = guarded;
  if (locked) property.writable = property.configurable = false;
  define(owner, name, property);
}

/**
 * Replaces a class by one whose construction is judged first; instances, subclasses and `instanceof` stay as they are.
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
    // Without `new`, the original says what is wrong.
    if (new.target === undefined) return apply(original, this, args);
    return judge(args, (list) => construct(original, list, new.target === guarded ? original : new.target));
  };
  disguise(guarded, original);
  property.value = guarded;
  define(owner, name, property);
  // Instances would lead to the original.
  defineProperty(original.prototype, 'constructor', { __proto__: null, value: guarded, writable: true, enumerable: false, configurable: true });
}

/**
 * Replaces a getter by one whose value is judged before anybody has it.
 *
 * @param {object} owner
 * @param {string} name
 * @param {(value: unknown, self: unknown) => unknown} judge gives the value, or throws
 * @param {boolean} [locked] whether nobody may replace it again
 */
function replaceGetter(owner, name, judge, locked) {
  const property = getOwnPropertyDescriptor(owner, name);
  const original = property.get;
  property.get = { method() { return judge(apply(original, this, []), this); } }.method;
  disguise(property.get, original);
  if (locked) property.configurable = false;
  define(owner, name, property);
}

/**
 * Lets something be done each time that a function has succeeded, before its caller has the result.
 *
 * @param {object} owner
 * @param {string} name
 * @param {() => void} then
 */
function afterFunction(owner, name, then) {
  const property = getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  const original = property.value;
  property.value = { method(...args) {
    const result = apply(original, this, args);
    then();
    return result;
  } }.method;
  disguise(property.value, original);
  define(owner, name, property);
}

/**
 * Makes a property that tells when somebody replaces it, and otherwise is as it was: for objects that inherit it, or have copied it, too.
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

/** Defines a property, or fails loudly: a hook that is not there protects nothing. */
function define(owner, name, property) {
  if (!defineProperty(owner, name, property)) throw new Error(`the runtime guard cannot replace ${String(name)}`);
}

function disguise(guarded, original) {
  const keys = ownKeys(original);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === 'arguments' || keys[i] === 'caller') continue;
    defineProperty(guarded, keys[i], getOwnPropertyDescriptor(original, keys[i]));
  }
  const prototype = getPrototypeOf(original);
  if (getPrototypeOf(guarded) !== prototype) setPrototypeOf(guarded, prototype);
}

module.exports = { __proto__: null, afterFunction, define, disguise, replaceClass, replaceFunction, replaceGetter, watchReplacement };
