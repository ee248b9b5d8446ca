import { Language } from './guest';
import { PolicyName } from './results';

/** An attack that the guard does not stop or report, and the reason. */
export interface Leftover {
  readonly language: Language;
  readonly name: string;
  readonly policies: readonly PolicyName[];
  /** Versions of the runtime, such as `26` and `3.14`. @default - all versions */
  readonly versions?: readonly string[];
  /** Whether it succeeds only sometimes. @default false */
  readonly byChance?: boolean;
  readonly reason: string;
}

/** Known escapes and unreported attacks. A test fails if an entry is missing or no longer true. */
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
    reason: 'Node.js strips types in JavaScript that other code can change, and the guard has no file to compare the result with',
  },
  ...['the loader, asked to read', 'elements of arrays'].map((name): Leftover => ({
    language: 'node',
    name: `loaders: ${name}`,
    policies: ['standard', 'alertOnly'],
    versions: ['24', '26'],
    reason: 'promises of the loader refer to it; under block, other code gets none of them, under alert they do not change',
  })),
  ...['charCodeAt', 'slice', 'startsWith'].map((method): Leftover => ({
    language: 'node',
    name: `seen: import, by String.prototype.${method}`,
    policies: ['standard', 'alertOnly'],
    versions: ['20', '22'],
    reason: 'what looks for the exports of CommonJS modules calls methods that others can replace; under block they are locked, under alert they are left alone',
  })),
  ...['was required', 'was imported', 'is broken', 'lacks a name'].map((state): Leftover => ({
    language: 'node',
    name: `remains: of a module that ${state}`,
    policies: ['standard', 'alertOnly'],
    byChance: true,
    reason: 'buffers are zeroed under block; under alert they are left alone, and reading memory of the process raises no alarm',
  })),
  {
    language: 'node',
    name: 'texts: promises of the loader, caught by a hook',
    policies: ['strict', 'standard', 'alertOnly'],
    versions: ['20'],
    reason: 'Node.js 20 reads ES modules through promises, which async hooks can observe; later releases read them synchronously',
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
  ...['importing: the garbage collector interrupts', 'importing: a signal interrupts', 'late: a warning of the compiler', 'late: a filter for a warning of the compiler'].map((name): Leftover => ({
    language: 'python',
    name,
    policies: ['standard', 'alertOnly'],
    reason: 'where reading is blocked, the import system does not get the text of a module that is imported late; under alert it does, and other code may run meanwhile',
  })),
  ...([
    ['source: a line at a time, by tracebacks of our own making'],
    ['shown: a line of our choice, shown by a finalizer'],
    ['importing: a warning shown'],
    // Later releases show the line of the code object.
    ['shown: a line of our choice, shown by a hook', ['3.11', '3.12']],
  ] as const).map(([name, versions]): Leftover => ({
    language: 'python',
    name,
    policies: ['standard', 'alertOnly'],
    ...(versions && { versions }),
    reason: 'errors and warnings that are logged with their lines raise no alarm; where reading is blocked, the lines are kept back',
  })),
  {
    language: 'python',
    name: 'shown: the error of a file that is no module',
    policies: ['standard', 'alertOnly'],
    byChance: true,
    reason: 'a text that happens to be an expression runs, and the traceback has its line; where reading is blocked, the line is kept back',
  },
  {
    language: 'python',
    name: 'window: a thread that imports it',
    policies: ['standard', 'alertOnly'],
    byChance: true,
    reason: 'the import system has the file open for a moment, and a thread may read from its descriptor; where reading is blocked, no thread can',
  },
  ...['a tokenizer', 'a tokenizer, in a database of another class', 'a tokenizer, in a thread'].map((name): Leftover => ({
    language: 'python',
    name: `pointers: ${name}`,
    policies: ['alertOnly'],
    reason: 'where something blocks, databases have another function instead of the one that takes pointers; under alert they are left alone',
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

/** Returns the names of the known leftovers of a version under a policy, sorted, without those by chance. */
export function knownLeftovers(language: Language, version: string, policy: PolicyName): string[] {
  return leftovers(language, version, policy).filter(({ byChance }) => !byChance).map(({ name }) => name).sort();
}

/** Checks whether an attack succeeds only sometimes. */
export function isByChance(name: string, language: Language, version: string, policy: PolicyName): boolean {
  return leftovers(language, version, policy).some((leftover) => leftover.byChance && leftover.name === name);
}

function leftovers(language: Language, version: string, policy: PolicyName): Leftover[] {
  const ofLanguage = LEFTOVERS.filter((leftover) => leftover.language === language);
  return ofLanguage.filter(({ policies, versions = [version] }) => policies.includes(policy) && versions.includes(version));
}
