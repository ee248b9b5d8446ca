import { Range } from './plain-text';

/** The length of the pieces that are used to look up values, in characters. */
const PIECE = 32;

/** Hashes are smaller than this prime, so their product with a character is a small integer. */
const MODULUS = 32_749;
const BASE = 257;
/** The factor of the character that leaves the window of {@link PIECE} characters. */
const LEAVING = Array.from({ length: PIECE - 1 }).reduce<number>((power) => (power * BASE) % MODULUS, 1);

/** A piece of a value, and the number of values that contain it. */
interface Piece {
  readonly value: string;
  readonly at: number;
  count: number;
}

/**
 * Finds long values, also in parts, because log lines are truncated and long texts are shown in part. A part of 63 characters always contains a whole
 * piece of 32, which is extended to both sides. The search takes linear time in the length of the text.
 */
export class LongValues {
  private readonly pieces = new Map<string, Piece>();
  private readonly hashes = new Uint32Array(MODULUS);

  /** @returns the number of pieces of the value */
  public add(value: string): number {
    const places = placesIn(value);
    for (const at of places) {
      const piece = value.slice(at, at + PIECE);
      const known = this.pieces.get(piece);
      if (known) known.count += 1;
      else this.pieces.set(piece, { value, at, count: 1 });
      if (!known) this.hashes[hashOf(piece)] += 1;
    }
    return places.length;
  }

  public remove(value: string): void {
    for (const at of placesIn(value)) {
      const piece = value.slice(at, at + PIECE);
      const known = this.pieces.get(piece)!;
      known.count -= 1;
      if (known.count > 0) continue;
      this.pieces.delete(piece);
      this.hashes[hashOf(piece)] -= 1;
    }
  }

  public find(text: string): Range[] {
    const found: Range[] = [];
    if (this.pieces.size === 0 || text.length < PIECE) return found;
    let hash = hashOf(text.slice(0, PIECE));
    let covered = 0;
    for (let i = 0; ; i += 1) {
      const piece = i >= covered && this.hashes[hash] > 0 ? this.pieces.get(text.slice(i, i + PIECE)) : undefined;
      if (piece) {
        const range = followed(text, i, piece, covered);
        found.push(range);
        covered = range.end;
      }
      if (i + PIECE >= text.length) return found;
      hash = next(hash, text.charCodeAt(i), text.charCodeAt(i + PIECE));
    }
  }
}

/** Returns the positions of adjacent pieces, and of a last one that ends with the value. */
function placesIn(value: string): number[] {
  const places = Array.from({ length: Math.floor(value.length / PIECE) }, (_, i) => i * PIECE);
  if (value.length % PIECE > 0) places.push(value.length - PIECE);
  return places;
}

/** Extends a piece while text and value are equal, but not before `least`. */
function followed(text: string, at: number, piece: Piece, least: number): Range {
  const { value } = piece;
  let before = 0;
  while (at - before > least && piece.at - before > 0 && text[at - before - 1] === value[piece.at - before - 1]) before += 1;
  let end = at + PIECE;
  const shift = piece.at - at;
  while (end < text.length && end + shift < value.length && text[end] === value[end + shift]) end += 1;
  return { start: at - before, end };
}

function hashOf(piece: string): number {
  let hash = 0;
  for (let i = 0; i < PIECE; i += 1) hash = (hash * BASE + piece.charCodeAt(i)) % MODULUS;
  return hash;
}

function next(hash: number, leaving: number, entering: number): number {
  const rest = hash + MODULUS - ((leaving * LEAVING) % MODULUS);
  return (rest * BASE + entering) % MODULUS;
}
