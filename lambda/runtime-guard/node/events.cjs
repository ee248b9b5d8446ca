'use strict';
/** Events: one JSON line each on stderr. The format is that of the native guard (native/events.c). */
const { Error, Map, mapClear, mapForEach, mapGet, mapSet, mapSize, now, setTimeout, slice, stringify, writeSync } = require('./intrinsics.cjs');
const { log, place, received } = require('./engine.cjs');
const policy = require('./policy.cjs');
const { settings } = require('./settings.cjs');
const { utc } = require('./utc.cjs');

const FUNCTION_NAME = stringify(settings.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown');
const WINDOW_MS = 1000;
const MOST_KEYS = 500;
const TARGET_LENGTH = 256;

/** Events of the last second, by category, API and target. */
const recent = new Map();
let requestId = null;

/** Sets the request id of later events, including those of the native library; null between invocations. */
function setRequestId(id) {
  requestId = typeof id === 'string' && id !== '' ? slice(id, 0, 64) : null;
  received?.(requestId);
}

/**
 * Applies the mode of a category to an operation, and writes an event unless the mode is `allow`.
 *
 * @param {string} category of the policy
 * @param {string} api the called function
 * @param {unknown} target the target of the operation; only a string is reported
 * @returns {boolean} whether the caller has to fail
 */
function denied(category, api, target) {
  const mode = policy.modes[category];
  if (mode === 'allow') return false;
  report(category, mode === 'block' ? 'blocked' : 'alerted', api, target);
  return mode === 'block';
}

/** The same for operations that could disable the guard itself: blocked if any category blocks, reported as `inspector`. */
function tamperingDenied(api, target) {
  report('inspector', policy.blocks ? 'blocked' : 'alerted', api, target);
  return policy.blocks;
}

function report(category, action, api, target) {
  const text = typeof target === 'string' ? (target.length > TARGET_LENGTH ? slice(target, 0, TARGET_LENGTH) : target) : null;
  const key = `${category}\n${api}\n${text}`;
  const time = now();
  const seen = mapGet(recent, key);
  if (seen !== undefined && time - seen.time < WINDOW_MS) {
    // The count is written after the second, or earlier if the process ends.
    if (seen.more++ === 0) setTimeout(flush, WINDOW_MS, seen).unref();
    return;
  }
  if (seen !== undefined && seen.more > 0) flush(seen);
  if (mapSize(recent) >= MOST_KEYS) forget();
  const event = { __proto__: null, category, action, api, target: text, stack: place === undefined ? '' : place(), requestId, time, more: 0 };
  mapSet(recent, key, event);
  write(event, time, 1);
}

function flush(event) {
  if (event.more === 0) return;
  const count = event.more;
  event.more = 0;
  event.time = now();
  write(event, event.time, count);
}

function forget() {
  mapForEach(recent, flush);
  mapClear(recent);
}

process.on('exit', forget);

function write(event, time, count) {
  // What other code has written without an end must not become part of the line.
  line(
    `\n{"type":"event","schemaVersion":1,"time":"${utc(time)}","requestId":${stringify(event.requestId)},"functionName":${FUNCTION_NAME},` +
      `"category":"${event.category}","action":"${event.action}","api":${stringify(event.api)},"target":${stringify(event.target)},` +
      `"stack":${stringify(event.stack === '' ? null : event.stack)},"count":${count},${metrics(event.action === 'blocked' ? 'Blocked' : 'Alerted', time, count)}}`,
  );
}

function metrics(name, time, count) {
  return (
    `"${name}":${count},"_aws":{"Timestamp":${time},"CloudWatchMetrics":[{"Namespace":"Sec3/RuntimeProtection",` +
    `"Dimensions":[["functionName","category"],["functionName"]],"Metrics":[{"Name":"${name}","Unit":"Count"}]}]}`
  );
}

/** Writes a line to the log, which is stderr as it was at the start. A failure to write does not change the decision. */
function line(text) {
  if (log !== undefined) {
    log(`${text}\n`);
    return;
  }
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // For example EAGAIN on a full pipe.
  }
}

/** The error of a blocked call, with the message of native/denials.c and the code of the Node.js permission model. */
function accessDenied(category, api, fix = `make ${category} alert`) {
  const error = new Error(`${api} is blocked by the runtime policy of this function (${category}); to permit it, ${fix}`);
  error.code = 'ERR_ACCESS_DENIED';
  return error;
}

/** The same for operations that `tamperingDenied` blocks. */
function tamperingError(api) {
  return accessDenied('inspector', api, 'let no category block');
}

/**
 * Creates a judge for a hook (hook.cjs) that throws for blocked calls.
 *
 * @param {string} category of the policy
 * @param {string} api the called function
 * @param {(args: unknown[]) => unknown} [target] returns the target of the operation
 */
function judged(category, api, target) {
  return (original, self, args) => {
    if (denied(category, api, target?.(args))) throw accessDenied(category, api);
    return original(self, args);
  };
}

module.exports = { __proto__: null, accessDenied, denied, judged, line, setRequestId, tamperingDenied, tamperingError };
