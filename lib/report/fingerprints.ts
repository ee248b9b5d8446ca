import { fingerprintOf, GateFinding } from '../gate';

/** Fingerprints of the findings of one report, each of which is there once. */
export class Fingerprints {
  private readonly seen = new Map<string, number>();

  /** Stays where files are renamed or moved; later ones of one identity are numbered. */
  public of(finding: GateFinding): string {
    const print = fingerprintOf(finding);
    const nth = (this.seen.get(print) ?? 0) + 1;
    this.seen.set(print, nth);
    return nth === 1 ? print : `${print}:${nth}`;
  }
}
