'use strict';
/** Returns a generator of random numbers that follow from a seed (mulberry32), and of choices based on them. */
function random(...seeds) {
  let state = seeds.reduce((mixed, seed) => Math.imul(mixed ^ (seed + 0x9e3779b9), 0x85ebca6b) >>> 0, 0x2545f491);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return { below, chance: (probability) => next() < probability, oneOf: (list) => list[below(list.length)] };
}

module.exports = { random };
