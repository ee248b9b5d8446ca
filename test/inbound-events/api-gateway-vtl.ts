/**
 * Runs mapping templates as API Gateway does, so far as that is known: Velocity over Java objects.
 *
 * What differs from plain velocityjs: a value has the methods that Java gives it and no others, a method that isn't there
 * gives null, JSON keeps integers and decimals apart, and `#set` with null changes nothing (Velocity 1) or clears the
 * variable (Velocity 2), as the test asks.
 */
import { Compile, parse } from 'velocityjs';

/** What `#set` does when its right side is null. */
export type SetNull = 'keeps' | 'clears';

/** What a template writes for a body. */
export function render(template: string, body: string, setNull: SetNull = 'keeps'): string {
  const Engine = setNull === 'keeps' ? KeepingCompile : Compile;
  const engine = new Engine(parse(template), { customMethodHandlers: [{ uid: 'java', match: () => true, resolve: call }] } as any);
  return engine.render({ input: new Input(body), util: new Util() } as any);
}

/** Velocity 1: `directive.set.null.allowed` is false. */
class KeepingCompile extends Compile {
  public setValue(ast: any): void {
    const { context } = this as any;
    const { id } = ast.equal[0];
    const before = context[id];
    super.setValue(ast);
    if (context[id] === undefined || context[id] === null) context[id] = before;
  }
}

class Input {
  constructor(private readonly body: string) {}

  public path(path: string): unknown {
    if (path !== '$') throw new Error(`only the whole body can be read here, not ${path}`);
    return javaOf(this.body);
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
class Util {
  /** As commons-lang's StringEscapeUtils: also of ' and /, and of all that is not ASCII. */
  public escapeJavaScript(text: unknown): string | undefined {
    if (typeof text !== 'string') return undefined;
    return text.replace(/['"\\/]|[^\x20-\x7e]/g, (character) => SHORT_ESCAPES.get(character) ?? `\\u${hex(character, 4)}`);
  }

  /** As java.net.URLEncoder in UTF-8. */
  public urlEncode(text: unknown): string | undefined {
    if (typeof text !== 'string') return undefined;
    const bytes = [...Buffer.from(text.replace(/\p{Surrogate}/gu, '?'))];
    return bytes.map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.*-]/.test(character) ? character : character === ' ' ? '+' : `%${hex(character, 2)}`;
    }).join('');
  }
}

const SHORT_ESCAPES = new Map([
  ...['\'', '"', '\\', '/'].map((character): [string, string] => [character, `\\${character}`]),
  ['\b', '\\b'], ['\n', '\\n'], ['\t', '\\t'], ['\f', '\\f'], ['\r', '\\r'],
] as [string, string][]);

function hex(character: string, length: number): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(length, '0');
}

/** An Integer, Long, BigInteger or Double. */
class JavaNumber {
  constructor(private readonly text: string) {}

  public toString(): string {
    return /[.eE]/.test(this.text) ? javaDouble(Number(this.text)) : String(BigInt(this.text));
  }
}

/** As Double.toString: `1.0`, `1.5E10`, `1.0E-5`. */
function javaDouble(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits, exponent] = value.toExponential().split('e');
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? value.toFixed(1) : String(value);
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

class JavaMap {
  constructor(public readonly entries: ReadonlyMap<string, unknown>) {}
}

class JavaSet {
  constructor(public readonly size: number) {}
}

/** Reads JSON as Java does: numbers keep how they were written. To get at that, each string starts with s and each number is one with n. */
function javaOf(json: string): unknown {
  const marked = json.replace(/"((?:[^"\\]|\\.)*)"|-?\d[\d.eE+-]*/g, (token, text) => (text === undefined ? `"n${token}"` : `"s${text}"`));
  const convert = (value: unknown): unknown => {
    if (typeof value === 'string') return value.startsWith('n') ? new JavaNumber(value.slice(1)) : value.slice(1);
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    return new JavaMap(new Map(Object.entries(value).map(([key, inner]) => [key.slice(1), convert(inner)])));
  };
  return convert(JSON.parse(marked));
}

type Method = (receiver: any, ...args: any[]) => unknown;

const METHODS: { readonly [kind: string]: { readonly [method: string]: Method } } = {
  String: {
    length: (text: string) => text.length,
    toString: (text: string) => text,
    codePointCount: (text, from, to) => [...text.slice(from, to)].length,
    matches: (text, pattern) => new RegExp(`^(?:${pattern})$`).test(text),
    replaceAll: (text, pattern, replacement) => text.replace(new RegExp(pattern, 'g'), () => replacement),
  },
  JavaNumber: { toString: (number: JavaNumber) => number.toString() },
  Boolean: { toString: (flag: boolean) => String(flag) },
  JavaMap: {
    get: (map, key) => map.entries.get(key),
    containsKey: (map, key) => map.entries.has(key),
    keySet: (map) => new JavaSet(map.entries.size),
    size: (map) => map.entries.size,
    toString: (map: JavaMap) => `{${[...map.entries].map(([key, value]) => `${key}=${value}`).join(', ')}}`,
  },
  JavaSet: { size: (set) => set.size },
  Array: { size: (list) => list.length, toString: (list: unknown[]) => `[${list.join(', ')}]` },
  Input: { path: (input, path) => input.path(path) },
  Util: { escapeJavaScript: (util, text) => util.escapeJavaScript(text), urlEncode: (util, text) => util.urlEncode(text) },
};

/** Calls a method of a Java object; undefined where it has none of that name. */
function call({ property, params, context }: { property: string; params?: any[]; context: any }): any {
  const methods = METHODS[Object.getPrototypeOf(Object(context)).constructor.name];
  const method = methods && Object.prototype.hasOwnProperty.call(methods, property) ? methods[property] : undefined;
  return method?.(context, ...(params ?? []));
}
