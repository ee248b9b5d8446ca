'use strict';
/**
 * Every function that a function's code can reach: from the global object, the modules of Node.js, and internal bindings if the process exposes them.
 */
const Module = require('node:module');

const BINDINGS = ['buffer', 'cares_wrap', 'config', 'constants', 'contextify', 'crypto', 'fs', 'fs_event_wrap', 'http_parser', 'inspector', 'module_wrap', 'natives', 'os',
  'pipe_wrap', 'process_wrap', 'signal_wrap', 'spawn_sync', 'stream_wrap', 'tcp_wrap', 'trace_events', 'tty_wrap', 'udp_wrap', 'url', 'util', 'uv', 'v8', 'worker', 'zlib'];

/**
 * Returns each function once, by the shortest path, with the object that has or inherits it; in the same order in each process of a release.
 * @returns {{ name: string, value: Function, owner: object, key: string | symbol, self: object, isClass: boolean }[]}
 */
function reach() {
  const seen = new Set([require.cache, Module._pathCache, process.mainModule]);
  const found = [];
  walk(roots(), seen, found);
  walk(instances(found), seen, found);
  return found;
}

function walk(start, seen, found) {
  let level = start;
  while (level.length > 0) level = level.flatMap(([name, object, self]) => members(name, object, self ?? object, seen, found));
}

/** Creates objects that expose more than their classes, such as the handles below sockets. A REPL would take over the process. */
function instances(found) {
  return found.filter(({ name, isClass }) => isClass && /^(?:globalThis|node:(?!repl)[\w/]+)\.[A-Z]\w+$/.test(name)).flatMap(({ name, value }) => {
    const instance = attempt(() => Reflect.construct(value, []));
    attempt(() => instance.on('error', () => undefined));
    return isObject(instance) ? [[`new ${name}()`, instance]] : [];
  });
}

function roots() {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  const modules = Module.builtinModules.map((name) => [name.replace(/^(?:node:)?/, 'node:'), () => require(name)]);
  const bindings = BINDINGS.map((name) => [`process.binding('${name}')`, () => process.binding(name)]);
  const given = [...modules, ...bindings].flatMap(([name, get]) => {
    const value = attempt(get);
    return value === undefined ? [] : [[name, value]];
  });
  process.emitWarning = emitWarning;
  return [['require', { require }], ['module', module], ...given, ['globalThis', globalThis]];
}

function members(name, object, self, seen, found) {
  if (seen.has(object)) return [];
  seen.add(object);
  const next = [];
  const prototype = attempt(() => Object.getPrototypeOf(object));
  for (const key of attempt(() => Reflect.ownKeys(object)) ?? []) {
    const property = attempt(() => Object.getOwnPropertyDescriptor(object, key));
    if (property === undefined) continue;
    const path = `${name}${typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`}`;
    for (const [kind, value] of [['', property.value], ['get ', property.get], ['set ', property.set]]) {
      if (typeof value === 'function') add(`${kind}${path}`, { value, owner: object, key, self }, seen, found);
      if (isObject(value)) next.push([`${kind}${path}`, value]);
    }
    const behind = property.get && attempt(() => object[key]);
    if (isObject(behind)) next.push([path, behind]);
  }
  if (isObject(prototype)) next.push([`${name}.__proto__`, prototype, self]);
  return next;
}

function add(name, way, seen, found) {
  // Functions are objects too, and are traversed later.
  if (seen.has(way.value) || known.has(way.value)) return;
  known.add(way.value);
  found.push({ name, ...way, isClass: /(?:^|\.)[A-Z]\w*$/.test(name) && isObject(attempt(() => way.value.prototype)) });
}

const known = new WeakSet();

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function attempt(work) {
  try {
    const value = work();
    // Nothing waits for it.
    if (value instanceof Promise) value.then(undefined, () => undefined);
    return value;
  } catch {
    return undefined;
  }
}

module.exports = { attempt, isObject, reach };
