import { Language } from './guest';
import { PolicyName } from './results';

/** An attack that the guard does not stop, or that it does not report, and why. */
export interface Leftover {
  readonly language: Language;
  readonly name: string;
  readonly policies: readonly PolicyName[];
  /** Versions of the runtime, as `26` and `3.14`; all of them where left out. */
  readonly versions?: readonly string[];
  readonly reason: string;
}

/** What is known to get through, or to go unreported. Tests hold the list to the truth in both directions. */
export const LEFTOVERS: readonly Leftover[] = [
  ...[
    'memory: node:ffi, bytes at an address',
    'native: node:ffi, the C library',
    'threads: node:ffi asked for by NODE_OPTIONS',
    'threads: node:ffi asked for by an argument',
  ].map((name): Leftover => ({
    language: 'node',
    name,
    policies: ['alertOnly'],
    versions: ['26'],
    reason: 'node:ffi calls what the process has loaded already; where native code is blocked it is turned off, under alert it is left alone',
  })),
  ...['moved: import, seen by TextDecoder', 'texts: TextDecoder.prototype.decode'].map((name): Leftover => ({
    language: 'node',
    name,
    policies: ['standard', 'alertOnly'],
    versions: name.startsWith('moved') ? ['22', '24', '26'] : ['20', '22', '24', '26'],
    reason: 'the loader gets text, under alert as well, and has nothing to decode: no other code sees it or exchanges it',
  })),
  {
    language: 'node',
    name: 'texts: TypeScript, by what decodes the text without its types',
    policies: ['strict', 'standard', 'alertOnly'],
    versions: ['22', '24', '26'],
    reason: 'what strips types in Node.js runs in JavaScript that others can change; what it gives has no file to be compared with',
  },
  ...['charCodeAt', 'slice', 'startsWith'].map((method): Leftover => ({
    language: 'node',
    name: `seen: import, by String.prototype.${method}`,
    policies: ['standard', 'alertOnly'],
    versions: ['20', '22'],
    reason: 'what looks for the exports of CommonJS modules calls methods that others can replace; under block they are locked, under alert they are left alone',
  })),
  {
    language: 'node',
    name: 'texts: promises of the loader, caught by a hook',
    policies: ['strict', 'standard', 'alertOnly'],
    versions: ['20'],
    reason: 'Node.js 20 awaits what it reads, and hooks for asynchronous work have hold of every promise; later releases do not wait',
  },
  {
    language: 'node',
    name: 'texts: URL.prototype.protocol of another kind',
    policies: ['standard', 'alertOnly'],
    reason: 'the getter by which the guard learns of imports cannot be redefined, under alert either',
  },
  {
    language: 'node',
    name: 'texts: Promise.prototype.then of promises that are not taken for such',
    policies: ['standard', 'alertOnly'],
    versions: ['20'],
    reason: 'Node.js 20 awaits what it reads; under block the constructor of promises is locked, under alert it is left alone',
  },
  ...['importing: the garbage collector interrupts', 'importing: a signal interrupts'].map((name): Leftover => ({
    language: 'python',
    name,
    policies: ['strict', 'standard', 'alertOnly'],
    reason: 'modules may be imported late, and callbacks of a collection or a signal run at any point, also while the text of one is being read',
  })),
  ...['late: a warning of the compiler', 'late: a filter for a warning of the compiler'].map((name): Leftover => ({
    language: 'python',
    name,
    policies: ['strict', 'standard', 'alertOnly'],
    reason: 'as before: callbacks of warnings run while the text of a module that is imported late is compiled',
  })),
  ...['source: a line at a time, by tracebacks of our own making', 'importing: a warning shown'].map((name): Leftover => ({
    language: 'python',
    name,
    policies: ['standard', 'alertOnly'],
    reason: 'errors and warnings that are logged with their lines raise no alarm; where reading is blocked, the lines are kept back',
  })),
  {
    language: 'python',
    name: 'network: a DNS query to the name server, connected',
    policies: ['alertOnly'],
    reason: 'connecting to the name server is what the resolver does too, and write() is not watched; under block, the connection is refused',
  },
  {
    language: 'python',
    name: 'network: a query for an allowed name with a token as its id and flags',
    policies: ['alertOnly'],
    reason: 'as before, by writev()',
  },
];

/** The names of those that are known of a version under a policy, sorted. */
export function knownLeftovers(language: Language, version: string, policy: PolicyName): string[] {
  const ofLanguage = LEFTOVERS.filter((leftover) => leftover.language === language);
  const known = ofLanguage.filter(({ policies, versions = [version] }) => policies.includes(policy) && versions.includes(version));
  return known.map(({ name }) => name).sort();
}
