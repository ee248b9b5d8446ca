// Generated from the rules by "npm run docs".
/**
 * What rules of the SEC 3 gate measure against. The rules declare these parameters themselves; RULES.md lists them with each rule.
 */
export interface Sec3Parameters {
  /**
   * Longest time between two rotations of a secret.
   *
   * Value: a number of days above 0. Anything else is an error.
   * Read by SecretRotated (SEC 3, secrets/rotation).
   *
   * @default 90
   */
  readonly maxRotationDays?: number;

  /**
   * AWS accounts whose Lambda layers may be used, besides the account of the stack and known publishers.
   *
   * Each element: an account id of 12 digits, as a string. Anything else is an error.
   * Read by LayerFromKnownAccount (SEC 3, dependencies/certification).
   *
   * @default - none
   */
  readonly trustedLayerAccounts?: string[];

  /**
   * Minimum number of cases that the fuzzer sends to an entry point.
   *
   * Value: a whole number of cases above 0. Anything else is an error.
   * Read by EndpointFuzzed (SEC 3, inbound-events/fuzzing) and EventSourceFuzzed (SEC 3, inbound-events/fuzzing).
   *
   * @default 100
   */
  readonly minFuzzCases?: number;

  /**
   * Smallest share of the branches of a function’s own code that have to run while it is fuzzed.
   *
   * Value: a percentage from 0 to 100. Anything else is an error.
   * Read by EndpointFuzzed (SEC 3, inbound-events/fuzzing) and EventSourceFuzzed (SEC 3, inbound-events/fuzzing).
   *
   * @default 50
   */
  readonly minFuzzedBranches?: number;

  /**
   * The accounts that policies may name without a condition, in addition to the accounts of the stacks and those of AWS.
   *
   * Each element: an account id of 12 digits, as a string. Anything else is an error.
   * Read by OtherAccountConditioned (SEC 3, inbound-events/untrusted-data).
   *
   * @default - none
   */
  readonly trustedAccounts?: string[];
}
