'use strict';
/**
 * The policy of this process. The native guard has validated the whole document before this runs. The values that this layer uses are
 * checked again, because the native guard may be missing.
 */
const { fs, writeSync } = require('./intrinsics.cjs');
const { settings } = require('./settings.cjs');

const MODES = ['block', 'alert', 'allow'];
const CATEGORIES = ['childProcess', 'network', 'fileWrite', 'sourceRead', 'nativeAddon', 'dynamicCode', 'worker', 'inspector'];

const { active, blocks, modes, onDegraded } = read();

/** @returns {{ modes: Record<string, 'block' | 'alert' | 'allow'>, onDegraded: 'fail' | 'warn', blocks: boolean, active: boolean }} */
function read() {
  let text = settings.SEC3_RUNTIME_POLICY;
  if (text === undefined) reject('SEC3_RUNTIME_POLICY is not set; set it to a policy document, or to @/path/of/one');
  let document;
  try {
    if (text[0] === '@') text = fs.readFileSync(text.slice(1), 'utf8');
    document = JSON.parse(text);
  } catch (error) {
    reject(`SEC3_RUNTIME_POLICY cannot be read: ${error.message}`);
  }
  const policy = { __proto__: null, modes: { __proto__: null }, onDegraded: document?.onDegraded, blocks: false, active: false };
  for (const category of CATEGORIES) {
    const mode = document?.modes?.[category];
    if (!MODES.includes(mode)) reject(`SEC3_RUNTIME_POLICY /modes/${category} is ${JSON.stringify(mode)}; it has to be one of ${MODES.join(', ')}`);
    policy.modes[category] = mode;
    if (mode === 'block') policy.blocks = true;
    if (mode !== 'allow') policy.active = true;
  }
  if (policy.onDegraded !== 'fail' && policy.onDegraded !== 'warn') {
    reject(`SEC3_RUNTIME_POLICY /onDegraded is ${JSON.stringify(policy.onDegraded)}; it has to be fail or warn`);
  }
  // Threads use the same document, even if the file changes.
  settings.SEC3_RUNTIME_POLICY = text;
  Object.freeze(policy.modes);
  return policy;
}

/** Ends the process (in a worker thread: the thread) before any code of the function runs. */
function reject(problem) {
  writeSync(2, `sec3-runtime-guard: ${problem}\n`);
  process.exit(1);
}

module.exports = { __proto__: null, active, blocks, modes, onDegraded, reject };
