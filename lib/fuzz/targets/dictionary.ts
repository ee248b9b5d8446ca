/** The texts, numbers and names in a handler's own code. They include the values that it compares with. */
import * as fs from 'fs';
import * as path from 'path';
import { DeclaredFields, declaredFieldsIn } from './declared-fields';
import { FuzzFunction } from './functions';
import { powertoolsNames } from './powertools';

/** The words in the code. */
export interface CodeWords {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Names that can be those of properties. */
  readonly names: readonly string[];
  /** Quoted names with which the code reads a header, a parameter or a field. */
  readonly keys: readonly string[];
  /** Names that look like those of errors. */
  readonly errors: readonly string[];
  /** Names that the code compares with true, false or a number, calculates with, stores as a number, or gives such a default. Their values are of that type. */
  readonly compared: { readonly [name: string]: 'boolean' | 'number' };
  /** The fields that the code declares for events, with their types. */
  readonly declared: DeclaredFields;
  /** Whether the code writes numbers to tables, as Python code does. */
  readonly storesNumbers: boolean;
}

/** The words of code that can't be read. */
export const NO_WORDS: CodeWords = { texts: [], numbers: [], names: [], keys: [], errors: [], compared: {}, declared: {}, storesNumbers: false };

/** The headers, query parameters and claims that code reads, by property names or by quoted names. */
export interface AskedFor {
  readonly headers: readonly string[];
  readonly queries: readonly string[];
  /** Undefined if the code does not read who calls. */
  readonly claims?: readonly string[];
}

/** The maximum number of names of each kind. More would hide the relevant ones. */
const MAX_ASKED = 12;

/** Returns the parts of requests other than the body that the code reads. */
export function askedFor({ keys, names, texts }: CodeWords): AskedFor {
  const plain = [...keys, ...names.slice(-20)].filter((name) => /^[A-Za-z]\w{0,30}$/.test(name));
  const headers = keys.filter((name) => /^[A-Za-z][A-Za-z0-9-]{0,40}$/.test(name) && !/^content-(type|length)$/i.test(name));
  const named = names.filter((name) => /^(authorization|cookie|origin|referer|host|accept)$/i.test(name));
  // A name can also be in a constant.
  const constants = texts.filter((text) => /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+$/.test(text) && !/^content-(type|length)$/i.test(text));
  const hyphened = [...headers, ...constants.filter((text) => /^x-/i.test(text))].filter((name) => name.includes('-'));
  return {
    headers: [...new Set([...hyphened, ...named, ...headers, ...constants])].slice(0, MAX_ASKED),
    queries: [...new Set(plain)].slice(0, MAX_ASKED),
    ...(names.includes('authorizer') && { claims: [...new Set(['sub', ...plain])].slice(0, MAX_ASKED) }),
  };
}

