/* eslint-disable no-bitwise -- the generator of numbers mixes bits */
/** Numbers from 0 to 1 that a seed and a text decide (mulberry32): the same ones give the same. */
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

/** One of several. */
export function pick<T>(all: readonly T[], seed: number, text: string): T {
  return all[Math.floor(randomOf(seed, text)() * all.length)];
}
