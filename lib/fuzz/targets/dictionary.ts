/** Texts, numbers and names that a handler's own code mentions: what it compares with is among them. */
import * as fs from 'fs';
import * as path from 'path';
import { FuzzFunction } from './functions';

/** What was found. */
export interface CodeWords {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Names that may be those of properties. */
  readonly names: readonly string[];
  /** Names in quotes by which the code asks for something: a header, a parameter, a field. */
  readonly keys: readonly string[];
  /** What looks like the names of errors. */
  readonly errors: readonly string[];
  /** Names that the code compares with true, false or a number, so that they stand for such. */
  readonly compared: { readonly [name: string]: 'boolean' | 'number' };
}

/** Of code that can't be read. */
export const NO_WORDS: CodeWords = { texts: [], numbers: [], names: [], keys: [], errors: [], compared: {} };

/** A header, a parameter of a query or a claim that code asks for, by the names of properties or in quotes. */
export interface AskedFor {
  readonly headers: readonly string[];
  readonly queries: readonly string[];
  /** Undefined where the code does not ask who calls. */
  readonly claims?: readonly string[];
}

/** Most names of each kind: more would hide those that matter. */
const MAX_ASKED = 12;

/** What of requests the code asks for beside the body. */
export function askedFor({ keys, names }: CodeWords): AskedFor {
  const plain = [...keys, ...names.slice(-20)].filter((name) => /^[A-Za-z]\w{0,30}$/.test(name));
  const headers = keys.filter((name) => /^[A-Za-z][A-Za-z0-9-]{0,40}$/.test(name) && !/^content-(type|length)$/i.test(name));
  const named = names.filter((name) => /^(authorization|cookie|origin|referer|host|accept)$/i.test(name));
  return {
    headers: [...new Set([...headers.filter((name) => name.includes('-')), ...named, ...headers])].slice(0, MAX_ASKED),
    queries: [...new Set(plain)].slice(0, MAX_ASKED),
    ...(names.includes('authorizer') && { claims: [...new Set(['sub', ...plain])].slice(0, MAX_ASKED) }),
  };
}

/** Bundlers put what an app itself has last. */
const MAX_BYTES = 200_000;
const MAX_WORDS = 200;
const MAX_KEYS = 30;
/** What ends with the name of a property, in the ways of both languages: `item.open`, `item['open']`, `item.get('open', 0)`. */
const NAMED = /(?:\.|\[["'`]|\bget\(["'])([A-Za-z_]\w{0,30})(?:["'`]\]|["'][^()]{0,20}\))?/.source;
const COMPARED: readonly (readonly ['boolean' | 'number', RegExp])[] = [
  ['number', new RegExp(`${NAMED}\\s*(?:[<>]=?|[!=]==?)\\s*-?\\d`, 'g')],
  ['boolean', new RegExp(`${NAMED}\\s*(?:[!=]==?|is(?:\\s+not)?)\\s*(?:true|false|True|False)\\b`, 'g')],
];
/** How services of AWS name errors. */
const ERRORS = /\b[A-Z]\w{2,50}(?:Exception|Error|Exists|NotFound|Failed|Exceeded|Conflict|InUse|Fault|TimedOut|NotExist|Gone)\b/g;

const COMMON: ReadonlySet<string> = new Set([
  'use strict', 'handler', 'exports', 'module', 'require', 'length', 'map', 'filter', 'forEach', 'push', 'join', 'stringify', 'parse', 'send', 'log', 'error', 'message', 'default',
  'then', 'catch', 'prototype', 'constructor', 'hasOwnProperty', 'toString', 'body', 'statusCode', 'headers', 'Records', 'env', 'pathParameters', 'queryStringParameters',
  'isBase64Encoded', 'slice', 'split', 'trim', 'test', 'exec', 'includes', 'keys', 'values', 'entries', 'const', 'let', 'var', 'return', 'await', 'async', 'function',
]);

/** Reads the file of the handler; nothing where there is none. */
export function wordsOf({ root, ownHandler, language }: FuzzFunction): CodeWords {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  const names = new Set<string>();
  const keys = new Set<string>();
  const errors = new Set<string>();
  const compared: { [name: string]: 'boolean' | 'number' } = {};
  const base = ownHandler?.slice(0, ownHandler.lastIndexOf('.')) ?? '';
  const file = (language === 'python' ? ['.py'] : ['.js', '.mjs', '.cjs']).map((extension) => path.join(root ?? '', base + extension)).find((candidate) => fs.existsSync(candidate));
  if (file) {
    const source = fs.readFileSync(file, 'utf8').slice(-MAX_BYTES);
    // Hosts that the code itself asks for are no attack, and neither are modules.
    for (const [, , text] of source.matchAll(/(["'`])((?:(?!\1)[^\\\n$]){1,40})\1/g)) if (!COMMON.has(text) && !/^(@|node:|\.\/)|:\/\//.test(text)) texts.add(text);
    for (const [number] of source.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/g)) numbers.add(Number(number));
    for (const [, name] of source.matchAll(/(?:\.|\?\.|\bget\(['"]|\[['"])([A-Za-z_]\w{0,30})/g)) if (!COMMON.has(name)) names.add(name);
    for (const [, , key] of source.matchAll(/(?:\[|\b(?:get|getHeader|header|param|in|has|hasOwn)\()\s*(["'`])([A-Za-z][\w.-]{1,40})\1/g)) if (!COMMON.has(key)) keys.add(key);
    for (const [name] of source.matchAll(ERRORS)) errors.add(name);
    for (const [kind, pattern] of COMPARED) for (const [, name] of source.matchAll(pattern)) if (!COMMON.has(name)) compared[name] = kind;
    for (const [, list] of source.matchAll(/\{([\w\s,:=.'"{}]{1,200})\}\s*(?:=|\))/g)) for (const [name] of list.matchAll(/[A-Za-z_]\w*/g)) if (!COMMON.has(name)) names.add(name);
  }
  return {
    keys: [...keys].slice(-MAX_KEYS),
    errors: [...errors].slice(-MAX_KEYS),
    compared,
    texts: [...texts].slice(-MAX_WORDS),
    numbers: [...numbers].filter(Number.isFinite).slice(-MAX_WORDS),
    names: [...names].slice(-40),
  };
}
