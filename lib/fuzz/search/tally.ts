/** Counts the results of cases, and keeps some cases for checks that need several. */
import type { CaseCounts } from '../finding';
import type { Judgement } from '../judge/findings';
import type { FuzzCase } from '../targets/cases';

/** The maximum number of accepted cases, and of rejected valid cases, that are kept. */
const MAX_ACCEPTED = 500;
const MAX_REJECTED = 20;

/** The counts before the first case. */
export const NO_COUNTS: CaseCounts = {
  cases: 0, rejected: 0, accepted: 0, broken: 0, offline: 0, passedOn: 0, answered: 0, valid: 0, validRejected: 0,
};

export class Tally {
  public readonly counts: { -readonly [name in keyof CaseCounts]: number } = { ...NO_COUNTS };
  public readonly accepted: FuzzCase[] = [];
  public readonly rejected: FuzzCase[] = [];

  /** Counts a case. A case without a judgement reached no one. */
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
