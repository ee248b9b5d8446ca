/** The findings of the fuzzer. */
import type { AwsCall } from './aws/aws-answers';
import type { AwsPlan } from './aws/plan';
import type { BranchShare } from './branches/branch-coverage';
import type { FindingId } from './judge/findings';
import type { FuzzCase } from './targets/cases';

/** A finding, with everything that reproduces it. */
export interface FuzzFinding {
  readonly id: FindingId;
  readonly message: string;
  /** Distinguishes the finding from other findings of the same function. */
  readonly cause: string;
  /** The number of the case after which it was found first, from 1. */
  readonly run: number;
  readonly sent: FuzzCase['kind'];
  /** The special property of the event. */
  readonly note?: string;
  /** The events that show the finding, sent one after the other to a fresh process. */
  readonly events: readonly unknown[];
  /** The behavior of AWS for each of the events. */
  readonly plans: readonly AwsPlan[];
  /** The calls to AWS during the last event, in order. */
  readonly calls: readonly AwsCall[];
  /** Whether the events showed the finding again. */
  readonly reproduced: boolean;
  /** Whether the time was over before the events were sent again. @default false */
  readonly isUntried?: boolean;
  readonly stack?: string;
}

/** The parts of a finding that a replay needs. */
export type ReplayedFinding = Pick<FuzzFinding, 'cause' | 'sent' | 'note' | 'events'> & Partial<Pick<FuzzFinding, 'plans'>>;

/** The numbers of cases by result. */
export interface CaseCounts {
  readonly cases: number;
  /** Cases that the gateway or the function rejected. */
  readonly rejected: number;
  readonly accepted: number;
  readonly broken: number;
  /** Runs without a conclusion: the handler asked for hosts that it can't reach here. */
  readonly offline: number;
  /** Runs that failed because of an AWS error, with a failure that the caller sees. */
  readonly passedOn: number;
  /** Runs that called AWS and got a simulated response, with any result. */
  readonly answered: number;
  /** The number of cases that the model accepts and that reached the function, and the number of those that the function rejected. */
  readonly valid: number;
  readonly validRejected: number;
}

/** The result of fuzzing one entry point. */
export interface EntryPointReport extends CaseCounts {
  readonly name: string;
  readonly kind: string;
  /** The construct path of the resource that declares the entry point. */
  readonly declaredBy: string;
  /** The construct path of the function. If an AWS service is behind the method, the construct path of the method. */
  readonly function: string;
  readonly assetHash?: string;
  /** The runtime of the function, and the version of the program that ran it here. */
  readonly runtime?: string;
  readonly ranOn?: string;
  /** The branches of the function's own code that ran. Undefined if no function is behind the entry point. */
  readonly branches?: BranchShare;
  readonly findings: readonly FuzzFinding[];
  readonly notes: readonly string[];
  /** Reason why nothing could be run. */
  readonly failure?: string;
  /** Reason why only a part could be run. */
  readonly incomplete?: string;
}
