/** The time to confirm a finding, in milliseconds, even if the turn ends before. */
const CONFIRMATION = 5_000;

/** Time limit: the end of the turn or of the total time, whichever comes first. */
export class Deadline {
  private turn = Infinity;

  /** @param all the end of the total time, in milliseconds since 1970 */
  constructor(private readonly all = Infinity) {}

  /** Begins a turn, which ends at the given time in milliseconds since 1970. */
  public begin(turn: number): void {
    this.turn = turn;
  }

  /** Runs what may exceed the turn by a few seconds, but not the total time. */
  public async extended<T>(run: () => Promise<T>): Promise<T> {
    const { turn } = this;
    this.turn = Math.max(turn, Date.now() + CONFIRMATION);
    try {
      return await run();
    } finally {
      this.turn = turn;
    }
  }

  public get isOver(): boolean {
    return Date.now() >= this.end;
  }

  /** The remaining milliseconds. Undefined if there is no deadline. */
  public get left(): number | undefined {
    return this.end === Infinity ? undefined : Math.max(1, this.end - Date.now());
  }

  private get end(): number {
    return Math.min(this.turn, this.all);
  }
}
