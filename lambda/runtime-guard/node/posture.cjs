'use strict';
/** Whether the layers that this one relies on hold, and the line that says so. */
const { fs, path } = require('./intrinsics.cjs');
const { line } = require('./events.cjs');
const policy = require('./policy.cjs');
const { isMainThread, settings } = require('./settings.cjs');
const { utc } = require('./utc.cjs');

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };
const LIBRARY = `${path.dirname(__dirname)}/native/${ARCHITECTURES[process.arch] ?? process.arch}/libsec3guard.so`;

// Node.js has a fast way to read UTF-8.
const nativeLoaded = isMainThread && fs.readFileSync('/proc/self/maps', 'utf8').includes(`${LIBRARY}\n`);

/** Ends the process if a layer is missing that should be there, unless the policy only wants a warning. */
function verify() {
  if (nativeLoaded || policy.onDegraded === 'warn') return;
  policy.refuse(`${LIBRARY} is not loaded, so this function would run without its main protection; start it through the wrapper, or set onDegraded to warn`);
}

/** One line at the start of the process that the wrapper started. */
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
        native: nativeLoaded ? 'active' : 'inactive',
        permissionModel: process.permission ? 'active' : unavailable() ? 'unavailable' : 'off',
        javascript: 'active',
        auditHook: 'inactive',
      },
      modes: policy.modes,
    }),
  );
}

/** flags.sh says why these do not use it. */
function unavailable() {
  const major = Number.parseInt(process.versions.node, 10);
  return major < 22 || major > 24;
}

module.exports = { __proto__: null, announce, verify };
