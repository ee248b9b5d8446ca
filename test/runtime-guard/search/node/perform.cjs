'use strict';
/** Runs a case, and inspects all results. */
const { attempt, isObject } = require('./reach.cjs');
const { valueOf } = require('./values.cjs');
const { look, lookAround, mark } = require('./witness.cjs');

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { setTimeout, setImmediate, Promise } = globalThis;
const { prototype: root } = Object;
const then = Function.prototype.call.bind(Promise.prototype.then);
const chdir = process.chdir.bind(process);

const PATIENCE_MS = 5;

async function perform({ steps, replaced, inherited }, number, functions, lab) {
  const see = (value) => look(value, lab.text);
  mark(number);
  attempt(() => chdir(lab.out));
  const undo = [
    ...inherited.map(({ key, value }) => inherit(key, valueOf(value, lab, see))),
    ...replaced.map((each) => replace(each, functions, lab, see)),
  ];
  const made = [];
  try {
    let result;
    for (const step of steps) {
      const given = await settled(attemptStep(step, result, functions, lab, see, made));
      see(given);
      attempt(() => follow(given, see));
      // A call without a result may have changed its receiver.
      if (step.call !== undefined || (isObject(given) && !(given instanceof Error))) result = given;
    }
  } finally {
    for (const each of undo) attempt(each);
  }
  await new Promise((done) => setImmediate(done));
  see(made);
  lookAround();
}

function attemptStep(step, previous, functions, lab, see, made) {
  try {
    const args = step.with.map((each) => valueOf(each, lab, see));
    made.push(...args);
    if ('call' in step) return call(step, functions.find(({ name }) => name === step.call), args, lab, see);
    const [value, self] = method(previous, step.method);
    return value === undefined ? previous : apply(value, self, args);
  } catch (error) {
    return error;
  }
}

function call({ on, creates }, { value, self }, args, lab, see) {
  if (creates) return construct(value, args);
  return apply(value, on === undefined ? receiver(self, lab) : valueOf(on, lab, see), args);
}

/** Returns the receiver of a call: for methods of a prototype an instance, if one can be created. */
function receiver(self, lab) {
  const Class = attempt(() => self.constructor);
  if (typeof Class !== 'function' || attempt(() => Class.prototype) !== self) return self;
  for (const args of [[], [valueOf({ kind: 'options network' }, lab)], [valueOf({ kind: 'options writing' }, lab)], ['x']]) {
    const instance = attempt(() => construct(Class, args));
    if (instance !== undefined) return instance;
  }
  return Object.create(self);
}

/** Returns one of the functions of a value, chosen by a number, and its receiver. */
function method(value, number) {
  if (typeof value === 'function') return [value, undefined];
  if (!isObject(value)) return [undefined];
  const names = [];
  for (let object = value; isObject(object) && object !== root && names.length < 500; object = getPrototypeOf(object)) {
    for (const key of ownKeys(object)) if (key !== 'constructor' && typeof attempt(() => value[key]) === 'function') names.push(key);
  }
  return names.length === 0 ? [undefined] : [value[names[number % names.length]], value];
}

/** Returns the result of a promise, if it settles soon. */
function settled(value) {
  if (!isObject(value) || typeof attempt(() => value.then) !== 'function') return value;
  return new Promise((done) => {
    setTimeout(done, PATIENCE_MS, value);
    if (value instanceof Promise) then(value, done, done);
    else value.then(done, done);
  });
}

/** Inspects values that are sent later. */
function follow(value, see) {
  if (!isObject(value) || typeof value.on !== 'function') return;
  value.on('online', () => mark('seen/thread'));
  for (const event of ['data', 'message', 'error', 'response', 'readable']) {
    value.on(event, (...args) => {
      see(args);
      if (event === 'readable') see(attempt(() => value.read()));
    });
  }
}

function inherit(key, value) {
  const { [key]: before } = root;
  attempt(() => (root[key] = value));
  return () => (before === undefined ? delete root[key] : (root[key] = before));
}

/** Replaces a function by one that inspects its arguments, and passes them on or returns another value. */
function replace({ name, returns }, functions, lab, see) {
  const { value, owner, key } = functions.find((each) => each.name === name);
  const property = getOwnPropertyDescriptor(owner, key);
  if (property === undefined) return () => undefined;
  let inside = false;
  const spy = function (...args) {
    if (!inside) {
      inside = true;
      try {
        see([this, args]);
        if (returns !== undefined) return valueOf(returns, lab, see);
      } finally {
        inside = false;
      }
    }
    return new.target === undefined ? apply(value, this, args) : construct(value, args, new.target);
  };
  const [kind] = ['value', 'get', 'set'].filter((each) => property[each] === value);
  if (kind === undefined || !attempt(() => defineProperty(owner, key, { ...property, [kind]: spy }))) return () => undefined;
  return () => defineProperty(owner, key, property);
}

module.exports = { perform };
