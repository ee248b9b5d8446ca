'use strict';
/**
 * What the guard uses of JavaScript and Node.js, as it was before any other code ran: whoever patches a prototype or a
 * module later on changes nothing here. For the same reason the guard avoids iterators and methods of arrays.
 */
const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
const { bind, call } = Function.prototype;
const uncurryThis = apply(bind, bind, [call]);

module.exports = {
  __proto__: null,
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  setPrototypeOf,
  create: Object.create,
  isArray: Array.isArray,
  Error,
  Promise,
  promiseReject: apply(bind, Promise.reject, [Promise]),
  promiseThen: uncurryThis(Promise.prototype.then),
  stringify: JSON.stringify,
  now: Date.now,
  nextTick: process.nextTick,
  setTimeout,
  test: uncurryThis(RegExp.prototype.exec),
  indexOf: uncurryThis(String.prototype.indexOf),
  slice: uncurryThis(String.prototype.slice),
  startsWith: uncurryThis(String.prototype.startsWith),
  Map,
  mapGet: uncurryThis(Map.prototype.get),
  mapSet: uncurryThis(Map.prototype.set),
  mapClear: uncurryThis(Map.prototype.clear),
  mapForEach: uncurryThis(Map.prototype.forEach),
  mapSize: uncurryThis(getOwnPropertyDescriptor(Map.prototype, 'size').get),
  utf8: uncurryThis(Buffer.prototype.toString),
  isView: ArrayBuffer.isView,
};
