/** Texts with a record of the characters that a caller wrote. */

/** A value of a caller that a template read. */
export interface Source {
  /** The name for people, such as `$.name of the body` or `header X-Id`. */
  readonly name: string;
  /** `json` is a whole JSON value, which is valid wherever a value is. `text` must remain a single text. */
  readonly kind: 'text' | 'json';
}

/** A part of a text. */
export interface Piece {
  readonly text: string;
  /** The origin of the part. Undefined if the template itself wrote it. */
  readonly source?: Source;
}

/** A text in pieces. */
export class Text {
  /** Creates a text. Without a source, it belongs to the template itself. */
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

  /** The source of the first part that a caller wrote. */
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

  /** Replaces the matches of a pattern. A replacement has the source of the match. */
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

  /** Creates a text that is derived from the whole text. It belongs to the caller if any part did. */
  public derived(text: string): Text {
    return Text.of(text, this.source && { ...this.source, kind: 'text' });
  }

  /** Returns the piece of each character (UTF-16 code unit). */
  public owners(): readonly Piece[] {
    return this.pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => piece));
  }
}
