'use strict';
/**
 * Cases: a function, what it is called on and with, what is done with its result, and what has been replaced before. A case is plain data, follows from a seed and a number, and can be
 * made smaller.
 */
const { NAMES, SHAPES, argumentsFor, disguised, inShape, parametersOf, shapesFor } = require('./values.cjs');
const { random } = require('./random.cjs');

const INHERITED = ['source', 'shell', 'env', 'execArgv', 'path', 'main', 'exports', 'cwd', 'encoding', 'get', 'value', 'then', 'filename', 'format', 'eval'];

/** Parameters of functions that act on files, hosts, programs and code. */
const TELLING = /^(?:path|file\w*|dest|src|code|script|source|host\w*|address|port|url|command|cmd|id|request|specifier|content|options|dir\w*)$/i;
/** Those of the guard's hooks tell nothing. */
const OF_HOOKS = /^[a-e]$/;
/** What is not a method in the language itself: constructors, eval, and what namespaces such as WebAssembly have. */
const LANGUAGE = /^globalThis\.\w+(?:\.[A-Z]\w+)?$/;
const TIMES = 4;

/**
 * Functions in the order in which cases call them. Those that seem to act on something outside come first, in each shape that suits their parameters: the guard's hooks in all of them. Then
 * come functions whose parameters are not known, and then all.
 */
function schedule(functions) {
  const described = functions.map((each) => ({ ...each, parameters: parametersOf(each.value) }));
  const acting = described.filter(({ parameters }) => parameters.some((each) => TELLING.test(each)));
  const isHook = ({ parameters, isClass }) => parameters.length > 0 && parameters.every((each) => OF_HOOKS.test(each) || (isClass && each === 'args'));
  const silent = described.filter(({ name, parameters }) => parameters.length > 0 && parameters.every((each) => each === '') && (!name.includes('globalThis.') || LANGUAGE.test(name)));
  const takers = (shape) => [...described.filter(isHook), ...acting.filter(({ parameters }) => shapesFor(parameters).includes(shape))];
  const inShapes = SHAPES.flatMap((shape) => takers(shape).map((each) => ({ ...each, shape })));
  return [...inShapes, ...Array(TIMES).fill(silent).flat(), ...described];
}

/**
 * @typedef {{ kind: string, as?: string }} Value
 * @typedef {{ call: string, on?: Value, with: Value[], creates: boolean } | { method: number, with: Value[] }} Step
 * @returns {{ steps: Step[], replaced: { name: string, returns?: Value }[], inherited: { key: string, value: Value }[] }}
 */
function caseOf(scheduled, seed, number) {
  const rng = random(seed, number);
  const { name, parameters, isClass, shape } = scheduled[number % scheduled.length];
  const any = () => disguised(rng.oneOf(NAMES), rng);
  const steps = [{
    call: name,
    ...(rng.chance(0.1) ? { on: any() } : {}),
    with: shape === undefined ? argumentsFor(parameters, rng) : inShape(shape, rng),
    creates: isClass && rng.chance(0.8),
  }];
  // What it gives may be a promise, an object with methods, or a function.
  for (let left = rng.below(3); left > 0; left--) steps.push({ method: rng.below(1000), with: argumentsFor(['', ''], rng) });
  const replaced = rng.chance(0.2) ? [1, 2].map(() => ({ name: rng.oneOf(scheduled).name, ...(rng.chance(0.4) ? { returns: any() } : {}) })) : [];
  const inherited = rng.chance(0.1) ? [{ key: rng.oneOf(INHERITED), value: any() }] : [];
  return { steps, replaced, inherited };
}

module.exports = { caseOf, schedule };
