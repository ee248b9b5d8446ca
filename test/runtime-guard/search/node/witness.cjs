'use strict';
/**
 * Effects visible inside of the process: the result of code that ran, the text of a source, a listening debugger. The process notifies the tracer of
 * each, and of each case, with a system call that the tracer recognizes.
 */
const { existsSync } = require('node:fs');
const { url } = require('node:inspector');

const { apply, getOwnPropertyDescriptor, ownKeys } = Reflect;
const includes = Function.prototype.call.bind(String.prototype.includes);
const latin1 = Function.prototype.call.bind(Buffer.prototype.latin1Slice);
const { isArrayBuffer, isDataView, isTypedArray } = require('node:util').types;
const { from } = Buffer;
const wasmExports = WebAssembly.Module.exports;

const DEPTH = 4;
const MOST_KEYS = 60;
const MOST_VALUES = 600;

/** Result of code that ran; no input text contains it. */
const RAN = 'ran-42';

function mark(text) {
  existsSync(`/@sec3/${text}`);
}

/** Searches a value for content that only an effect can explain. */
function look(value, source) {
  const seen = new Set();
  const visit = (each, depth) => {
    if (typeof each === 'string') {
      if (includes(each, RAN)) mark('seen/code');
      if (includes(each, source)) mark('seen/source');
      return;
    }
    if (each === null || (typeof each !== 'object' && typeof each !== 'function') || seen.has(each) || seen.size > MOST_VALUES) return;
    seen.add(each);
    if (isArrayBuffer(each) || isTypedArray(each) || isDataView(each)) {
      visit(textOf(each), depth);
      return;
    }
    if (isWasm(each)) mark('seen/code');
    if (depth === DEPTH) return;
    let count = 0;
    for (const key of keysOf(each)) {
      if (++count > MOST_KEYS) return;
      visit(valueOf(each, key), depth + 1);
    }
  };
  visit(value, 0);
}

function keysOf(object) {
  try {
    return ownKeys(object);
  } catch {
    return [];
  }
}

function valueOf(object, key) {
  try {
    const property = getOwnPropertyDescriptor(object, key);
    return property && 'value' in property ? property.value : apply(property.get, object, []);
  } catch {
    return undefined;
  }
}

function textOf(bytes) {
  try {
    const buffer = isArrayBuffer(bytes) ? from(bytes) : from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return apply(latin1, null, [buffer, 0, Math.min(buffer.length, 65_536)]);
  } catch {
    return '';
  }
}

function isWasm(object) {
  try {
    wasmExports(object);
    return true;
  } catch {
    return false;
  }
}

/** Searches global state for effects. */
function lookAround() {
  if (globalThis.ran !== undefined) {
    mark('seen/code');
    delete globalThis.ran;
  }
  if (apply(url, undefined, []) !== undefined) mark('seen/debugger');
}

module.exports = { look, lookAround, mark };
