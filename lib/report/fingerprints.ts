import { fingerprintOf, GateFinding } from '../gate';

/** Unique fingerprints for the findings of one report. */
export class Fingerprints {
  private readonly seen = new Map<string, number>();

  /** Does not change if files are renamed or moved. Further findings with the same identity get a number. */
  public of(finding: GateFinding): string {
    const print = fingerprintOf(finding);
    const nth = (this.seen.get(print) ?? 0) + 1;
    this.seen.set(print, nth);
    return nth === 1 ? print : `${print}:${nth}`;
  }
}
