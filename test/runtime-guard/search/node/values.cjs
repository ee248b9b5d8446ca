'use strict';
/** What functions are called with: kinds of values, which are made for each call, and what the names of parameters say of them. */
const { pathToFileURL } = require('node:url');
const path = require('node:path');

const SCRIPT = `try { (globalThis.process?.getBuiltinModule ?? require)('fs').existsSync('/@sec3/seen/code') } catch {} globalThis.ran = 'ran-' + 6 * 7`;
/** A module without anything in it. */
const WASM = [0, 97, 115, 109, 1, 0, 0, 0];

let made = 0;
/** Files that are there. */
const FILES = {
  notes: ({ secrets }) => path.join(secrets, 'notes.txt'),
  database: ({ secrets }) => path.join(secrets, 'business.db'),
  source: ({ source }) => source,
  victim: ({ victim }) => victim,
  program: ({ program }) => program,
  library: ({ library }) => library,
  addon: ({ addon }) => addon,
  memory: () => '/proc/self/mem',
  environ: () => '/proc/self/environ',
  folder: ({ out }) => out,
  made: ({ out }) => path.join(out, `made-${made++}`),
};

const TEXTS = {
  code: () => SCRIPT,
  body: () => `return (() => { ${SCRIPT}; return globalThis.ran })()`,
  dataUrl: () => `data:text/javascript,${encodeURIComponent(SCRIPT)}`,
  host: ({ host }) => host,
  url: ({ host, port }) => `http://${host}:${port}/`,
  socket: ({ socket }) => socket,
  name: () => 'evil.example.net',
  evaluate: () => 'Runtime.evaluate',
  relative: () => 'notes.txt',
  utf8: () => 'utf8',
  word: () => 'x',
  empty: () => '',
};

/** Properties that options of Node.js have, with values that make something happen. */
const OPTIONS = {
  reading: (lab) => ({ encoding: 'utf8', flag: 'r', recursive: true, path: FILES.notes(lab), filename: FILES.notes(lab), readOnly: true, withFileTypes: false, preopens: { '/': lab.secrets }, version: 'preview1' }),
  writing: (lab) => ({ flag: 'w', flags: 'w', recursive: true, force: true, path: FILES.made(lab), filename: FILES.made(lab), directory: lab.out, allowExtension: true }),
  network: (lab) => ({ host: lab.host, hostname: lab.host, address: lab.host, port: lab.port, family: 4, type: 'udp4', method: 'GET', path: '/', localAddress: undefined }),
  local: (lab) => ({ path: lab.socket, socketPath: lab.socket }),
  code: (lab) => ({ eval: true, code: SCRIPT, source: SCRIPT, expression: SCRIPT, format: 'module', env: {}, execArgv: [], filename: lab.source, displayErrors: true, shortCircuit: true, produceCachedData: true }),
  process: (lab) => ({ file: lab.program, args: [lab.program], argv: [], envPairs: [], shell: true, stdio: 'ignore', cwd: '/', execPath: lab.program, timeout: 2000 }),
};

const OTHERS = {
  port: ({ port }) => port,
  zero: () => 0,
  one: () => 1,
  minus: () => -1,
  big: () => 2 ** 31,
  writing: () => 0o1102,
  yes: () => true,
  nothing: () => undefined,
  null: () => null,
  bytes: () => Buffer.from('some bytes'),
  wasm: () => Uint8Array.from(WASM),
  array: ({ program }) => [program],
  strings: () => ['-c', 'true'],
  object: () => ({}),
  global: () => globalThis,
  process: () => process,
  map: () => new Map(),
  module: () => ({ exports: {} }),
  symbol: () => Symbol.iterator,
  buffer: () => new ArrayBuffer(64),
};

/** Values by the names of parameters, as functions that are written in JavaScript tell them. */
const HINTS = [
  [/^(?:path|file|filename|src|source|from|old|existing|target|dir|prefix|url|id|request|specifier|location)/i, ['notes', 'source', 'victim', 'made', 'database', 'environ', 'addon', 'code', 'dataUrl', 'url']],
  [/^(?:dest|to|new|out)/i, ['made', 'victim']],
  [/^(?:code|script|body|content|expression|string|text|str)/i, ['code', 'body', 'wasm']],
  [/^(?:host|address|hostname|ip|name)/i, ['host', 'name']],
  [/^port/i, ['port']],
  [/^(?:command|cmd|exec|program|modulepath)/i, ['program']],
  [/^flags?$/i, ['writing', 'zero', 'word']],
  [/(?:options|opts|settings)$/i, ['reading', 'writing', 'network', 'code', 'process', 'local'].map((name) => `options ${name}`)],
  [/^(?:cb|callback|fn|listener|func|handler)/i, ['callback']],
  [/^(?:args|argv|list|buffers)/i, ['array', 'strings']],
  [/^(?:data|chunk|buffer|buf|msg|message)/i, ['bytes', 'wasm', 'code']],
];

/** What most functions that do something take, by what they act on. */
const SHAPES_BY_SUBJECT = {
  code: [['code'], ['wasm'], ['code', 'source'], ['code', 'options code'], ['body'], ['dataUrl'], ['evaluate', 'options code', 'callback'], ['code', 'word', 'zero', 'zero', 'nothing', 'yes', 'nothing']],
  programs: [['program'], ['addon'], ['module', 'addon'], ['options process'], ['program', 'array'], ['program', 'array', 'options process'], ['library']],
  hosts: [['port', 'host'], ['options network'], ['url'], ['host', 'callback'], ['name', 'callback'], ['options network', 'callback'], ['url', 'callback'], ['bytes', 'port', 'host'], ['socket']],
  files: [
    ['notes', 'utf8'], ['made', 'bytes'], ['environ', 'utf8'], ['victim', 'made'], ['notes', 'made'], ['source', 'utf8'], ['notes', 'callback'], ['victim', 'word', 'callback'], ['database'],
    ['folder', 'options writing'],
  ],
};
const SHAPES = byTurns(Object.values(SHAPES_BY_SUBJECT));

