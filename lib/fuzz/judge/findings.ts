/** The kinds of findings, and the judgement of one run. */

/** The kinds of findings, with their descriptions. */
export const FINDINGS = {
  'exception': 'The handler throws. Callers see an error of the server, and event sources try again.',
  'timeout': 'The handler does not end in time.',
  'exit': 'The handler ends its process.',
  'server-error': 'The handler answers with a status of 500 or more.',
  'malformed-response': 'The handler returns a response that its caller does not understand.',
  'invalid-admitted': 'The handler accepts what the model rejects, and nothing before the handler checks it.',
  'unvalidated': 'A request gets around the model, and the handler accepts it.',
  'valid-rejected': 'All that the model accepts is rejected by the handler.',
  'stack-trace': 'A response shows a stack trace, or where files are.',
  'environment-value': 'A response shows the value of an environment variable.',
  'secret': 'A secret is in a response or in the log.',
  'sensitive-value-logged': 'The log shows a value that a schema marks as sensitive (x-sensitive).',
  'file-content': 'A response shows a file of the system.',
  'prototype-pollution': 'An event changes what all objects inherit.',
  'growing-state': 'The memory of the handler grows with each event.',
  'mixed-invocations': 'What one invocation answers depends on another that runs at the same time.',
  'kept-value': 'A response shows a value of an earlier event, which the process has kept.',
  'guard-event': 'The runtime guard reports an operation that an event caused.',
  'mapping-injection': 'A value of a caller changes the structure of the request that a mapping template writes.',
  'mapping-failed': 'A mapping template fails for an accepted request, or its output is invalid for the backend.',
  'undeclared-value': 'What neither the model nor the method declares gets through a mapping template.',
} as const;

export type FindingId = keyof typeof FINDINGS;

/** A problem that a run shows. */
export interface Observation {
  readonly id: FindingId;
  readonly message: string;
  /** Key that identifies it among the observations of the same function. */
  readonly cause: string;
}

/** The judgement of a run. */
export interface Judgement {
  /**
   * `offline`: the handler asked for hosts that it can't reach here, so there is no conclusion. `passedOn`: AWS answered with an error, and the
   * caller of the handler sees the failure.
   */
  readonly verdict: 'accepted' | 'rejected' | 'broken' | 'offline' | 'passedOn';
  /** Whether the handler rejects a value that the model accepts, with a status that says so. */
  readonly rejectsValid?: boolean;
  readonly observations: readonly Observation[];
}
