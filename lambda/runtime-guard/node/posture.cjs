'use strict';
/** Checks the layers that this one relies on, and reports them in the posture line. */
const { LIBRARY, engineHolds, nativeHolds } = require('./engine.cjs');
const { line } = require('./events.cjs');
const policy = require('./policy.cjs');
const { settings } = require('./settings.cjs');
const { utc } = require('./utc.cjs');

/** Ends the process (in a thread: the thread) if a required layer is missing, unless the policy only requires a warning. */
function verify() {
  if (engineHolds || policy.onDegraded === 'warn') return;
  const problem = nativeHolds ? `V8 in Node.js ${process.versions.node} cannot be asked about code` : `${LIBRARY} is not loaded`;
  policy.reject(`${problem}, so this function would run without its main protection; start it through the wrapper, or set onDegraded to warn`);
}

/** Writes one line at the start of the process that the wrapper started. */
function announce() {
  if (process.env.SEC3_GUARD_PID !== undefined && process.env.SEC3_GUARD_PID !== `${process.pid}`) return;
  line(
    JSON.stringify({
      type: 'posture',
      schemaVersion: 1,
      time: utc(Date.now()),
      functionName: settings.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown',
      runtime: `nodejs ${process.versions.node}`,
      layers: {
        native: nativeHolds ? 'active' : 'inactive',
        engine: engineHolds ? 'active' : 'inactive',
        permissionModel: process.permission ? 'active' : unavailable() ? 'unavailable' : 'off',
        javascript: 'active',
        auditHook: 'inactive',
      },
      modes: policy.modes,
    }),
  );
}

/** Whether this release does not use the permission model; flags.sh has the reason. */
function unavailable() {
  const major = Number.parseInt(process.versions.node, 10);
  return major < 22 || major > 24;
}

module.exports = { __proto__: null, announce, verify };
