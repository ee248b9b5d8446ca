'use strict';
/**
 * childProcess, nativeAddon and one case of fileWrite, under `block`. The native guard would block them too, but does not know the calling code. Under `alert` the native
 * guard reports.
 */
const { getPrototypeOf, realpath, startsWith } = require('./intrinsics.cjs');
const { accessDenied, denied, judged } = require('./events.cjs');
const { whenLoaded } = require('./builtins.cjs');
const { replaceFunction } = require('./hook.cjs');
const { addonLoaded, lambda } = require('./lambda.cjs');
const policy = require('./policy.cjs');
const { isMainThread } = require('./settings.cjs');

/** With this error, spawn closes the pipes that it has opened. With EACCES it would read from pipes without another end. */
const EPERM = -1;

function install() {
  if (policy.modes.childProcess === 'block') guardProcesses();
  guardAddons(policy.modes.nativeAddon === 'block');
  if (policy.modes.fileWrite === 'block' && isMainThread) guardTracing();
}

function guardProcesses() {
  // All of them call this function, which reports errors by number. Up to Node.js 22 it takes an object.
  const spawn = (original, self, args) => (denied('childProcess', 'spawn', typeof args[0] === 'string' ? args[0] : args[0]?.file) ? EPERM : original(self, args));
  whenLoaded('child_process', (childProcess) => {
    replaceFunction(getPrototypeOf(new childProcess.ChildProcess()._handle), 'spawn', spawn);
    // spawn, exec, execFile, fork and cluster call it.
    replaceFunction(childProcess.ChildProcess.prototype, 'spawn', judged('childProcess', 'spawn', (args) => args[0]?.file));
    for (const name of ['spawnSync', 'execSync', 'execFileSync']) replaceFunction(childProcess, name, judged('childProcess', name, (args) => args[0]));
  });
  replaceFunction(process, 'execve', judged('childProcess', 'process.execve', (args) => args[0]));
}

/** If tracing cannot open its file, the process does not end. */
function guardTracing() {
  whenLoaded('trace_events', (traceEvents) => replaceFunction(traceEvents, 'createTracing', judged('fileWrite', 'trace_events.createTracing')));
}

/** Addons of the runtime and of the system may be loaded, as in the native guard. */
function guardAddons(blocks) {
  const trusted = ['/lib/', '/lib64/', '/usr/lib/', '/usr/lib64/', '/usr/local/lib/', '/var/lang/', `${lambda.runtimeFolder}/`, `${lambda.libraries}/`];
  replaceFunction(process, 'dlopen', (original, self, args) => {
    if (blocks && !isTrusted(args[1]) && denied('nativeAddon', 'process.dlopen', args[1])) throw accessDenied('nativeAddon', 'process.dlopen');
    const result = original(self, args);
    addonLoaded(args[0]?.exports);
    return result;
  });

  function isTrusted(file) {
    let real;
    try {
      real = realpath(file);
    } catch {
      // The original throws its own error.
      return true;
    }
    for (let i = 0; i < trusted.length; i++) if (startsWith(real, trusted[i])) return true;
    return false;
  }
}

module.exports = { __proto__: null, install };
