/** What of this library has another tool's check: the rules that have it, or why SEC 3 does not need it. */
export type Verdict = Judged | NotNeeded;

/** Rules of this library find what the check finds. */
interface Judged {
  readonly rules: readonly string[];
  /** Where they ask for something else, or for less. */
  readonly difference?: string;
}

/** SEC 3 asks for nothing of the kind. */
interface NotNeeded {
  readonly reason: string;
}

/** Verdicts on the checks of a tool, by their names; `id Name` where it has both. */
export interface Verdicts {
  readonly [check: string]: Verdict;
}

/** A check that rules have, in the same way. */
export function by(...rules: string[]): Verdict {
  return { rules };
}

/** A check that a rule has, with a difference. */
export function partly(difference: string, ...rules: string[]): Verdict {
  return { rules, difference };
}

const not = (reason: string): Verdict => ({ reason });

export const ELSEWHERE = not('What it looks at neither runs a function nor sends it events. The gate looks at its secrets and at policies that are open to everyone, by other rules.');
export const PROTECTION = not('Encryption of what is stored and sent, and its keys: data protection of the Security Pillar.');
export const EXPOSURE = not('Who may read a bucket, and settings that forbid to open one. Policies that do are found, by ResourcePolicyNotPublic.');
export const RELIABILITY = not('Recovery, availability, performance and cost: other pillars.');
export const OPERATIONS = not('Logs, traces and metrics for operations. Of logs, SEC 3 takes those that show who called an API, and who read a secret.');
export const NETWORK = not('Placement in a network: SEC 2. EgressLimited asks for one or for the runtime guard.');
export const PEOPLE = not('How people sign in, and what users of IAM may do: SEC 1, and identity management of the Security Pillar.');
export const ACCOUNT = not('A setting of the account, which the templates of an application do not show.');
export const DEPLOYED = not('What it asks is known only of what has been deployed.');
export const TAGS = not('Tags, descriptions and other means of inventory.');
export const TASTE = not('A way to write the same: where a policy or a variable stands says nothing about what it allows or holds.');
