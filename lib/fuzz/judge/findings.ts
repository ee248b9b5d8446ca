/** What the fuzzer finds, and what one run shows. */

/** What can be wrong. */
export const FINDINGS = {
  'exception': 'The handler throws. Callers see an error of the server, and event sources try again.',
  'timeout': 'The handler does not end in time.',
  'exit': 'The handler ends its process.',
  'server-error': 'The handler answers with a status of 500 or more.',
  'malformed-response': 'What the handler returns is no response that its caller understands.',
  'invalid-admitted': 'The handler accepts what the model rejects, and nothing before the handler checks it.',
  'unvalidated': 'A request gets around the model, and the handler accepts it.',
  'valid-rejected': 'All that the model accepts is rejected by the handler.',
  'stack-trace': 'A response shows a stack trace, or where files are.',
  'environment-value': 'A response shows the value of an environment variable.',
  'secret': 'A secret is in a response or in the log.',
  'sensitive-value-logged': 'The log shows a value that a schema marks as sensitive (x-sensitive).',
  'file-content': 'A response shows a file of the system.',
  'prototype-pollution': 'An event changes what all objects inherit.',
  'growing-state': 'What the handler keeps grows with each event.',
  'mixed-invocations': 'What one invocation answers depends on another that runs at the same time.',
  'guard-event': 'The runtime guard reports what an event made the handler do.',
  'mapping-injection': 'A value of a caller changes the structure of the request that a mapping template writes.',
  'mapping-failed': 'A mapping template fails for what the model accepts, or writes what its backend does not understand.',
  'undeclared-value': 'What neither the model nor the method declares gets through a mapping template.',
} as const;

export type FindingId = keyof typeof FINDINGS;

/** Something that is wrong. */
export interface Observation {
  readonly id: FindingId;
  readonly message: string;
  /** Key that identifies it among the observations of the same function. */
  readonly cause: string;
}

/** How a run went. */
export interface Judgement {
  /**
   * `offline`: the handler asked for hosts that it can't reach here, so that nothing can be said. `passedOn`: AWS answered with an error, and the caller of the
   * handler sees that it failed.
   */
  readonly verdict: 'accepted' | 'rejected' | 'broken' | 'offline' | 'passedOn';
  /** Whether it rejects what the model accepts, by a status that says so. */
  readonly rejectsValid?: boolean;
  readonly observations: readonly Observation[];
}
