'use strict';
/**
 * The JavaScript layer of the runtime guard, loaded with `--require` before any other code. It covers what the native guard cannot see, and names the
 * code that called in the events of what both see. README.md next door has the design.
 */
const policy = require('./policy.cjs');

if (policy.active) start();

function start() {
  const { isMainThread } = require('./settings.cjs');
  const posture = require('./posture.cjs');
  if (isMainThread) posture.verify();
  require('./lambda.cjs').install();
  require('./processes.cjs').install();
  const { modes } = policy;
  if (modes.sourceRead !== 'allow') require('./source-read.cjs').install();
  // After the files: they lock what the module loader reads with.
  if (modes.dynamicCode !== 'allow' || modes.sourceRead !== 'allow') require('./modules.cjs').install();
  if (modes.dynamicCode !== 'allow') require('./dynamic-code.cjs').install();
  require('./inspector.cjs').install();
  require('./worker.cjs').install();
  // What has been replaced is also what `import` gives.
  require('module').syncBuiltinESMExports();
  if (isMainThread) posture.announce();
  leaveNoTrace();
}

/** Nobody finds the guard's modules among those that are loaded; this one, which exports nothing, stays, so that it is not run again. */
function leaveNoTrace() {
  for (const file of Object.keys(require.cache)) if (file.startsWith(`${__dirname}/`) && file !== __filename) delete require.cache[file];
  module.children.length = 0;
}
