/** When to stop: at the end of all the time, or of the turn that it is. */
export class Deadline {
  private turn = Infinity;

  /** @param all in milliseconds since 1970 */
  constructor(private readonly all = Infinity) {}

  /** Begins a turn that ends then, in milliseconds since 1970. */
  public begin(turn: number): void {
    this.turn = turn;
  }

  public get isOver(): boolean {
    return Date.now() >= this.end;
  }

  /** Milliseconds; undefined where there is no end. */
  public get left(): number | undefined {
    return this.end === Infinity ? undefined : Math.max(1, this.end - Date.now());
  }

  private get end(): number {
    return Math.min(this.turn, this.all);
  }
}
