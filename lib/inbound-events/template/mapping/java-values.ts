/** Values of templates: Java values, with only the methods that Java has. */
import { Source, Text } from './text';

export type JavaValue = null | boolean | JavaNumber | Text | JavaList | JavaMap | JavaKeys | JavaHost;

/** An Integer, Long, BigInteger or Double. */
export class JavaNumber {
  public static of(value: number): JavaNumber {
    return new JavaNumber(String(value));
  }

  /** @param text the literal; a literal with a point or an exponent is a Double */
  constructor(private readonly text: string) {}

  public get isDouble(): boolean {
    return /[.eE]/.test(this.text);
  }

  public valueOf(): number {
    return Number(this.text);
  }

  public toString(): string {
    return this.isDouble ? javaDouble(Number(this.text)) : String(BigInt(this.text));
  }
}

/** Formats a number like Double.toString: `1.0`, `1.5E10`, `1.0E-5`. */
function javaDouble(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits, exponent] = value.toExponential().split('e');
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? value.toFixed(1) : String(value);
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** A list. `isJson` is true for a part of a body, which is rendered as JSON. */
export class JavaList {
  constructor(
    public readonly items: JavaValue[],
    public readonly isJson: boolean = false,
  ) {}
}

/** A map. The author of each key is recorded. */
export class JavaMap {
  /** Creates a map whose names and texts belong to the template. */
  public static of(values: { readonly [name: string]: JavaValue | string }): JavaMap {
    return new JavaMap(Object.entries(values).map(([name, value]) => [Text.of(name), typeof value === 'string' ? Text.of(value) : value] as const));
  }

  private readonly all = new Map<string, readonly [Text, JavaValue]>();

  constructor(entries: Iterable<readonly [Text, JavaValue]> = []) {
    for (const [key, value] of entries) this.put(key, value);
  }

  public get size(): number {
    return this.all.size;
  }

  public get entries(): (readonly [Text, JavaValue])[] {
    return [...this.all.values()];
  }

  public has(key: string): boolean {
    return this.all.has(key);
  }

  public get(key: string): JavaValue {
    return this.all.get(key)?.[1] ?? null;
  }

  public put(key: Text, value: JavaValue): void {
    this.all.set(key.toString(), [key, value]);
  }

  public remove(key: string): void {
    this.all.delete(key);
  }
}

/** The key set of a map. */
export class JavaKeys {
  constructor(public readonly items: readonly Text[]) {}
}

/** Objects that API Gateway provides to templates: `$input`, `$util`. */
export interface JavaHost {
  readonly methods: { readonly [name: string]: (...args: JavaValue[]) => JavaValue };
  readonly properties: { readonly [name: string]: JavaValue };
}

export function isHost(value: JavaValue): value is JavaHost {
  return typeof value === 'object' && value !== null && 'properties' in value;
}

/**
 * Parses JSON as Java does: numbers keep their notation.
 *
 * @param name name of the value in findings: `$ of the body`
 * @throws SyntaxError if the text is not JSON
 */
export function readJson(json: string, name: (path: string) => string): JavaValue {
  // The notation of numbers is kept: each string gets the prefix s, and each number becomes a string with the prefix n.
  const marked = json.replace(/"((?:[^"\\]|\\.)*)"|-?\d[\d.eE+-]*/g, (token, text: string | undefined) => (text === undefined ? `"n${token}"` : `"s${text}"`));
  // The prefixes would hide invalid numbers, so the original is parsed, too.
  JSON.parse(json);
  const source = (path: string): Source => ({ name: name(path), kind: 'text' });
  const convert = (value: unknown, path: string): JavaValue => {
    if (typeof value === 'string') return value.startsWith('n') ? new JavaNumber(value.slice(1)) : Text.of(value.slice(1), source(path));
    if (Array.isArray(value)) return new JavaList(value.map((item, index) => convert(item, `${path}[${index}]`)), true);
    if (typeof value !== 'object' || value === null) return value as boolean | null;
    return new JavaMap(Object.entries(value).map(([key, inner]) => [Text.of(key.slice(1), source(`a name in ${path}`)), convert(inner, `${path}.${key.slice(1)}`)] as const));
  };
  return convert(JSON.parse(marked), '$');
}

/** Returns a text like Java's `toString`. Null results in an empty text. */
export function textOf(value: JavaValue): Text {
  if (value === null) return Text.of('');
  if (value instanceof Text) return value;
  if (value instanceof JavaList) return value.isJson ? jsonText(value) : listed('[', value.items.map(textOrNull), ']');
  if (value instanceof JavaKeys) return listed('[', value.items, ']');
  if (value instanceof JavaMap) return listed('{', value.entries.map(([key, inner]) => Text.join([key, Text.of('='), textOrNull(inner)])), '}');
  return Text.of(typeof value === 'boolean' || value instanceof JavaNumber ? String(value) : '');
}

function textOrNull(value: JavaValue): Text {
  return value === null ? Text.of('null') : textOf(value);
}

function listed(start: string, items: readonly Text[], end: string): Text {
  return Text.join([Text.of(start), ...items.flatMap((item, index) => (index === 0 ? [item] : [Text.of(', '), item])), Text.of(end)]);
}

/** Returns a value of a body as JSON. All of it belongs to the caller. */
export function jsonText(value: JavaValue, source: Source = { name: 'a list of the body', kind: 'json' }): Text {
  return Text.of(written(value), source);
}

function written(value: JavaValue): string {
  if (value instanceof Text) return JSON.stringify(value.toString());
  if (value instanceof JavaList) return `[${value.items.map(written).join(',')}]`;
  if (value instanceof JavaMap) return `{${value.entries.map(([key, inner]) => `${JSON.stringify(key.toString())}:${written(inner)}`).join(',')}}`;
  return value === null || value instanceof JavaKeys ? 'null' : String(value);
}
