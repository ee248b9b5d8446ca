/** Circumstances in which a guard may fail. */
'use strict';

/** Sets a property for as long as it takes. */
function having(owner, name, property, step) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, ...property });
  try {
    return step();
  } finally {
    if (before) Object.defineProperty(owner, name, before);
    else delete owner[name];
  }
}

/** Tries with as little stack as possible, and a little more each time. */
function withLittleStack(step) {
  const dive = () => {
    try {
      return dive();
    } catch {
      return step();
    }
  };
  return dive();
}

/** The same, but takes steps even where the last one failed halfway. */
function nearTheEnd(step) {
  let last;
  const dive = (depth) => {
    try {
      dive(depth + 1);
    } catch {
      // There is no more stack.
    }
    if (last !== undefined) return;
    try {
      last = step();
    } catch {
      // Nor here.
    }
  };
  dive(0);
  return last;
}

module.exports = { having, nearTheEnd, withLittleStack };
