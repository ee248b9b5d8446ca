'use strict';
/** inspector: debuggers, profilers and heap snapshots. They can see into closures, and so disable the guard. Internal bindings of Node.js count too. */
const { append, getPrototypeOf, isArray, ownKeys, test } = require('./intrinsics.cjs');
const { accessDenied, denied, judged, tamperingDenied, tamperingError } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { define, replaceClass, replaceFunction } = require('./hook.cjs');
const policy = require('./policy.cjs');
const { isMainThread } = require('./settings.cjs');

const CATEGORY = 'inspector';
const SIGUSR1 = 10;

/** Functions of v8 that show the memory of the process, or what it runs. */
const SHOWING = ['getHeapSnapshot', 'queryObjects', 'setHeapSnapshotNearHeapLimit', 'startCpuProfile', 'startHeapProfile', 'writeHeapSnapshot'];

/** The categories of traces that are profiles of what the process runs. */
const PROFILES = /cpu_profiler/;

/** Bindings in which old packages read numbers. They get the numbers, and no functions. */
const FIGURES = { __proto__: null, buffer: true, config: true, constants: true, natives: true, uv: true };

function install() {
  if (policy.modes[CATEGORY] !== 'allow') {
    guardInspector();
    whenLoaded('v8', (v8) => {
      for (const name of SHOWING) replaceFunction(v8, name, judged(CATEGORY, `v8.${name}`));
    });
    whenLoaded('worker_threads', ({ Worker }) => {
      for (const name of ['getHeapSnapshot', 'startCpuProfile', 'startHeapProfile']) replaceFunction(Worker.prototype, name, judged(CATEGORY, `Worker.${name}`));
    });
    // A policy that blocks fileWrite permits no trace.
    if (isMainThread && policy.modes.fileWrite !== 'block') whenLoaded('trace_events', guardTraces);
    // SIGUSR1 opens the inspector of this or another process.
    for (const name of ['_debugProcess', '_debugEnd']) replaceFunction(process, name, judged(CATEGORY, `process.${name}`));
    // process.kill calls it with a number.
    replaceFunction(process, '_kill', (original, self, args) => {
      const signal = Number(args[1]);
      if (signal === SIGUSR1 && denied(CATEGORY, 'process.kill', 'SIGUSR1')) throw accessDenied(CATEGORY, 'process.kill');
      return original(self, [args[0], signal]);
    });
  }
  guardBindings();
}

function guardInspector() {
  let open;
  let waitForDebugger;
  whenLoaded('inspector', (inspector) => {
    replaceFunction(inspector, 'open', judged(CATEGORY, 'inspector.open'));
    replaceFunction(inspector, 'waitForDebugger', judged(CATEGORY, 'inspector.waitForDebugger'));
    replaceFunction(inspector.Session.prototype, 'connect', judged(CATEGORY, 'inspector.Session.connect'));
    replaceFunction(inspector.Session.prototype, 'connectToMainThread', judged(CATEGORY, 'inspector.Session.connectToMainThread'));
    ({ open, waitForDebugger } = inspector);
  });
  // It has copied the functions of the other module before they were replaced.
  whenLoaded('inspector/promises', (promises) => {
    define(promises, 'open', { __proto__: null, value: open, writable: true, enumerable: true, configurable: true });
    define(promises, 'waitForDebugger', { __proto__: null, value: waitForDebugger, writable: true, enumerable: true, configurable: true });
  });
}

/** A trace and its handle refer to their classes, which take categories as well. */
function guardTraces(traceEvents) {
  const trace = traceEvents.createTracing({ categories: ['node'] });
  replaceFunction(traceEvents, 'createTracing', (original, self, args) => {
    const categories = args[0]?.categories;
    return original(self, isArray(categories) ? [{ categories: judgedCategories(categories) }] : args);
  });
  const judge = (args, create) => create([isArray(args[0]) ? judgedCategories(args[0]) : args[0]]);
  replaceClass(getPrototypeOf(trace), 'constructor', judge);
  const keys = ownKeys(trace);
  for (let i = 0; i < keys.length; i++) if (typeof trace[keys[i]]?.enable === 'function') replaceClass(getPrototypeOf(trace[keys[i]]), 'constructor', judge);
}

/** A copy, so that the judged categories are the used ones. */
function judgedCategories(categories) {
  const copies = [];
  for (let i = 0; i < categories.length; i++) {
    const category = categories[i];
    if (typeof category === 'string' && test(PROFILES, category) !== null && denied(CATEGORY, 'trace_events.createTracing', category)) {
      throw accessDenied(CATEGORY, 'trace_events.createTracing');
    }
    append(copies, category);
  }
  return copies;
}

function guardBindings() {
  for (const name of ['binding', '_linkedBinding']) {
    replaceFunction(process, name, (original, self, args) => {
      const binding = `${args[0]}`;
      if (name === 'binding' && FIGURES[binding]) return policy.blocks ? figuresOf(original(self, [binding])) : original(self, [binding]);
      if (tamperingDenied(`process.${name}`, binding)) throw tamperingError(`process.${name}`);
      return original(self, [binding]);
    });
  }
}

function figuresOf(binding) {
  const figures = {};
  for (const key of Object.keys(binding)) if (typeof binding[key] !== 'function' && (typeof binding[key] !== 'object' || key === 'os')) figures[key] = binding[key];
  return figures;
}

module.exports = { __proto__: null, install };
