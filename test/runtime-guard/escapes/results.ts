/** Target of an attack: a category of the policy, or the memory of the process (blocked if the policy blocks anything). */
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

/** Environment of the guard: the machine as it is, the restrictions of Lambda, or these in a root like Lambda's. */
export type Place = 'plain' | 'lambda' | 'root';

export type PolicyName = 'strict' | 'standard' | 'alertOnly';

/**
 * Result of an attack under a policy. If the policy blocks: `stopped` (no effect) or `escaped`. If it alerts: `seen` (the effect and its event),
 * `unseen` (the effect without an event) or `altered` (no effect, though the policy allows it). `crashed` and `hung` take precedence.
 */
export type Outcome = 'stopped' | 'escaped' | 'seen' | 'unseen' | 'altered' | 'crashed' | 'hung';

/** One run of an attack under a policy. */
export interface GuardedRun {
  readonly policy: PolicyName;
  readonly place: Place;
  readonly outcome: Outcome;
  /** Readable message of the attack or the process. */
  readonly detail: string;
}

/** One attack, on one version of a runtime. */
export interface AttackResult {
  /** `group: name`. */
  readonly name: string;
  readonly aim: Aim;
  /** Reason why it has no effect on this version even without a guard; then there are no runs. */
  readonly notApplicable?: string;
  readonly runs: readonly GuardedRun[];
}

/** An ordinary program that behaves differently under a policy than without a guard. */
export interface BrokenProgram {
  readonly name: string;
  readonly policy: PolicyName | 'unguarded';
  readonly place: Place;
  readonly detail: string;
}

/** The whole matrix of one version of a runtime. */
export interface EscapeResults {
  /** Version as the runtime reports it. */
  readonly version: string;
  readonly attacks: readonly AttackResult[];
  /** Number of ordinary programs that ran, and those that broke. */
  readonly programs: number;
  readonly broken: readonly BrokenProgram[];
  readonly seconds: number;
}

/** Returns the names of attacks with one of these outcomes in at least one place. */
export function named(results: EscapeResults, policy: PolicyName, ...outcomes: readonly Outcome[]): string[] {
  return results.attacks
    .filter(({ runs }) => runs.some((run) => run.policy === policy && outcomes.includes(run.outcome)))
    .map(({ name }) => name);
}

/** Returns the attacks that have an effect on this version. */
export function applicable(results: EscapeResults): readonly AttackResult[] {
  return results.attacks.filter(({ notApplicable }) => notApplicable === undefined);
}
