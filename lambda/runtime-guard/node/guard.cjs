'use strict';
/**
 * The JavaScript layer of the runtime guard, loaded with `--require` before any other code. It covers operations that the native guard cannot see, and adds
 * the calling code to the events of those that both see. ../README.md has the design.
 */
const { active, modes } = require('./policy.cjs');
const builtins = require('./builtins.cjs');
const databases = require('./databases.cjs');
const dynamicCode = require('./dynamic-code.cjs');
const inspector = require('./inspector.cjs');
const { engineHolds } = require('./engine.cjs');
const lambda = require('./lambda.cjs');
const loader = require('./loader.cjs');
const modules = require('./modules.cjs');
const posture = require('./posture.cjs');
const processes = require('./processes.cjs');
const promises = require('./promises.cjs');
const { isMainThread } = require('./settings.cjs');
const worker = require('./worker.cjs');

if (active) start();

function start() {
  posture.verify();
  lambda.install();
  processes.install();
  if (engineHolds && (modes.dynamicCode !== 'allow' || modes.sourceRead !== 'allow')) {
    loader.install();
    modules.install();
    promises.install();
  }
  if (modes.dynamicCode !== 'allow') dynamicCode.install();
  inspector.install();
  databases.install();
  worker.install();
  // Last, so that `import` returns the replaced functions.
  builtins.install();
  if (isMainThread) posture.announce();
  leaveNoTrace();
}

/** Removes the guard's modules from the list of loaded modules. This one, which exports nothing, stays, so that it does not run again. */
function leaveNoTrace() {
  for (const file of Object.keys(require.cache)) if (file.startsWith(`${__dirname}/`) && file !== __filename) delete require.cache[file];
  module.children.length = 0;
}
