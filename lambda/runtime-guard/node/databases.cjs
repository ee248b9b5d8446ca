'use strict';
/**
 * Process memory: SQL with pointers. SQLite's function fts3_tokenizer takes and returns pointers to C functions, and a bound value can be a pointer with any bytes. Code could use it to
 * leave JavaScript.
 */
const { append, getPrototypeOf, isArray, test, weakMapHas, weakMapSet, WeakMap } = require('./intrinsics.cjs');
const { tamperingDenied, tamperingError } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { replaceFunction } = require('./hook.cjs');

const API = 'fts3_tokenizer';
const NAMED = /fts3_tokenizer/i;

/** Prototypes of statement stores, which tagged templates use. */
const guarded = new WeakMap();

function install() {
  whenLoaded('sqlite', (sqlite) => {
    for (const name of ['Database', 'DatabaseSync']) if (sqlite[name] !== undefined) guardDatabases(sqlite[name].prototype);
  });
}

/** Methods that run SQL without preparing it bind no values. */
function guardDatabases(prototype) {
  replaceFunction(prototype, 'prepare', (original, self, args) => {
    judge(args[0]);
    return original(self, args);
  });
  replaceFunction(prototype, 'createTagStore', (original, self, args) => {
    const store = original(self, args);
    guardStores(getPrototypeOf(store));
    return store;
  });
}

function guardStores(prototype) {
  if (weakMapHas(guarded, prototype)) return;
  for (const name of ['all', 'get', 'iterate', 'run']) {
    replaceFunction(prototype, name, (original, self, args) => {
      if (isArray(args[0])) args[0] = judgedParts(args[0]);
      return original(self, args);
    });
  }
  weakMapSet(guarded, prototype, true);
}

/** The parts of a template between its values. They are read once, because a getter could return another value the next time. */
function judgedParts(parts) {
  const list = [];
  for (let i = 0; i < parts.length; i++) {
    const part = `${parts[i]}`;
    judge(part);
    append(list, part);
  }
  return list;
}

function judge(sql) {
  if (typeof sql === 'string' && test(NAMED, sql) !== null && tamperingDenied(API)) throw tamperingError(API);
}

module.exports = { __proto__: null, install };