/** The maximum size of the code that is read, from its end: bundlers place the app's own code last. */
const MAX_BYTES = 200_000;
const MAX_WORDS = 200;
const MAX_KEYS = 30;
/** An expression that ends with the name of a property, in both languages: `item.open`, `item['open']`, `item.get('open', 0)`. */
const NAMED = /(?:\.|\[["'`]|\bget\(["'])([A-Za-z_]\w{0,30})(?:["'`]\]|["'][^()]{0,20}\))?/.source;
const COMPARED: readonly (readonly ['boolean' | 'number', RegExp])[] = [
  ['number', new RegExp(`${NAMED}\\s*(?:[<>]=?|[!=]==?|\\?\\?|\\|\\||\\bor\\b)\\s*-?\\d`, 'g')],
  ['number', new RegExp(`${NAMED}\\s+[-*]=?\\s+[\\w(]`, 'g')],
  ['number', /\bget\(["']([A-Za-z_]\w{0,30})["'],\s*-?\d/g],
  ['boolean', /\bget\(["']([A-Za-z_]\w{0,30})["'],\s*(?:True|False)\b/g],
  ['boolean', new RegExp(`${NAMED}\\s*(?:\\?\\?|\\|\\||\\bor\\b)\\s*(?:true|false|True|False)\\b`, 'g')],
  ['boolean', new RegExp(`${NAMED}\\s*(?:[!=]==?|is(?:\\s+not)?)\\s*(?:true|false|True|False)\\b`, 'g')],
];
/** A number in an item, or an expression that adds one. */
const STORED_NUMBER = /["']([A-Za-z_]\w{0,30})["']\s*:\s*(?:Decimal|int)\(/g;
const ADDED_NUMBER = /["']ADD\s+[#\w]+\s+:/;
/** Texts that the code compares the beginning of a text with. */
const BEGINNING = /\.(?:startsWith|startswith|removeprefix)\(\s*(["'`])((?:(?!\1)[^\\\n$]){1,40})\1/g;
/** Texts to append to the beginning: a name, and the smallest, a negative and a large number. */
const ENDINGS = ['x', '0', '-1', '1000'];
/** Names of errors as AWS services use them. */
const ERRORS = /\b[A-Z]\w{2,50}(?:Exception|Error|Exists|NotFound|Failed|Exceeded|Conflict|InUse|Fault|TimedOut|NotExist|Gone)\b/g;

const COMMON: ReadonlySet<string> = new Set([
  'use strict', 'handler', 'exports', 'module', 'require', 'length', 'map', 'filter', 'forEach', 'push', 'join', 'stringify', 'parse', 'send', 'log', 'error', 'message', 'default',
  'then', 'catch', 'prototype', 'constructor', 'hasOwnProperty', 'toString', 'body', 'statusCode', 'headers', 'Records', 'env', 'pathParameters', 'queryStringParameters',
  'isBase64Encoded', 'slice', 'split', 'trim', 'test', 'exec', 'includes', 'keys', 'values', 'entries', 'const', 'let', 'var', 'return', 'await', 'async', 'function', 'powertools_json', 'powertools_base64',
]);

/** Reads the file of the handler. Returns no words if there is none. */
export function wordsOf({ root, ownHandler, language }: FuzzFunction): CodeWords {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  const names = new Set<string>();
  const keys = new Set<string>();
  const errors = new Set<string>();
  const compared: { [name: string]: 'boolean' | 'number' } = {};
  let declared: DeclaredFields = {};
  let storesNumbers = false;
  const base = ownHandler?.slice(0, ownHandler.lastIndexOf('.')) ?? '';
  const file = (language === 'python' ? ['.py'] : ['.js', '.mjs', '.cjs']).map((extension) => path.join(root ?? '', base + extension)).find((candidate) => fs.existsSync(candidate));
  if (file) {
    const source = fs.readFileSync(file, 'utf8').slice(-MAX_BYTES);
    // URLs and modules in the code itself are not used as texts.
    for (const [, , text] of source.matchAll(/(["'`])((?:(?!\1)[^\\\n$]){1,40})\1/g)) if (!COMMON.has(text) && !/^(@|node:|\.\/)|:\/\//.test(text)) texts.add(text);
    for (const [, , beginning] of source.matchAll(BEGINNING)) for (const ending of ENDINGS) texts.add(`${beginning}${ending}`);
    for (const [number] of source.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/g)) numbers.add(Number(number));
    for (const [, name] of source.matchAll(/(?:\.|\?\.|\bget\(['"]|\[['"])([A-Za-z_]\w{0,30})/g)) if (!COMMON.has(name)) names.add(name);
    for (const [, , key] of source.matchAll(/(?:\[|\b(?:get\w*|header|param|in|has|hasOwn)\((?:\s*name\s*=)?)\s*(["'`])([A-Za-z][\w.-]{1,40})\1/g)) if (!COMMON.has(key)) keys.add(key);
    const powertools = powertoolsNames(source);
    for (const name of powertools.names) if (!COMMON.has(name)) names.add(name);
    for (const key of powertools.keys) keys.add(key);
    declared = declaredFieldsIn(source, language);
    for (const [name] of source.matchAll(ERRORS)) errors.add(name);
    for (const [kind, pattern] of COMPARED) for (const [, name] of source.matchAll(pattern)) if (!COMMON.has(name)) compared[name] = kind;
    const stored = [...source.matchAll(STORED_NUMBER)].map(([, name]) => name);
    for (const name of stored) compared[name] = 'number';
    storesNumbers = stored.length > 0 || ADDED_NUMBER.test(source);
    for (const [, list] of source.matchAll(/\{([\w\s,:=.'"{}]{1,200})\}\s*(?:=|\)|of\b)/g)) for (const [name] of list.matchAll(/[A-Za-z_]\w*/g)) if (!COMMON.has(name)) names.add(name);
  }
  return {
    keys: [...keys].slice(-MAX_KEYS),
    errors: [...errors].slice(-MAX_KEYS),
    compared,
    declared,
    storesNumbers,
    texts: [...texts].slice(-MAX_WORDS),
    numbers: [...numbers].filter(Number.isFinite).slice(-MAX_WORDS),
    names: [...names].slice(-40),
  };
}