/** What functions act on, by their names. */
const SUBJECTS = [
  [/^node:(?:fs|sqlite|wasi)\b/, 'files'],
  [/^node:(?:_?http|_?tls|net|dns|dgram)/, 'hosts'],
  [/^node:(?:child_process|cluster)\b|\bdlopen$/, 'programs'],
  // The language itself: constructors, eval, what namespaces such as WebAssembly have, and the constructors of functions.
  [/^node:(?:vm|module|worker_threads|inspector|repl|v8)\b|^module\.|^globalThis\.\w+(?:\.[A-Z]\w+)?$|__proto__\.constructor$/, 'code'],
];

const KINDS = {
  ...FILES,
  ...TEXTS,
  ...OTHERS,
  ...Object.fromEntries(Object.entries(OPTIONS).map(([name, make]) => [`options ${name}`, make])),
  callback: (lab, see) => (...args) => (see(args), undefined),
};
const NAMES = Object.keys(KINDS);

/** Ways to hand over a value so that it is another at each look, or that it is not what it seems. */
const DISGUISES = {
  turning: (value) => {
    let looks = 0;
    const turn = () => (looks++ === 0 ? 'x' : value);
    return { toString: turn, valueOf: turn, [Symbol.toPrimitive]: turn };
  },
  url: (value) => pathToFileURL(String(value)),
  bytes: (value) => Buffer.from(String(value)),
  object: (value) => Object(value),
  getters: (value, lab) => {
    const target = {};
    for (const key of Object.keys(Object(value))) {
      let looks = 0;
      Object.defineProperty(target, key, {
        get: () => {
          if (looks++ === 0) process.chdir(lab.secrets);
          return value[key];
        },
        enumerable: true,
      });
    }
    return target;
  },
  proxy: (value) => {
    let looks = 0;
    return new Proxy(Object(value), { get: (target, key, self) => (looks++ === 0 ? undefined : Reflect.get(target, key, typeof target === 'function' ? target : self)) });
  },
  inheriting: (value) => Object.create(Object(value)),
};

/**
 * Makes the value that a description stands for.
 *
 * @param {{ kind: string, as?: string }} description
 * @param {(value: unknown) => void} see gets what callbacks are called with
 */
function valueOf({ kind, as }, lab, see) {
  const value = KINDS[kind](lab, see);
  return as === undefined ? value : DISGUISES[as](value, lab);
}

/** The names of a function's parameters, where it is written in JavaScript; else what their number says. */
function parametersOf(value) {
  const text = Function.prototype.toString.call(value);
  if (text.includes('[native code]')) return Array(Math.min(value.length, 5)).fill('');
  const start = text.startsWith('class') ? text.indexOf('constructor(') : 0;
  if (start < 0) return [''];
  const list = text.slice(text.indexOf('(', start) + 1, text.indexOf(')', start)).split(',');
  return list.map((name) => name.trim().replace(/^\.\.\./, '').split(/[\s=]/)[0]).filter(Boolean);
}

const hintFor = (parameter) => HINTS.find(([pattern]) => pattern.test(parameter))?.[1];

/** The first of each list, then the second of each, and so on. */
function byTurns(lists) {
  const turns = Math.max(...lists.map(({ length }) => length));
  return [...Array(turns).keys()].flatMap((turn) => lists.flatMap((list) => list.slice(turn, turn + 1)));
}

/** The shapes that begin with what the first parameter is about. */
function shapesFor(parameters) {
  const first = hintFor(parameters[0] ?? '');
  return first === undefined ? [] : SHAPES.filter(([kind]) => first.includes(kind));
}

/** The shapes of what a function acts on, as its name says. */
const shapesOf = (name) => SHAPES_BY_SUBJECT[SUBJECTS.find(([pattern]) => pattern.test(name))?.[1]] ?? [];

/** @returns {{ kind: string, as?: string }[]} what to call a function of such parameters with */
function argumentsFor(parameters, rng) {
  if (rng.chance(0.5)) {
    const fitting = shapesFor(parameters);
    return inShape(rng.oneOf(fitting.length > 0 ? fitting : SHAPES), rng, false);
  }
  const more = rng.chance(0.3) ? 1 + rng.below(2) : 0;
  const fewer = rng.chance(0.2) && parameters.length > 1 ? 1 : 0;
  return [...parameters.slice(0, parameters.length - fewer), ...Array(more).fill('')].slice(0, 6).map((parameter) => {
    const hinted = hintFor(parameter);
    return disguised(hinted !== undefined && rng.chance(0.75) ? rng.oneOf(hinted) : rng.oneOf(NAMES), rng);
  });
}

const inShape = (shape, rng, isPlain) => shape.map((kind) => (isPlain ? { kind } : disguised(kind, rng)));

function disguised(kind, rng) {
  return rng.chance(0.1) ? { kind, as: rng.oneOf(Object.keys(DISGUISES)) } : { kind };
}

module.exports = { NAMES, SHAPES, argumentsFor, byTurns, disguised, inShape, parametersOf, shapesFor, shapesOf, valueOf };
