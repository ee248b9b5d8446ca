'use strict';
/**
 * Cases: a function, what it is called on and with, what is done with its result, and what has been replaced before. A case is plain data, follows from a seed and a number, and can be
 * made smaller.
 */
const { describe, parametersOf } = require('./values.cjs');
const { random } = require('./random.cjs');

const INHERITED = ['source', 'shell', 'env', 'execArgv', 'path', 'main', 'exports', 'cwd', 'encoding', 'get', 'value', 'then', 'filename', 'format', 'eval'];

/**
 * @typedef {{ kind: string, as?: string }} Value
 * @typedef {{ call: string, on?: Value, with: Value[], creates: boolean } | { method: number, with: Value[] }} Step
 * @returns {{ steps: Step[], replaced: { name: string, returns?: Value }[], inherited: { key: string, value: Value }[] }}
 */
function caseOf(functions, seed, number) {
  const rng = random(seed, number);
  const { name, value, isClass } = functions[number % functions.length];
  const steps = [{ call: name, ...(rng.chance(0.15) ? { on: describe('', rng) } : {}), with: argumentsOf(parametersOf(value), rng), creates: isClass && rng.chance(0.7) }];
  // What it gives may be a promise, an object with methods, or a function.
  for (let left = rng.below(3); left > 0; left--) steps.push({ method: rng.below(1000), with: argumentsOf(['', ''], rng) });
  const replaced = rng.chance(0.2) ? [1, 2].map(() => ({ name: rng.oneOf(functions).name, ...(rng.chance(0.4) ? { returns: describe('', rng) } : {}) })) : [];
  const inherited = rng.chance(0.1) ? [{ key: rng.oneOf(INHERITED), value: describe('', rng) }] : [];
  return { steps, replaced, inherited };
}

function argumentsOf(parameters, rng) {
  const more = rng.chance(0.3) ? 1 + rng.below(2) : 0;
  const fewer = rng.chance(0.2) && parameters.length > 1 ? 1 : 0;
  return [...parameters.slice(0, parameters.length - fewer), ...Array(more).fill('')].slice(0, 6).map((parameter) => describe(parameter, rng));
}

module.exports = { caseOf };
