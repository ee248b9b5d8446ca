'use strict';
/**
 * Cases: a function, its receiver and arguments, the use of its result, and preceding replacements. A case is plain data, follows from a seed and a
 * number, and can be minimized.
 */
const { NAMES, SHAPES, argumentsFor, byTurns, disguised, inShape, parametersOf, shapesFor, shapesOf } = require('./values.cjs');
const { random } = require('./random.cjs');

const INHERITED = ['source', 'shell', 'env', 'execArgv', 'path', 'main', 'exports', 'cwd', 'encoding', 'get', 'value', 'then', 'filename', 'format', 'eval'];

/** Names of parameters of functions that act on files, hosts, programs and code. */
const TELLING = /^(?:path|file\w*|dest|src|code|script|source|host\w*|address|port|url|command|cmd|id|request|specifier|content|options|dir\w*)$/i;
/** Names of the parameters of the guard's hooks, which mean nothing. */
const OF_HOOKS = /^[a-e]$/;
const TIMES = 2;

/**
 * Orders functions for cases. Those that seem to act on the outside come first, in rounds with one shape each, so that all kinds of calls come early.
 * Then come functions with unknown parameters, and then all.
 */
function schedule(functions) {
  const described = functions.map((each) => ({ ...each, parameters: parametersOf(each.value) }));
  const acting = described.map((each) => suitable(each).map((shape) => ({ ...each, shape })));
  return [...byTurns(acting), ...Array(TIMES).fill(described.filter(isSilent)).flat(), ...described];
}

function isSilent({ name, parameters }) {
  return parameters.length > 0 && parameters.every((each) => each === '') && (!name.includes('globalThis.') || shapesOf(name).length > 0);
}

const isHook = ({ parameters, isClass }) => parameters.length > 0 && parameters.every((each) => OF_HOOKS.test(each) || (isClass && each === 'args'));

/**
 * Returns suitable shapes without duplicates: first those that match both name and parameters, then alternately those that match one. Hooks of the
 * guard may accept anything.
 */
function suitable(described) {
  const { name, parameters } = described;
  const own = shapesOf(name);
  if (isHook(described)) return [...new Set([...own, ...SHAPES])];
  if (isSilent(described)) return own;
  const fitting = parameters.some((each) => TELLING.test(each)) ? shapesFor(parameters) : [];
  return fitting.length === 0 ? [] : [...new Set([...fitting.filter((each) => own.includes(each)), ...byTurns([own, fitting])])];
}

/**
 * Creates a case. In the first round, functions with shapes are called with plain values; later, values are disguised, and other functions are
 * replaced before.
 * @typedef {{ kind: string, as?: string }} Value
 * @typedef {{ call: string, on?: Value, with: Value[], creates: boolean } | { method: number, with: Value[] }} Step
 * @returns {{ steps: Step[], replaced: { name: string, returns?: Value }[], inherited: { key: string, value: Value }[] }}
 */
function caseOf(scheduled, seed, number) {
  const rng = random(seed, number);
  const { name, parameters, isClass, shape } = scheduled[number % scheduled.length];
  const isPlain = shape !== undefined && number < scheduled.length;
  const any = () => disguised(rng.oneOf(NAMES), rng);
  const first = {
    call: name,
    ...(!isPlain && rng.chance(0.1) ? { on: any() } : {}),
    with: shape === undefined ? argumentsFor(parameters, rng) : inShape(shape, rng, isPlain),
    creates: isClass && (isPlain || rng.chance(0.8)),
  };
  // The result may be a promise, an object with methods, or a function.
  const more = [...Array(rng.below(3))].map(() => ({ method: rng.below(1000), with: argumentsFor(['', ''], rng) }));
  const spy = () => ({ name: rng.oneOf(scheduled).name, ...(rng.chance(0.4) ? { returns: any() } : {}) });
  const replaced = !isPlain && rng.chance(0.2) ? [spy(), spy()] : [];
  const inherited = !isPlain && rng.chance(0.1) ? [{ key: rng.oneOf(INHERITED), value: any() }] : [];
  return { steps: [first, ...more], replaced, inherited };
}

module.exports = { caseOf, schedule };
