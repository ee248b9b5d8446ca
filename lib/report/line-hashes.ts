import * as fs from 'fs';

/** How many characters of the code, spaces and tabs left out, a hash is of. */
const WINDOW = 100;

const BASE = 37n;

/** What stands after the last character. */
const END = 0xffff;

/**
 * The hashes by which code scanning of GitHub finds a line again after others have moved, from the first line on: of what is written from
 * there, and which of the places with the same hash it is. They are those that `github/codeql-action` calculates.
 *
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

/** The characters that count, with line breaks as one line feed, and where lines start among them. */
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

/** The hashes of lines of files, each of which is read once. */
export class LineHashes {
  private readonly known = new Map<string, readonly string[]>();

  /** The hash of a line, from 1; undefined where the file or the line is not there. */
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
    // Whatever else has such a name may never end.
    return fs.statSync(file).isFile() ? lineHashes(fs.readFileSync(file, 'utf8')) : [];
  } catch {
    return [];
  }
}
