/** Texts that know which of their characters a caller wrote. */

/** Something that a caller wrote, as a template read it. */
export interface Source {
  /** For people: `$.name of the body`, `header X-Id`. */
  readonly name: string;
  /** `json`: JSON as a whole, which may stand where a value may; `text`: a text, which may not be anything but a text. */
  readonly kind: 'text' | 'json';
}

/** A part of a text. */
export interface Piece {
  readonly text: string;
  /** Undefined for what the template itself wrote. */
  readonly source?: Source;
}

/** A text in pieces. */
export class Text {
  /** What the template itself has. */
  public static of(text: string, source?: Source): Text {
    return new Text(text === '' ? [] : [{ text, source }]);
  }

  public static join(texts: readonly Text[]): Text {
    return new Text(texts.flatMap(({ pieces }) => pieces));
  }

  public constructor(public readonly pieces: readonly Piece[]) {}

  public toString(): string {
    return this.pieces.map(({ text }) => text).join('');
  }

  /** The first caller that wrote a part of it. */
  public get source(): Source | undefined {
    return this.pieces.find(({ source }) => source !== undefined)?.source;
  }

  /** Changes characters, each into what stands for it. */
  public map(change: (text: string) => string): Text {
    return new Text(this.pieces.map(({ text, source }) => ({ text: change(text), source })).filter(({ text }) => text !== ''));
  }

  public slice(from: number, to: number = Infinity): Text {
    let at = 0;
    const kept = this.pieces.map(({ text, source }) => {
      const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
      at += text.length;
      return { text: part, source };
    });
    return new Text(kept.filter(({ text }) => text !== ''));
  }

  /** Replaces what a pattern matches. What comes in its place is the template's, and the caller's where the caller wrote what was matched. */
  public replace(pattern: RegExp, replacement: (match: RegExpMatchArray) => string): Text {
    const parts: Text[] = [];
    let end = 0;
    for (const match of this.toString().matchAll(pattern)) {
      parts.push(this.slice(end, match.index));
      end = match.index + match[0].length;
      parts.push(Text.of(replacement(match), this.slice(match.index, end).source));
    }
    return Text.join([...parts, this.slice(end)]);
  }

  /** What is made of the text as a whole: all of it is the caller's where a part of it was. */
  public derived(text: string): Text {
    return Text.of(text, this.source && { ...this.source, kind: 'text' });
  }

  /** For each character (a unit of UTF-16), the piece that it is in. */
  public owners(): readonly Piece[] {
    return this.pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => piece));
  }
}
