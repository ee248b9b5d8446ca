/**
 * Made-up contents of tables, buckets and parameters. No model describes them: the names are those that the code reads, and the kind of each value is
 * learned. A handler must not be blamed for values that its app never writes.
 */
import type { AwsPlan } from './plan';
import { pick, randomOf } from './random';
import type { CodeWords } from '../targets/dictionary';

/** The kinds of values. Texts can contain numbers, dates, JSON, a URL or the code of a currency. */
const KINDS = ['text', 'number', 'boolean', 'maps', 'map', 'texts', 'json', 'date', 'digits', 'numbers', 'url', 'code'] as const;

/** The kinds of whole texts, such as objects in buckets. They can also be JSON arrays, JSON lines and CSV. */
const WHOLE_KINDS = [...KINDS, 'jsons', 'lines', 'csv'] as const;

const UNNAMED_KINDS = ['number', 'absent'] as const;

export type Kind = typeof WHOLE_KINDS[number] | typeof UNNAMED_KINDS[number];

/** Placeholders for the text of an object, a parameter or a secret, and for the response of a function. No attribute has such a name. */
export type Whole = '(object)' | '(parameter)' | '(secret)' | '(payload)';

/** Names of attributes that are numbers in most tables. */
const NUMBER_NAMES = /^(\w*_)?(count|quantity|qty|stock|amount|price|total|subtotal|balance|score|age|attempts|retries|views|likes|visits|points|weight|ttl|expires)$|[a-z](Count|Quantity|Amount|Price|Total|Score|Attempts|Balance)$/;

/** The name of an attribute that the code does not mention. Tables with numbers in them have some. */
const UNNAMED = 'sec3Number';

/** The maximum number of names in an item. */
const MOST_NAMES = 40;
/** The maximum depth of maps inside an item. */
const MOST_DEPTH = 2;
/** The share of values of another kind, if the plan has some. */
const OTHERS = 0.15;

export function isWhole(name: string): name is Whole {
  return name.startsWith('(');
}

export class Contents {
  /** The names with a kind that were answered in this run. */
  public readonly used = new Set<string>();
  /** Names whose values are plain, regardless of the plan. */
  public plain: ReadonlySet<string> = new Set();
  /** Whether items have only their keys. */
  public isBare = false;
  /** Names that look like those of numbers, although the code does not use their values as numbers. */
  private readonly guessed: ReadonlySet<string>;
  private readonly kinds: Map<string, Kind>;

  constructor(private readonly words: CodeWords) {
    this.guessed = new Set(words.names.filter((name) => NUMBER_NAMES.test(name) && !(name in words.compared)));
    const numbers = [UNNAMED, ...this.guessed].map((name) => [name, 'number'] as const);
    this.kinds = new Map<string, Kind>([['(payload)', 'json'], ...numbers, ...Object.entries(words.compared)]);
  }

  public kindOf(name: string): Kind {
    return this.kinds.get(name) ?? 'text';
  }

  /** Checks whether the value of a name is a number only because other apps have numbers of this name. */
  public isGuess(name: string): boolean {
    return this.guessed.has(name) && this.kindOf(name) === 'number';
  }

  /** Returns the kind of a value in a run. */
  public kindIn({ other }: AwsPlan, name: string): Kind {
    if (other === undefined || randomOf(other, name)() >= OTHERS) return this.kindOf(name);
    return pick(kindsOf(name), other, `kind of ${name}`);
  }

  public setKind(name: string, kind: Kind): void {
    this.kinds.set(name, kind);
  }

  /** Returns an item with the names that the code reads. */
  public item(plan: AwsPlan, at: string, depth = 0): { readonly [name: string]: unknown } {
    if (this.isBare) return {};
    const isUnnamed = this.words.storesNumbers && depth === 0 && plan.draw % 2 === 1 && this.kindOf(UNNAMED) !== 'absent';
    const names = [...this.words.names.slice(-MOST_NAMES), ...(isUnnamed ? [UNNAMED] : [])];
    return Object.fromEntries(names.map((name) => [name, this.value(name, plan, at, depth)]));
  }

