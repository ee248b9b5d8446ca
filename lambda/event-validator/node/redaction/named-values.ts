import { Counts } from './counts';
import { Range } from './plain-text';
import { isApart } from './whole-values';

/** The position of a value after its name. `quote` is the quote around the name, if the value has none. */
export interface NamedRange extends Range {
  readonly quote?: Range;
}

/** Characters allowed between a name and its value, and between values in a list. */
const BETWEEN = /["'`\s[(]/;
const MOST_BETWEEN = 64;

/** The maximum length of names. Of longer names, only the end is compared, to limit the number of lengths. */
const MOST_OF_NAME = 64;
/** The type name in a nested object of DynamoDB. */
const TYPE = /[\s]{0,8}\{["'`\s]{0,8}(?:S|N|B|BOOL|SS|NS|BS)["'`\s]{0,8}:/y;
const ASSIGNMENTS = /[:=]>?/g;

/**
 * Finds values that are too short to be found everywhere. They are found after the name of their property, in the notation of JSON, `util.inspect`,
 * Python and URLs.
 */
export class NamedValues {
  private readonly names = new Map<string, Counts<string>>();
  private readonly nameLengths = new Counts<number>();
  private readonly lengths = new Counts<number>();

  public add(value: string, name: string): void {
    const end = name.slice(-MOST_OF_NAME);
    let values = this.names.get(end);
    if (!values) {
      this.names.set(end, (values = new Counts()));
      this.nameLengths.add(end.length);
    }
    if (values.add(value)) this.lengths.add(value.length);
  }

  public remove(value: string, name: string): void {
    const end = name.slice(-MOST_OF_NAME);
    const values = this.names.get(end)!;
    if (values.remove(value)) this.lengths.remove(value.length);
    if (values.size > 0) return;
    this.names.delete(end);
    this.nameLengths.remove(end.length);
  }

  public find(text: string): NamedRange[] {
    if (this.names.size === 0) return [];
    const found: NamedRange[] = [];
    const nameLengths = [...this.nameLengths.keys()];
    const lengths = [...this.lengths.keys()].sort((a, b) => b - a);
    for (const { index, 0: sign } of text.matchAll(ASSIGNMENTS)) {
      const end = before(text, index);
      const quote = /["'`]/.test(text[end]) ? { start: end, end: end + 1 } : undefined;
      for (const length of nameLengths) {
        const values = length <= end ? this.names.get(text.slice(end - length, end)) : undefined;
        if (values && isApart(text, end - length, end)) findList(text, index + sign.length, values, lengths, quote, found);
      }
    }
    return found;
  }
}

/** Finds a single value, or several in a list. */
function findList(
  text: string, from: number, values: Counts<string>, lengths: readonly number[], quote: Range | undefined, found: NamedRange[],
): void {
  for (let at = from; ;) {
    const start = after(text, at);
    const length = lengths.find((each) => values.has(text.slice(start, start + each)) && isApart(text, start, start + each));
    if (length === undefined) return;
    const end = start + length;
    found.push({ start, end, quote: /["'`]/.test(text[start - 1]) ? undefined : quote });
    at = after(text, end);
    if (text[at] !== ',') return;
    at += 1;
  }
}

/** Returns the position after a name that precedes a sign. */
function before(text: string, sign: number): number {
  let end = sign;
  while (end > 0 && sign - end < MOST_BETWEEN && BETWEEN.test(text[end - 1])) end -= 1;
  return end;
}

function after(text: string, from: number): number {
  TYPE.lastIndex = from;
  let start = from + (TYPE.exec(text)?.[0].length ?? 0);
  while (start < text.length && start - from < MOST_BETWEEN && BETWEEN.test(text[start])) start += 1;
  return start;
}
