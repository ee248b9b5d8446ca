/** The function under search: it does what an event asks for. See ../guest.ts for the events. */
'use strict';
const reached = require('./reach.cjs').reach();
const { caseOf, schedule } = require('./cases.cjs');
const { perform } = require('./perform.cjs');
const { mark } = require('./witness.cjs');

/** Whether the process exposes internal bindings of Node.js, which can disable everything. */
const hasBindings = reached.some(({ name }) => name.startsWith("process.binding('fs')."));
const GRACE_MS = 600;

const scheduled = schedule(reached);

exports.handler = async ({ ask, lab, seed, numbers, from, to, skip, cases }) => {
  // Delayed errors of calls must not end the process.
  for (const event of ['uncaughtException', 'unhandledRejection']) process.removeAllListeners(event).on(event, () => undefined);
  // The event holds the text reversed, since the search would find its bytes.
  const text = lab && [...lab.reversed].reverse().join('');
  switch (ask) {
    case 'functions':
      return scheduled.map(({ name }) => name);
    case 'describe':
      return numbers.map((number) => caseOf(scheduled, seed, number));
    default: {
      const skipped = new Set(skip);
      const all = cases ?? { length: to - from };
      if (hasBindings) {
        mark(from ?? 0);
        mark('seen/bindings');
      }
      for (let i = 0; i < all.length; i++) {
        const described = cases ? cases[i] : caseOf(scheduled, seed, from + i);
        if (skipped.has(described.steps[0].call)) continue;
        // This code may rely on a replaced function, until it is restored.
        await perform(described, cases ? i : from + i, reached, { ...lab, text }).catch(() => undefined);
      }
      // Pending operations may take a while.
      await new Promise((done) => setTimeout(done, GRACE_MS));
      mark('end');
      return all.length;
    }
  }
};
