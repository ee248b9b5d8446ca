'use strict';
/**
 * Cases: a function, what it is called on and with, what is done with its result, and what has been replaced before. A case is plain data, follows from a seed and a number, and can be
 * made smaller.
 */
const { NAMES, SHAPES, argumentsFor, byTurns, disguised, inShape, parametersOf, shapesFor, shapesOf } = require('./values.cjs');
const { random } = require('./random.cjs');

const INHERITED = ['source', 'shell', 'env', 'execArgv', 'path', 'main', 'exports', 'cwd', 'encoding', 'get', 'value', 'then', 'filename', 'format', 'eval'];

/** Parameters of functions that act on files, hosts, programs and code. */
const TELLING = /^(?:path|file\w*|dest|src|code|script|source|host\w*|address|port|url|command|cmd|id|request|specifier|content|options|dir\w*)$/i;
/** Those of the guard's hooks tell nothing. */
const OF_HOOKS = /^[a-e]$/;
const TIMES = 2;

/**
 * Functions in the order in which cases call them. Those that seem to act on something outside come first: round after round, each of them in its next shape, so that all kinds of calls come
 * early. Then come functions whose parameters are not known, and then all.
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

/** The shapes that suit a function, each once: those that both name and parameters tell of first, then by turns those that one of them does. Hooks of the guard may take anything. */
function suitable(described) {
  const { name, parameters } = described;
  const own = shapesOf(name);
  if (isHook(described)) return [...new Set([...own, ...SHAPES])];
  if (isSilent(described)) return own;
  const fitting = parameters.some((each) => TELLING.test(each)) ? shapesFor(parameters) : [];
  return fitting.length === 0 ? [] : [...new Set([...fitting.filter((each) => own.includes(each)), ...byTurns([own, fitting])])];
}

/**
 * The first time that the functions are gone through, those in shapes are called as they are. Later, values are disguised, and functions of others are replaced before.
 *
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
  // What it gives may be a promise, an object with methods, or a function.
  const more = [...Array(rng.below(3))].map(() => ({ method: rng.below(1000), with: argumentsFor(['', ''], rng) }));
  const spy = () => ({ name: rng.oneOf(scheduled).name, ...(rng.chance(0.4) ? { returns: any() } : {}) });
  const replaced = !isPlain && rng.chance(0.2) ? [spy(), spy()] : [];
  const inherited = !isPlain && rng.chance(0.1) ? [{ key: rng.oneOf(INHERITED), value: any() }] : [];
  return { steps: [first, ...more], replaced, inherited };
}

module.exports = { caseOf, schedule };
