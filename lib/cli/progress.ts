import type { Output } from './io';

/** Work that is done sooner needs no bar. */
const DELAY_MS = 1000;

/** The bar is not drawn more often than this. */
const INTERVAL_MS = 100;

const BAR = 24;

/** What a command shows of work that takes long: on a terminal one line that is written over, elsewhere nothing. */
export class Progress {
  private readonly since = Date.now();
  private drawnAt = 0;

  /** @param output the terminal; undefined where there is none, or in a pipeline */
  constructor(private readonly output: Output | undefined) {}

  /** Shows how much of the work is done, once it takes a second. */
  public bar(done: number, all: number, text: string): void {
    const now = Date.now();
    if (now - this.since < DELAY_MS || now - this.drawnAt < INTERVAL_MS) return;
    this.drawnAt = now;
    const filled = Math.round((Math.min(done, all) / Math.max(1, all)) * BAR);
    this.draw(`${'█'.repeat(filled).padEnd(BAR, '░')} ${text}`);
  }

  /** Shows at once what begins now, for work that can't be interrupted to draw a bar. */
  public phase(text: string): void {
    this.draw(`${text} …`);
  }

  /** Takes the line away. */
  public clear(): void {
    this.output?.write('\r\u001b[K');
  }

  private draw(line: string): void {
    this.output?.write(`\r\u001b[K${line.slice(0, (this.output.columns ?? 80) - 1)}`);
  }
}
