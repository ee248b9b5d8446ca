/** Percent encoding, which may be encoded repeatedly. */
const PERCENT = /(?:%(?:25)*[0-9a-fA-F]{2})+/g;

/** The backslashes of repeated escaping, and the escaped character. The backslashes can be written as their code. */
const BACKSLASHES = /\\(?:\\|u005[cC])*(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([bfnrtv])|([^]))?/g;

const CONTROLS: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text in which parts of another text are replaced by what they represent. For many parts, lists of numbers are the fastest representation. */
interface Layer {
  readonly text: string;
  /** The positions of the parts in this text, and in the other one. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly sourceStarts: readonly number[];
  readonly sourceEnds: readonly number[];
}

/**
 * A text without escapes: those of URLs, of JSON (also nested), of `util.inspect` and of Python's `repr`. A value has the same plain text in every
 * notation, however often it was escaped. Backslashes themselves are removed.
 */
export class PlainText {
  public readonly text: string;
  private readonly layers: readonly Layer[];

  constructor(private readonly source: string) {
    const layers: Layer[] = [];
    let text = source;
    const replace = (sign: string, pattern: RegExp, meaning: (match: RegExpMatchArray) => string) => {
      if (!text.includes(sign)) return;
      const layer = replaced(text, pattern, meaning);
      text = layer.text;
      layers.unshift(layer);
    };
    replace('%', PERCENT, ([run]) => percentDecoded(run));
    replace('\\', BACKSLASHES, unescaped);
    // In URLs, a plus sign is a space.
    this.text = text.replaceAll('+', ' ');
    this.layers = layers;
  }

  /** Returns the part of the source that a part of the plain text represents. */
  public sourceOf(range: Range): Range & { readonly text: string } {
    let { start, end } = range;
    for (const layer of this.layers) [start, end] = [placeOf(start, false, layer), placeOf(end - 1, true, layer)];
    return { start, end, text: this.source.slice(start, end) };
  }
}

function replaced(source: string, pattern: RegExp, meaning: (match: RegExpMatchArray) => string): Layer {
  const [starts, ends, sourceStarts, sourceEnds]: number[][] = [[], [], [], []];
  let text = '';
  let done = 0;
  const own = new RegExp(pattern);
  for (let match = own.exec(source); match; match = own.exec(source)) {
    text += source.slice(done, match.index);
    starts.push(text.length);
    text += meaning(match);
    done = own.lastIndex;
    ends.push(text.length);
    sourceStarts.push(match.index);
    sourceEnds.push(done);
  }
  return { text: text + source.slice(done), starts, ends, sourceStarts, sourceEnds };
}

/** Returns the position in the source at which a character starts or ends. */
function placeOf(index: number, isEnd: boolean, { starts, ends, sourceStarts, sourceEnds }: Layer): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (starts[middle] <= index) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return isEnd ? index + 1 : index;
  const at = low - 1;
  if (index < ends[at]) return isEnd ? sourceEnds[at] : sourceStarts[at];
  return sourceEnds[at] + index - ends[at] + (isEnd ? 1 : 0);
}

function unescaped([, four, eight, two, control, other]: RegExpMatchArray): string {
  const digits = four ?? eight ?? two;
  if (digits === undefined) return control === undefined ? (other ?? '') : CONTROLS[control];
  const code = parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : digits;
}

function percentDecoded(run: string): string {
  try {
    return decodeURIComponent(run.replace(/%(?:25)*(?=[0-9a-fA-F]{2})/g, '%'));
  } catch {
    return run;
  }
}
