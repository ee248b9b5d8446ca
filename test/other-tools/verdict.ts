/** Counterpart of another tool's check: the rules of this library with the same check, or the reason why SEC 3 does not need it. */
export type Verdict = Judged | NotNeeded;

/** Rules of this library with the same findings. */
interface Judged {
  readonly rules: readonly string[];
  /** Difference, if the rules require something else or less. */
  readonly difference?: string;
}

/** Reason why SEC 3 has no such demand. */
interface NotNeeded {
  readonly reason: string;
}

/** Verdicts on the checks of a tool, by their names; `id Name` if it has both. */
export interface Verdicts {
  readonly [check: string]: Verdict;
}

/** Returns the verdict on a check that rules have in the same way. */
export function by(...rules: string[]): Verdict {
  return { rules };
}

/** Returns the verdict on a check that a rule has with a difference. */
export function partly(difference: string, ...rules: string[]): Verdict {
  return { rules, difference };
}

const not = (reason: string): Verdict => ({ reason });

export const ELSEWHERE = not('The resource neither runs functions nor sends events to them. Other rules check its secrets, and policies that are open to everyone.');
export const PROTECTION = not('Encryption at rest and in transit, and its keys: data protection in the Security Pillar.');
export const EXPOSURE = not('Access to buckets, and settings that block public access. ResourcePolicyNotPublic finds public policies.');
export const RELIABILITY = not('Recovery, availability, performance and cost: other pillars.');
export const OPERATIONS = not('Logs, traces and metrics for operations. SEC 3 only covers logs of callers of an API and readers of a secret.');
export const NETWORK = not('Placement in a network: SEC 2. EgressLimited requires a network or the runtime guard.');
export const PEOPLE = not('Sign-in of people, and permissions of IAM users: SEC 1, and identity management in the Security Pillar.');
export const ACCOUNT = not('A setting of the account, which templates of an application do not contain.');
export const DEPLOYED = not('The check needs deployed resources.');
export const TAGS = not('Tags, descriptions and other inventory data.');
export const TASTE = not('A matter of style: the place of a policy or variable does not change its meaning.');
