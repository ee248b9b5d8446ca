/** The methods of Java values in templates. */
import { isHost, JavaKeys, JavaList, JavaMap, JavaNumber, JavaValue, textOf } from './java-values';
import { TemplateFailure } from './template-failure';
import { Text } from './text';
import { literalPattern } from '../../../json/literal-pattern';

type Method<T> = (receiver: T, ...args: JavaValue[]) => JavaValue;
type Methods<T> = { readonly [name: string]: Method<T> };

const number = (value: JavaValue, other: number) => (value instanceof JavaNumber ? Number(value) : other);
const plain = (value: JavaValue) => textOf(value).toString();
const split = (text: Text, at: RegExp) => {
  const whole = text.toString();
  const parts: Text[] = [];
  let from = 0;
  for (const match of whole.matchAll(at)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  // Like String.split, drop empty texts at the end.
  while (parts.length > 1 && parts[parts.length - 1].toString() === '') parts.pop();
  return parts;
};

/** Expands `$1` and `\` in a replacement, like Matcher.appendReplacement. */
const expanded = (replacement: string, match: RegExpMatchArray) =>
  replacement.replace(/\\(.)|\$(\d)/g, (_, literal: string | undefined, group: string | undefined) => literal ?? match[Number(group)] ?? '');

const TEXT: Methods<Text> = {
  length: (text) => JavaNumber.of(text.toString().length),
  isEmpty: (text) => text.toString() === '',
  toString: (text: Text) => text,
  codePointCount: (text, from, to) => JavaNumber.of([...text.toString().slice(number(from, 0), number(to, 0))].length),
  matches: (text, by) => pattern(by, (source) => `^(?:${source})$`).test(text.toString()),
  replaceAll: (text, from, by) => text.replace(pattern(from), (match) => expanded(plain(by), match)),
  replaceFirst: (text, from, by) => {
    const match = pattern(from).exec(text.toString());
    return match ? Text.join([text.slice(0, match.index), Text.of(expanded(plain(by), match)), text.slice(match.index + match[0].length)]) : text;
  },
  replace: (text, part, by) => (plain(part) === '' ? text : text.replace(new RegExp(literalPattern(plain(part)), 'g'), () => plain(by))),
  substring: (text, from, to) => text.slice(number(from, 0), to === undefined ? undefined : number(to, Infinity)),
  split: (text, at) => new JavaList(split(text, pattern(at))),
  trim: (text) => text.slice(/^\s*/.exec(text.toString())![0].length, text.toString().trimEnd().length || undefined),
  toLowerCase: (text) => text.map((part) => part.toLowerCase()),
  toUpperCase: (text) => text.map((part) => part.toUpperCase()),
  equals: (text, other) => other instanceof Text && text.toString() === other.toString(),
  equalsIgnoreCase: (text, other) => text.toString().toLowerCase() === plain(other).toLowerCase(),
  contains: (text, part) => text.toString().includes(plain(part)),
  startsWith: (text, part) => text.toString().startsWith(plain(part)),
  endsWith: (text, part) => text.toString().endsWith(plain(part)),
  indexOf: (text, part) => JavaNumber.of(text.toString().indexOf(plain(part))),
  lastIndexOf: (text, part) => JavaNumber.of(text.toString().lastIndexOf(plain(part))),
  concat: (text, other) => Text.join([text, textOf(other)]),
};

const NUMBER: Methods<JavaNumber> = {
  toString: (value: JavaNumber) => Text.of(value.toString()),
  intValue: (value) => JavaNumber.of(Math.trunc(Number(value))),
  longValue: (value) => JavaNumber.of(Math.trunc(Number(value))),
  equals: (value, other) => other instanceof JavaNumber && Number(value) === Number(other),
};

const MAP: Methods<JavaMap> = {
  get: (map, key) => map.get(plain(key)),
  containsKey: (map, key) => map.has(plain(key)),
  keySet: (map) => new JavaKeys(map.entries.map(([key]) => key)),
  entrySet: (map) => new JavaList(map.entries.map(([key, value]) => new JavaMap([[Text.of('key'), key], [Text.of('value'), value]]))),
  values: (map) => new JavaList(map.entries.map(([, value]) => value)),
  getKey: (map) => map.get('key'),
  getValue: (map) => map.get('value'),
  size: (map) => JavaNumber.of(map.size),
  isEmpty: (map) => map.size === 0,
  put: (map, key, value) => {
    const before = map.get(plain(key));
    map.put(textOf(key), value);
    return before;
  },
  remove: (map, key) => {
    const before = map.get(plain(key));
    map.remove(plain(key));
    return before;
  },
  toString: (map: JavaMap) => textOf(map),
};

const LIST: Methods<JavaList> = {
  get: (list, index) => list.items[number(index, -1)] ?? null,
  size: (list) => JavaNumber.of(list.items.length),
  isEmpty: (list) => list.items.length === 0,
  contains: (list, value) => list.items.some((item) => plain(item) === plain(value)),
  add: (list, value) => list.items.push(value) > 0,
  toString: (list: JavaList) => textOf(list),
};

const KEYS: Methods<JavaKeys> = {
  size: (keys) => JavaNumber.of(keys.items.length),
  isEmpty: (keys) => keys.items.length === 0,
  contains: (keys, key) => keys.items.some((item) => item.toString() === plain(key)),
  toString: (keys: JavaKeys) => textOf(keys),
};

const BOOLEAN: Methods<boolean> = { toString: (flag: boolean) => Text.of(String(flag)) };

/** Names of methods that at least one value has. */
export const METHOD_NAMES: ReadonlySet<string> = new Set([TEXT, NUMBER, MAP, LIST, KEYS, BOOLEAN].flatMap((methods) => Object.keys(methods)));

/** Calls a method. Returns null if the value has no method with that name. */
export function call(receiver: JavaValue, name: string, args: readonly JavaValue[]): JavaValue {
  if (isHost(receiver)) return own(receiver.methods, name)?.(...args) ?? null;
  return own(methodsOf(receiver), name)?.(receiver, ...args) ?? null;
}

function own<T>(methods: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function methodsOf(receiver: JavaValue): Methods<any> {
  if (receiver === null) return {};
  if (typeof receiver === 'boolean') return BOOLEAN;
  if (receiver instanceof Text) return TEXT;
  if (receiver instanceof JavaNumber) return NUMBER;
  if (receiver instanceof JavaMap) return MAP;
  return receiver instanceof JavaList ? LIST : KEYS;
}

/** Compiles a Java pattern, if JavaScript has the same syntax for it. */
function pattern(value: JavaValue, wrap: (source: string) => string = (source) => source): RegExp {
  try {
    return new RegExp(wrap(plain(value)), 'g');
  } catch (e) {
    throw new TemplateFailure(`the pattern ${plain(value)} can’t be parsed: ${(e as Error).message}`);
  }
}
