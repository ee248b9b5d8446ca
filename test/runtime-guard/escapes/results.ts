/** What an attack aims at: a category of the policy, or the memory of the process (refused wherever the policy blocks anything). */
export const AIMS = [
  'childProcess',
  'nativeAddon',
  'network',
  'fileWrite',
  'processMemory',
  'sourceRead',
  'dynamicCode',
  'worker',
  'inspector',
] as const;

export type Aim = (typeof AIMS)[number];

/** Where the guard runs: on the machine as it is, under the restrictions of Lambda, or under these in a root like Lambda's. */
export type Place = 'plain' | 'lambda' | 'root';

export type PolicyName = 'strict' | 'standard' | 'alertOnly';

/**
 * What came of an attack under a policy.
 *
 * Where the policy blocks: `stopped` (no effect) or `escaped`. Where it alerts: `seen` (the effect, and an event that says so), `unseen`
 * (the effect, and no event) or `altered` (the effect is gone, though nothing should have stopped it). `crashed` and `hung` come first.
 */
export type Outcome = 'stopped' | 'escaped' | 'seen' | 'unseen' | 'altered' | 'crashed' | 'hung';

/** One run of one attack under a policy. */
export interface GuardedRun {
  readonly policy: PolicyName;
  readonly place: Place;
  readonly outcome: Outcome;
  /** What the attack or the process said, for people. */
  readonly detail: string;
}

/** One attack, on one version of a runtime. */
export interface AttackResult {
  /** `group: name`. */
  readonly name: string;
  readonly aim: Aim;
  /** Why it does nothing on this version even without a guard; then there are no runs. */
  readonly notApplicable?: string;
  readonly runs: readonly GuardedRun[];
}

/** An ordinary program that did not do, under a policy, what it does without a guard. */
export interface BrokenProgram {
  readonly name: string;
  readonly policy: PolicyName | 'unguarded';
  readonly place: Place;
  readonly detail: string;
}

/** The whole matrix of one version of a runtime. */
export interface EscapeResults {
  /** As the runtime says it. */
  readonly version: string;
  readonly attacks: readonly AttackResult[];
  /** How many ordinary programs ran, and those that broke. */
  readonly programs: number;
  readonly broken: readonly BrokenProgram[];
  readonly seconds: number;
}

/** The attacks that ended so in at least one place, by name. */
export function named(results: EscapeResults, policy: PolicyName, ...outcomes: readonly Outcome[]): string[] {
  return results.attacks
    .filter(({ runs }) => runs.some((run) => run.policy === policy && outcomes.includes(run.outcome)))
    .map(({ name }) => name);
}

/** The attacks that do something on this version. */
export function applicable(results: EscapeResults): readonly AttackResult[] {
  return results.attacks.filter(({ notApplicable }) => notApplicable === undefined);
}
