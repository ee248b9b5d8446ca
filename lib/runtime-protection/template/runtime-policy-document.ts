/**
 * The policy document of the runtime guard, as in `lambda/runtime-guard/policy.schema.json`, with messages for its problems.
 */
import { hostProblem } from './host-entry';
import { duplicateKeys } from '../../gate';
import { isObject } from '../../json/json-object';
import { pointerStep } from '../../json/json-pointer';

/** The version of the document. */
export const POLICY_VERSION = 1;

/** The categories of operations that the guard controls, in the order of the document. */
export const RUNTIME_CATEGORIES = [
  'childProcess', 'network', 'fileWrite', 'sourceRead', 'nativeAddon', 'dynamicCode', 'worker', 'inspector',
] as const;

export type RuntimeCategoryName = (typeof RUNTIME_CATEGORIES)[number];

/** The categories that the standard policy blocks; it reports the others. */
export const STANDARD_BLOCKS: readonly RuntimeCategoryName[] = ['childProcess', 'network', 'nativeAddon', 'inspector'];

const MODES = ['block', 'alert', 'allow'] as const;
const ON_DEGRADED = ['fail', 'warn'] as const;
const KEYS = ['version', 'modes', 'allowedHosts', 'awsEndpoints', 'onDegraded'] as const;
/** Optional keys. */
const OPTIONAL_KEYS = ['initCode'] as const;

/** Maximum number of entries of allowed hosts, and of files that may create code. */
const MAX_ENTRIES = 100;

/** A relative path without empty parts, `.` and `..`, of printable ASCII without quotes and backslashes. */
const PATTERN = /^(?!\.{0,2}(?:\/|$))(?!.*\/\.{0,2}(?:\/|$))[ !#-[\]-~]{1,200}$/;

export type RuntimePolicyModes = { readonly [category in RuntimeCategoryName]: (typeof MODES)[number] };

export interface RuntimePolicyDocument {
  readonly version: typeof POLICY_VERSION;
  readonly modes: RuntimePolicyModes;
  readonly allowedHosts: readonly string[];
  readonly awsEndpoints: boolean;
  readonly onDegraded: (typeof ON_DEGRADED)[number];
  /** Files that may create code from data before the first invocation. */
  readonly initCode?: readonly string[];
}

/** A problem of a policy. */
export interface PolicyProblem {
  /** Location as a JSON pointer; empty for the whole document. */
  readonly pointer: string;
  /** The problem; continues a sentence that begins with the location. */
  readonly message: string;
}

/** Result of reading a policy: the document, or its problems. */
export interface PolicyReading {
  readonly document?: RuntimePolicyDocument;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Reads the text of a policy.
 *
 * @param text JSON
 * @param host preprocesses each allowed host
 */
export function readPolicy(text: string, host: (entry: string) => string = (entry) => entry): PolicyReading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (e) {
    return { problems: [{ pointer: '', message: `is not valid JSON (${(e as Error).message})` }] };
  }
  const twice = duplicateKeys(text).map((pointer) => ({ pointer, message: 'occurs more than once; keep one of them' }));
  if (isObject(parsed) && Array.isArray(parsed.allowedHosts)) {
    const hosts: unknown[] = parsed.allowedHosts;
    parsed = { ...parsed, allowedHosts: hosts.map((entry) => (typeof entry === 'string' ? host(entry) : entry)) };
  }
  const problems = [...twice, ...policyProblems(parsed)];
  return problems.length > 0 ? { problems } : { document: parsed as RuntimePolicyDocument, problems };
}

/** Returns all problems of a policy. */
export function policyProblems(policy: unknown): PolicyProblem[] {
  if (!isObject(policy)) return [expected('', policy, 'an object')];
  return [
    ...keyProblems('', policy, KEYS, OPTIONAL_KEYS),
    ...oneOf('/version', policy.version, [POLICY_VERSION]),
    ...modeProblems(policy.modes),
    ...listProblems('/allowedHosts', policy.allowedHosts, 'host', hostProblem),
    ...listProblems('/initCode', policy.initCode, 'path', patternProblem),
    ...oneOf('/awsEndpoints', policy.awsEndpoints, [true, false]),
    ...oneOf('/onDegraded', policy.onDegraded, ON_DEGRADED),
  ];
}

/** Returns all problems of a list. `entryProblem` returns the problem of an entry, a `what`. */
function listProblems(list: string, entries: unknown, what: string, entryProblem: (entry: string) => string | undefined): PolicyProblem[] {
  if (entries === undefined) return [];
  if (!Array.isArray(entries)) return [expected(list, entries, `a list of ${what}s`)];
  const tooMany = entries.length > MAX_ENTRIES ? [{ pointer: list, message: `has ${entries.length} entries; at most ${MAX_ENTRIES} are allowed` }] : [];
  const problems = entries.flatMap((entry: unknown, index) => {
    const pointer = `${list}/${index}`;
    if (typeof entry !== 'string') return [expected(pointer, entry, `a ${what}`)];
    const message = entryProblem(entry);
    return message === undefined ? [] : [{ pointer, message: `${shown(entry)} ${message}` }];
  });
  return [...tooMany, ...problems];
}

/** Returns the problem of a path in initCode. */
function patternProblem(pattern: string): string | undefined {
  if (PATTERN.test(pattern)) return undefined;
  return 'is not a path relative to the function\'s folder, such as package/module.py or package/**, of at most 200 printable ASCII characters';
}

function modeProblems(modes: unknown): PolicyProblem[] {
  if (modes === undefined) return [];
  if (!isObject(modes)) return [expected('/modes', modes, 'an object')];
  return [
    ...keyProblems('/modes', modes, RUNTIME_CATEGORIES),
    ...RUNTIME_CATEGORIES.flatMap((category) => oneOf(`/modes/${category}`, modes[category], MODES)),
  ];
}

function keyProblems(
  pointer: string, found: { readonly [key: string]: unknown }, required: readonly string[], optional: readonly string[] = [],
): PolicyProblem[] {
  const known = [...required, ...optional];
  const missing = required.filter((key) => found[key] === undefined).map((key) => ({ pointer: `${pointer}/${key}`, message: 'is missing' }));
  const unknown = Object.keys(found)
    .filter((key) => !known.includes(key))
    .map((key) => ({ pointer: `${pointer}/${pointerStep(key)}`, message: `is not known; the keys are ${known.join(', ')}` }));
  return [...missing, ...unknown];
}

/** Absent values are reported elsewhere. */
function oneOf(pointer: string, value: unknown, allowed: readonly unknown[]): PolicyProblem[] {
  if (value === undefined || allowed.includes(value)) return [];
  return [expected(pointer, value, allowed.map((item) => JSON.stringify(item)).join(' or '))];
}

function expected(pointer: string, value: unknown, what: string): PolicyProblem {
  return { pointer, message: `is ${shown(value)}; ${what} is expected` };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
