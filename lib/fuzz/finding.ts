/** What the fuzzer finds. */
import type { AwsCall } from './aws/aws-answers';
import type { AwsPlan } from './aws/plan';
import type { BranchShare } from './branches/branch-coverage';
import type { FindingId } from './judge/findings';
import type { FuzzCase } from './targets/cases';

/** Something that was found, with what shows it again. */
export interface FuzzFinding {
  readonly id: FindingId;
  readonly message: string;
  /** By what it is distinguished from other findings of the same function. */
  readonly cause: string;
  /** The run in which it was found first, from 1. */
  readonly run: number;
  readonly sent: FuzzCase['kind'];
  /** What is special about the event. */
  readonly note?: string;
  /** The events that show it, one after the other, in a fresh process. */
  readonly events: readonly unknown[];
  /** How AWS behaved with each of them. */
  readonly plans: readonly AwsPlan[];
  /** The calls of AWS in the last of them, in order. */
  readonly calls: readonly AwsCall[];
  /** Whether those showed it once more. */
  readonly reproduced: boolean;
  readonly stack?: string;
}

/** What it takes to run the events of a finding again. */
export type ReplayedFinding = Pick<FuzzFinding, 'cause' | 'sent' | 'note' | 'events'> & Partial<Pick<FuzzFinding, 'plans'>>;

/** How cases went. */
export interface CaseCounts {
  readonly cases: number;
  /** What the gateway or the function rejected. */
  readonly rejected: number;
  readonly accepted: number;
  readonly broken: number;
  /** Runs of which nothing can be said: the handler asked for hosts that it can't reach here. */
  readonly offline: number;
  /** Runs that failed by the error that AWS answered, as anyone who calls is to see. */
  readonly passedOn: number;
  /** Of all, those in which AWS was called, and got an answer that was made up. */
  readonly answered: number;
  /** Of all, those that the model accepts and that got to the function, and how many of these it rejected. */
  readonly valid: number;
  readonly validRejected: number;
}

/** What came of one entry point. */
export interface EntryPointReport extends CaseCounts {
  readonly name: string;
  readonly kind: string;
  /** Construct path of the function, or of the method where a service of AWS is behind it. */
  readonly function: string;
  readonly assetHash?: string;
  /** The runtime of the function, and the version of the program that ran it here. */
  readonly runtime?: string;
  readonly ranOn?: string;
  /** Branches of the function's own code that ran; undefined where no function is behind it. */
  readonly branches?: BranchShare;
  readonly findings: readonly FuzzFinding[];
  readonly notes: readonly string[];
  /** Why nothing could be run. */
  readonly failure?: string;
  /** Why not all of it could be run. */
  readonly incomplete?: string;
}
