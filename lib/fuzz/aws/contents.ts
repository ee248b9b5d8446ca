/**
 * What tables, buckets and parameters hold that no one has put there. No model says what that is: names are those that the code reads, and of which kind each value
 * is has to be found out, so that a handler is not blamed for values that its app never writes.
 */
import type { AwsPlan } from './plan';
import { pick, randomOf } from './random';
import type { CodeWords } from '../targets/dictionary';

/** Kinds of values. Texts may hold numbers, dates, JSON, a URL or the code of a currency. */
const KINDS = ['text', 'number', 'boolean', 'maps', 'map', 'texts', 'json', 'date', 'digits', 'numbers', 'url', 'code'] as const;

/** Those of what is a text as a whole: lists of JSON, lines of it, and tables, too. */
const WHOLE_KINDS = [...KINDS, 'jsons', 'lines', 'csv'] as const;

export type Kind = typeof WHOLE_KINDS[number];

/** What stands for the text of an object, a parameter, a secret, and the answer of a function; no attribute has such a name. */
export type Whole = '(object)' | '(parameter)' | '(secret)' | '(payload)';

/** Most names that an item has. */
const MOST_NAMES = 40;
/** How deep maps are inside of items. */
const MOST_DEPTH = 2;
/** Share of the values that are of another kind, where the plan says that some are. */
const OTHERS = 0.15;

export function isWhole(name: string): name is Whole {
  return name.startsWith('(');
}

export class Contents {
  /** Names that were answered since the last look, for which a kind was chosen. */
  public readonly used = new Set<string>();
  /** Names whose values are plain, whatever the plan says. */
  public plain: ReadonlySet<string> = new Set();
  /** Whether items have nothing but their keys. */
  public isBare = false;
  private readonly kinds: Map<string, Kind>;

  constructor(private readonly words: CodeWords) {
    this.kinds = new Map<string, Kind>([['(payload)', 'json'], ...Object.entries(words.compared)]);
  }

  public kindOf(name: string): Kind {
    return this.kinds.get(name) ?? 'text';
  }

  /** The kind of a value in a run. */
  public kindIn({ other }: AwsPlan, name: string): Kind {
    if (other === undefined || randomOf(other, name)() >= OTHERS) return this.kindOf(name);
    return pick(kindsOf(name), other, `kind of ${name}`);
  }

  public setKind(name: string, kind: Kind): void {
    this.kinds.set(name, kind);
  }

  /** An item with all names that the code reads. */
  public item(plan: AwsPlan, at: string, depth = 0): { readonly [name: string]: unknown } {
    return Object.fromEntries((this.isBare ? [] : this.words.names.slice(-MOST_NAMES)).map((name) => [name, this.value(name, plan, at, depth)]));
  }

  /** A value by its name. The same plan and place give the same. */
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

  /** The same where a service has a text: what is none is written as JSON. */
  public textOf(name: string | Whole, plan: AwsPlan, at: string): string {
    const value = this.value(name, plan, at);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** A count, a size or the like, from 0. */
  public count(name: string, plan: AwsPlan, at: string): number {
    return Math.abs(Math.round(this.number(name, plan, randomOf(plan.draw, `${at}/${name}`))));
  }

  /** One of the values that a service has; those that the code mentions come more often. */
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

/** The kinds that a value may have. */
export function kindsOf(name: string): readonly Kind[] {
  return isWhole(name) ? WHOLE_KINDS : KINDS;
}

function csvOf(rows: readonly { readonly [name: string]: unknown }[]): string {
  const names = Object.keys(rows[0]);
  const cell = (value: unknown) => `"${(typeof value === 'string' ? value : JSON.stringify(value)).replace(/"/g, '""')}"`;
  return [names.join(), ...rows.map((row) => names.map((name) => cell(row[name])).join())].join('\n');
}
