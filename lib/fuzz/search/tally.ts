/** How cases went, and some of them for what needs several. */
import type { CaseCounts } from '../finding';
import type { Judgement } from '../judge/findings';
import type { FuzzCase } from '../targets/cases';

/** Most cases that are kept of those that were accepted, and of valid ones that were rejected. */
const MAX_ACCEPTED = 500;
const MAX_REJECTED = 20;

/** Before the first case. */
export const NO_COUNTS: CaseCounts = {
  cases: 0, rejected: 0, accepted: 0, broken: 0, offline: 0, passedOn: 0, answered: 0, valid: 0, validRejected: 0,
};

export class Tally {
  public readonly counts: { -readonly [name in keyof CaseCounts]: number } = { ...NO_COUNTS };
  public readonly accepted: FuzzCase[] = [];
  public readonly rejected: FuzzCase[] = [];

  /** Counts a case; one without a judgement did not get to anyone. */
  public add(sent: FuzzCase, judgement: Judgement | undefined, isAnswered: boolean): void {
    const { counts } = this;
    counts.cases += 1;
    counts[judgement?.verdict ?? 'rejected'] += 1;
    if (!judgement) return;
    if (isAnswered) counts.answered += 1;
    if (judgement.verdict === 'accepted' && this.accepted.length < MAX_ACCEPTED) this.accepted.push(sent);
    if (!['valid', 'boundary'].includes(sent.kind)) return;
    counts.valid += 1;
    if (!judgement.rejectsValid) return;
    counts.validRejected += 1;
    if (this.rejected.length < MAX_REJECTED) this.rejected.push(sent);
  }
}
