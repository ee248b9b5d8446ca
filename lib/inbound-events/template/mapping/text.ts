/** Texts with a record of which characters a caller wrote. */

/** A value of a caller, as a template read it. */
export interface Source {
  /** For people: `$.name of the body`, `header X-Id`. */
  readonly name: string;
  /** `json`: a whole JSON value, valid wherever a value is; `text`: a text, which must remain a single text. */
  readonly kind: 'text' | 'json';
}

/** A part of a text. */
export interface Piece {
  readonly text: string;
  /** Undefined if the template itself wrote it. */
  readonly source?: Source;
}

/** A text in pieces. */
export class Text {
  /** A text of the template itself. */
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

  /** The author of the first part that a caller wrote. */
  public get source(): Source | undefined {
    return this.pieces.find(({ source }) => source !== undefined)?.source;
  }

  /** Replaces characters by their escapes. */
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

  /** Replaces the matches of a pattern. A replacement belongs to the author of the match. */
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

  /** A text derived from the whole text: it is the caller's if any part was. */
  public derived(text: string): Text {
    return Text.of(text, this.source && { ...this.source, kind: 'text' });
  }

  /** The piece of each character (UTF-16 code unit). */
  public owners(): readonly Piece[] {
    return this.pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => piece));
  }
}