  /** Returns a value for a name. The same plan, place and kind give the same value. */
  public value(name: string | Whole, plan: AwsPlan, at: string, depth = 0): unknown {
    this.used.add(name);
    const random = randomOf(plan.draw + (plan.again ?? 0), `${at}/${name}`);
    const text = () => this.text(name, plan, random);
    const inner = (index: number) => (depth >= MOST_DEPTH ? { sec3: text() } : this.item(plan, `${at}/${name}/${index}`, depth + 1));
    switch (this.kindIn(plan, name)) {
      case 'number':
        return this.number(name, plan, random);
      case 'boolean':
        return random() < 0.5;
      case 'map':
        return inner(0);
      case 'maps':
        return [inner(0), inner(1)];
      case 'texts':
        return [text(), text()];
      case 'numbers':
        return [this.number(name, plan, random), this.number(name, plan, random)];
      case 'json':
        return JSON.stringify(inner(0));
      case 'jsons':
        return JSON.stringify([inner(0), inner(1)]);
      case 'lines':
        return `${JSON.stringify(inner(0))}\n${JSON.stringify(inner(1))}\n`;
      case 'csv':
        return csvOf([inner(0), inner(1)]);
      case 'date':
        return new Date(Date.UTC(2026, Math.floor(random() * 12), 1 + Math.floor(random() * 28))).toISOString();
      case 'digits':
        return String(this.number(name, plan, random));
      case 'url':
        return `https://sec3-fuzz.invalid/${Math.floor(random() * 100)}`;
      case 'code':
        return 'EUR';
      default:
        return text();
    }
  }

  /** Returns a value as text. If the value is not a text, it is written as JSON. */
  public textOf(name: string | Whole, plan: AwsPlan, at: string): string {
    const value = this.value(name, plan, at);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** Returns a count, a size or a similar integer, at least 0. */
  public count(name: string, plan: AwsPlan, at: string): number {
    return Math.abs(Math.round(this.number(name, plan, randomOf(plan.draw, `${at}/${name}`))));
  }

  /** Returns one of the values that a service declares. Values that the code mentions are more frequent. */
  public oneOf(values: readonly string[], plan: AwsPlan, at: string): string {
    const known = values.filter((value) => this.words.texts.includes(value));
    return pick(known.length > 0 && plan.draw % 2 === 0 ? known : values, plan.draw, at);
  }

  private text(name: string, { plain }: AwsPlan, random: () => number): string {
    const { texts } = this.words;
    if (plain || this.plain.has(name) || texts.length === 0 || random() < 0.6) return `sec3-${name.replace(/\W/g, '')}-${Math.floor(random() * 100)}`;
    return texts[Math.floor(random() * texts.length)];
  }

  private number(name: string, { plain }: AwsPlan, random: () => number): number {
    const numbers = [0, ...this.words.numbers.flatMap((number) => [number - 1, number, number + 1])];
    return plain || this.plain.has(name) || random() < 0.5 ? 1 + Math.floor(random() * 9) : numbers[Math.floor(random() * numbers.length)];
  }
}

/** Returns the kinds that a value can have. */
export function kindsOf(name: string): readonly Kind[] {
  return isWhole(name) ? WHOLE_KINDS : name === UNNAMED ? UNNAMED_KINDS : KINDS;
}

function csvOf(rows: readonly { readonly [name: string]: unknown }[]): string {
  const names = Object.keys(rows[0]);
  const cell = (value: unknown) => `"${(typeof value === 'string' ? value : JSON.stringify(value)).replace(/"/g, '""')}"`;
  return [names.join(), ...rows.map((row) => names.map((name) => cell(row[name])).join())].join('\n');
}
