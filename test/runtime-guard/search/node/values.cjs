'use strict';
/** Arguments of functions: kinds of values, created for each call, and kinds suggested by parameter names. */
const { pathToFileURL } = require('node:url');
const path = require('node:path');

const SCRIPT = `try { (globalThis.process?.getBuiltinModule ?? require)('fs').existsSync('/@sec3/seen/code') } catch {} globalThis.ran = 'ran-' + 6 * 7`;
/** An empty module. */
const WASM = [0, 97, 115, 109, 1, 0, 0, 0];

let made = 0;
/** Existing files. */
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

/** Option properties of Node.js, with values that have an effect. */
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

/** Kinds of values by parameter names, which functions written in JavaScript expose. */
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

/** Typical arguments of functions that have an effect, by subject. */
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

/** Subjects of functions, by name. */
const SUBJECTS = [
  [/^node:(?:fs|sqlite|wasi)\b/, 'files'],
  [/^node:(?:_?http|_?tls|net|dns|dgram)/, 'hosts'],
  [/^node:(?:child_process|cluster)\b|\bdlopen$/, 'programs'],
  // The language itself: constructors, eval, members of namespaces such as WebAssembly, and the constructors of functions.
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

/** Disguises: a value that changes at each access, or that is not what it seems. */
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
 * Creates the described value.
 * @param {{ kind: string, as?: string }} description
 * @param {(value: unknown) => void} see gets the arguments of callbacks
 */
function valueOf({ kind, as }, lab, see) {
  const value = KINDS[kind](lab, see);
  return as === undefined ? value : DISGUISES[as](value, lab);
}

/** Returns the names of a function's parameters if it is written in JavaScript, or names derived from their number. */
function parametersOf(value) {
  const text = Function.prototype.toString.call(value);
  if (text.includes('[native code]')) return Array(Math.min(value.length, 5)).fill('');
  const start = text.startsWith('class') ? text.indexOf('constructor(') : 0;
  if (start < 0) return [''];
  const list = text.slice(text.indexOf('(', start) + 1, text.indexOf(')', start)).split(',');
  return list.map((name) => name.trim().replace(/^\.\.\./, '').split(/[\s=]/)[0]).filter(Boolean);
}

const hintFor = (parameter) => HINTS.find(([pattern]) => pattern.test(parameter))?.[1];

/** Returns the first of each list, then the second of each, and so on. */
function byTurns(lists) {
  const turns = Math.max(...lists.map(({ length }) => length));
  return [...Array(turns).keys()].flatMap((turn) => lists.flatMap((list) => list.slice(turn, turn + 1)));
}

/** Returns the shapes that begin with the subject of the first parameter. */
function shapesFor(parameters) {
  const first = hintFor(parameters[0] ?? '');
  return first === undefined ? [] : SHAPES.filter(([kind]) => first.includes(kind));
}

/** Returns the shapes for the subject that the function's name suggests. */
const shapesOf = (name) => SHAPES_BY_SUBJECT[SUBJECTS.find(([pattern]) => pattern.test(name))?.[1]] ?? [];

/**
 * Returns arguments for a function with such parameters.
 * @returns {{ kind: string, as?: string }[]}
 */
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
