import * as fs from 'fs';

/** Number of characters in a hash, without spaces and tabs. */
const WINDOW = 100;

const BASE = 37n;

/** Padding after the last character. */
const END = 0xffff;

/**
 * Returns the hashes by which GitHub code scanning tracks lines that move, one for each line. A hash covers the text from the line on, followed by a
 * counter for equal hashes. `github/codeql-action` calculates the same hashes.
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function lineHashes(text: string): string[] {
  const { characters, starts } = significant(text);
  const seen = new Map<string, number>();
  const powers = Array.from({ length: WINDOW }, (_, index) => BigInt.asUintN(64, BASE ** BigInt(WINDOW - 1 - index)));
  return starts.map((start) => {
    const sum = characters.slice(start, start + WINDOW).reduce((total, character, index) => total + powers[index] * BigInt(character), 0n);
    const hash = BigInt.asUintN(64, sum).toString(16);
    const nth = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, nth);
    return `${hash}:${nth}`;
  });
}

/** Returns the hashed characters, with each line break as one line feed, and the offsets of the lines in them. */
function significant(text: string): { readonly characters: readonly number[]; readonly starts: readonly number[] } {
  const characters: number[] = [];
  const starts: number[] = [];
  let isStart = true;
  const counted = text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '');
  for (let index = 0; index < counted.length; index += 1) {
    if (isStart) starts.push(index);
    isStart = counted[index] === '\n';
    characters.push(counted.charCodeAt(index));
  }
  if (isStart) starts.push(characters.length);
  characters.push(END);
  return { characters, starts };
}

/** Line hashes of files. Each file is read once. */
export class LineHashes {
  private readonly known = new Map<string, readonly string[]>();

  /** Returns the hash of a line, counted from 1; undefined if the file or the line does not exist. */
  public at(file: string, line: number): string | undefined {
    let hashes = this.known.get(file);
    if (!hashes) {
      hashes = hashesOf(file);
      this.known.set(file, hashes);
    }
    return hashes[line - 1];
  }
}

function hashesOf(file: string): readonly string[] {
  try {
    // Other kinds of files, such as pipes, may never end.
    return fs.statSync(file).isFile() ? lineHashes(fs.readFileSync(file, 'utf8')) : [];
  } catch {
    return [];
  }
}
