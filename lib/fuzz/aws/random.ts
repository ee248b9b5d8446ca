/* eslint-disable no-bitwise -- the generator of numbers mixes bits */
/** Returns a generator of numbers from 0 to 1 (mulberry32). The same seed and text give the same numbers. */
export function randomOf(seed: number, text: string): () => number {
  let state = seed | 0;
  for (const character of text) state = (Math.imul(state, 31) + character.codePointAt(0)!) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks one of several values. */
export function pick<T>(all: readonly T[], seed: number, text: string): T {
  return all[Math.floor(randomOf(seed, text)() * all.length)];
}
