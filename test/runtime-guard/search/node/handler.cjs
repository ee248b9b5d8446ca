/** The function that the search runs in: it does what an event asks for. See ../guest.ts for the events. */
'use strict';
const reached = require('./reach.cjs').reach();
const { caseOf, schedule } = require('./cases.cjs');
const { perform } = require('./perform.cjs');
const { mark } = require('./witness.cjs');

/** Whether internal bindings of Node.js are given away, with which all can be undone. */
const hasBindings = reached.some(({ name }) => name.startsWith("process.binding('fs')."));
const GRACE_MS = 600;

const scheduled = schedule(reached);

exports.handler = async ({ ask, lab, seed, numbers, from, to, skip, cases }) => {
  // What calls break later on shall not end the process.
  for (const event of ['uncaughtException', 'unhandledRejection']) process.removeAllListeners(event).on(event, () => undefined);
  // The text is not in the event, whose bytes would be found.
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
        // What has been replaced may be what this code itself relies on, until it is taken back.
        await perform(described, cases ? i : from + i, reached, { ...lab, text }).catch(() => undefined);
      }
      // What has been begun may take its time.
      await new Promise((done) => setTimeout(done, GRACE_MS));
      mark('end');
      return all.length;
    }
  }
};
