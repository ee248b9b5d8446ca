/** Conditions under which a guard may fail. */
'use strict';

/** Sets a property while a step runs. */
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

/** Runs a step with as little stack as possible, and with a little more each time. */
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

/** Does the same, but continues after a step that failed halfway. */
function nearTheEnd(step) {
  let last;
  const dive = (depth) => {
    try {
      dive(depth + 1);
    } catch {
      // The stack is full.
    }
    if (last !== undefined) return;
    try {
      last = step();
    } catch {
      // Full here too.
    }
  };
  dive(0);
  return last;
}

module.exports = { having, nearTheEnd, withLittleStack };
