'use strict';
/**
 * Process memory: SQL that hands pointers to SQLite. Its function fts3_tokenizer takes one to functions in C, which any bytes can be where values are bound, and gives such pointers: it
 * would lead out of JavaScript.
 */
const { append, getPrototypeOf, isArray, test, weakMapHas, weakMapSet, WeakMap } = require('./intrinsics.cjs');
const { tamperingDenied, tamperingError } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { replaceFunction } = require('./hook.cjs');

const API = 'fts3_tokenizer';
const NAMED = /fts3_tokenizer/i;

/** Prototypes of stores of statements, by tagged templates. */
const guarded = new WeakMap();

function install() {
  whenLoaded('sqlite', (sqlite) => {
    for (const name of ['Database', 'DatabaseSync']) if (sqlite[name] !== undefined) guardDatabases(sqlite[name].prototype);
  });
}

/** What runs SQL without preparing it binds no values. */
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

/** The parts of a template between its values, read once: a getter could answer differently the next time. */
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
