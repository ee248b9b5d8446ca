/** A table of TOML. */
export interface Toml {
  readonly [key: string]: unknown;
}

/**
 * TOML as lock files have it: tables, arrays of tables, strings of one line, numbers, booleans, dates, arrays, inline tables.
 *
 * @throws Error with the line, for all else
 * @see https://toml.io/en/v1.0.0
 */
export function parseSimpleToml(text: string): Toml {
  return new TomlReader(text).read();
}

const KEY = /[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\["\\])*"|'[^'\n]*'/y;
const STRING = /"(?!"")(?:[^"\\\n]|\\(?:["\\bfnrt]|u[0-9a-fA-F]{4}))*"|""(?!")|'(?!'')[^'\n]*'|''(?!')/y;
const LITERAL = /true|false|[+-]?\d[\w.:+-]*/y;
const BLANK = /(?:[ \t\r\n]|#[^\n]*)*/y;
const SPACE = /[ \t]*/y;
const LINE_END = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;

class TomlReader {
  private at = 0;

  constructor(private readonly text: string) {}

  public read(): Toml {
    const root: Table = Object.create(null);
    let table = root;
    for (this.take(BLANK); this.at < this.text.length; this.take(BLANK)) {
      if (this.next('[[')) {
        table = this.tableIn(root, this.keys(), true);
        this.expect(']]');
      } else if (this.next('[')) {
        table = this.tableIn(root, this.keys(), false);
        this.expect(']');
      } else {
        this.pair(table);
      }
      if (this.take(LINE_END) === undefined) throw this.unexpected();
    }
    return root;
  }

  private pair(table: Table): void {
    const keys = this.keys();
    const owner = this.tableIn(table, keys.slice(0, -1), false);
    const key = keys[keys.length - 1];
    if (key in owner) throw new Error(`line ${this.line}: ${key} is there twice`);
    this.expect('=');
    owner[key] = this.value();
  }

  /** The table at a path, made where it is missing; of arrays of tables, the last one. */
  private tableIn(from: Table, keys: readonly string[], isArray: boolean): Table {
    let table = from;
    keys.forEach((key, index) => {
      const isNew = isArray && index === keys.length - 1;
      if (isNew) ((table[key] ??= []) as unknown[]).push(Object.create(null));
      const found = (table[key] ??= Object.create(null));
      const inner = Array.isArray(found) ? found[found.length - 1] : found;
      if (typeof inner !== 'object' || inner === null) throw new Error(`line ${this.line}: ${key} is no table`);
      table = inner as Table;
    });
    return table;
  }

  private keys(): string[] {
    const keys: string[] = [];
    do {
      this.take(SPACE);
      const key = this.take(KEY);
      if (key === undefined) throw this.unexpected();
      keys.push(key.startsWith('"') || key.startsWith("'") ? key.slice(1, -1) : key);
      this.take(SPACE);
    } while (this.next('.'));
    return keys;
  }

  private value(): unknown {
    this.take(SPACE);
    if (this.next('[')) return this.list(']', () => this.value());
    if (this.next('{')) {
      const table: Table = Object.create(null);
      this.list('}', () => this.pair(table));
      return table;
    }
    const string = this.take(STRING);
    if (string !== undefined) return string.startsWith("'") ? string.slice(1, -1) : JSON.parse(string);
    const literal = this.take(LITERAL);
    if (literal === undefined) throw this.unexpected();
    return literal === 'true' ? true : literal === 'false' ? false : literal;
  }

  private list(end: string, item: () => unknown): unknown[] {
    const items: unknown[] = [];
    for (;;) {
      this.take(BLANK);
      if (this.next(end)) return items;
      items.push(item());
      this.take(BLANK);
      if (!this.next(',')) {
        this.expect(end);
        return items;
      }
    }
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at = pattern.lastIndex;
    return found;
  }

  private next(text: string): boolean {
    const isNext = this.text.startsWith(text, this.at);
    if (isNext) this.at += text.length;
    return isNext;
  }

  private expect(text: string): void {
    this.take(SPACE);
    if (!this.next(text)) throw this.unexpected();
  }

  private get line(): number {
    return this.text.slice(0, this.at).split('\n').length;
  }

  private unexpected(): Error {
    return new Error(`line ${this.line}: can't be read from ${JSON.stringify(this.text.slice(this.at, this.at + 20))} on`);
  }
}

interface Table {
  [key: string]: unknown;
}
