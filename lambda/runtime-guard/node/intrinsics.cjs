'use strict';
/**
 * Functions of JavaScript and Node.js that the guard uses, captured before any other code runs. Later patches of prototypes and
 * modules do not affect them. For the same reason the guard avoids iterators and methods of arrays.
 */
/** The list in which Node.js records each built-in module once it is loaded. */
const { moduleLoadList: loadedBuiltins } = process;
/** Its length before the guard has loaded any module. */
const builtinsBefore = loadedBuiltins?.length;

const fs = require('fs');
const Module = require('module');
const path = require('path');

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
const { Error, Map, Promise, SyntaxError, WeakMap, decodeURIComponent, setTimeout } = globalThis;
const { freeze, preventExtensions, prototype: objectPrototype } = Object;
const { bind, call } = Function.prototype;
const uncurryThis = apply(bind, bind, [call]);
const { isArray } = Array;
const { now } = Date;
const { stringify } = JSON;
const { writeSync } = fs;
const realpath = fs.realpathSync.native;
const promiseResolve = apply(bind, Promise.resolve, [Promise]);
const promiseThen = uncurryThis(Promise.prototype.then);
const test = uncurryThis(RegExp.prototype.exec);
const indexOf = uncurryThis(String.prototype.indexOf);
const lastIndexOf = uncurryThis(String.prototype.lastIndexOf);
const slice = uncurryThis(String.prototype.slice);
const startsWith = uncurryThis(String.prototype.startsWith);
const instanceOf = uncurryThis(Function.prototype[Symbol.hasInstance]);
const includes = uncurryThis(Array.prototype.includes);
const mapGet = uncurryThis(Map.prototype.get);
const mapSet = uncurryThis(Map.prototype.set);
const mapClear = uncurryThis(Map.prototype.clear);
const mapForEach = uncurryThis(Map.prototype.forEach);
const mapSize = uncurryThis(getOwnPropertyDescriptor(Map.prototype, 'size').get);
const weakMapGet = uncurryThis(WeakMap.prototype.get);
const weakMapHas = uncurryThis(WeakMap.prototype.has);
const weakMapSet = uncurryThis(WeakMap.prototype.set);

/** Adds to an array, without the prototype of arrays, which other code may have changed. */
function append(list, value) {
  defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

module.exports = {
  __proto__: null,
  Error,
  Map,
  Module,
  Promise,
  SyntaxError,
  WeakMap,
  append,
  apply,
  builtinsBefore,
  construct,
  decodeURIComponent,
  defineProperty,
  freeze,
  fs,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  includes,
  indexOf,
  instanceOf,
  isArray,
  lastIndexOf,
  loadedBuiltins,
  mapClear,
  mapForEach,
  mapGet,
  mapSet,
  mapSize,
  now,
  objectPrototype,
  ownKeys,
  path,
  preventExtensions,
  promiseResolve,
  promiseThen,
  realpath,
  setPrototypeOf,
  setTimeout,
  slice,
  startsWith,
  stringify,
  test,
  weakMapGet,
  weakMapHas,
  weakMapSet,
  writeSync,
};
