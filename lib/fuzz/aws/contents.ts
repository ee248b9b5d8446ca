/* eslint-disable no-bitwise -- the generator of numbers mixes bits */
/**
 * What tables, buckets and parameters hold that nobody has put there. No model says what that is: names are those that the code reads, and of which kind each value
 * is has to be found out, so that a handler is not blamed for values that its app never writes.
 */
import type { AwsPlan } from './plan';
import type { CodeWords } from '../targets/dictionary';

/** Kinds of values. Texts may hold numbers, dates, JSON, a URL or the code of a currency. */
export const KINDS = ['text', 'number', 'boolean', 'maps', 'map', 'texts', 'json', 'date', 'digits', 'numbers', 'url', 'code'] as const;

export type Kind = typeof KINDS[number];

/** What stands for the text of an object, a parameter, a secret, and the answer of a function; no attribute has such a name. */
export type Whole = '(object)' | '(parameter)' | '(secret)' | '(payload)';

/** Most names that an item has. */
const MOST_NAMES = 40;
/** How deep maps are inside of items. */
const MOST_DEPTH = 2;

export class Contents {
  /** Names that were answered since the last look, for which a kind was chosen. */
  public readonly used = new Set<string>();
  /** Names whose values are plain, whatever the plan says. */
  public plain: ReadonlySet<string> = new Set();
  /** Whether items have nothing but their keys. */
  public isBare = false;
  private readonly kinds = new Map<string, Kind>([['(payload)', 'json']]);

  constructor(private readonly words: CodeWords) {}

  public kindOf(name: string): Kind {
    return this.kinds.get(name) ?? 'text';
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
    const random = randomOf(plan.draw, `${at}/${name}`);
    const text = () => this.text(name, plan, random);
    const inner = (index: number) => (depth >= MOST_DEPTH ? { sec3: text() } : this.item(plan, `${at}/${name}/${index}`, depth + 1));
    switch (this.kindOf(name)) {
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

/** Numbers from 0 to 1 that a seed and a text decide (mulberry32). */
function randomOf(seed: number, text: string): () => number {
  let state = seed | 0;
  for (const character of text) state = (Math.imul(state, 31) + character.codePointAt(0)!) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
