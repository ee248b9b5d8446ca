import { Counts } from './counts';
import { Range } from './plain-text';

/** The number of characters that are used to look up values, and the minimum length of values. */
export const PREFIX = 4;

/** The length below which values are found only as whole words. Numbers are always found only as whole words. */
const WORDS_BELOW = 8;

/** The number of hashes, a prime. */
const HASHES = 65_521;

const WORD = /[\p{L}\p{N}]/u;
const DIGITS = /^[\d.+-]+$/;

/** Finds values of a limited length as a whole. The search takes linear time in the length of the text. */
export class WholeValues {
  private readonly values = new Counts<string>();
  /** The lengths of the values by their first four characters. */
  private readonly lengths = new Map<string, Counts<number>>();
  /** The number of values by the hash of their first four characters. It excludes most positions of most texts. */
  private readonly hashes = new Uint32Array(HASHES);

  public add(value: string): void {
    if (!this.values.add(value)) return;
    const prefix = value.slice(0, PREFIX);
    const lengths = this.lengths.get(prefix) ?? new Counts<number>();
    this.lengths.set(prefix, lengths);
    lengths.add(value.length);
    this.hashes[hashOf(value, 0)] += 1;
  }

  public remove(value: string): void {
    if (!this.values.remove(value)) return;
    const prefix = value.slice(0, PREFIX);
    const lengths = this.lengths.get(prefix)!;
    lengths.remove(value.length);
    if (lengths.size === 0) this.lengths.delete(prefix);
    this.hashes[hashOf(value, 0)] -= 1;
  }

  public find(text: string): Range[] {
    const found: Range[] = [];
    if (this.values.size === 0) return found;
    for (let i = 0; i + PREFIX <= text.length; i += 1) {
      if (this.hashes[hashOf(text, i)] === 0) continue;
      const length = this.lengthAt(text, i);
      if (length > 0) found.push({ start: i, end: i + length });
    }
    return found;
  }

  /** Returns the length of the longest value at a position, or 0 if there is none. */
  private lengthAt(text: string, start: number): number {
    let longest = 0;
    for (const length of this.lengths.get(text.slice(start, start + PREFIX))?.keys() ?? []) {
      if (length > longest && this.values.has(text.slice(start, start + length)) && isApart(text, start, start + length)) longest = length;
    }
    return longest;
  }
}

/** Checks whether a part of a text is a whole word, or does not have to be one. */
export function isApart(text: string, start: number, end: number): boolean {
  if (end - start >= WORDS_BELOW && !DIGITS.test(text.slice(start, end))) return true;
  return !(joins(text, start - 1) && joins(text, start)) && !(joins(text, end - 1) && joins(text, end));
}

function joins(text: string, at: number): boolean {
  return at >= 0 && at < text.length && WORD.test(text[at]);
}

function hashOf(text: string, at: number): number {
  return (29_791 * text.charCodeAt(at) + 961 * text.charCodeAt(at + 1) + 31 * text.charCodeAt(at + 2) + text.charCodeAt(at + 3)) % HASHES;
}
