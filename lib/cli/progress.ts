import type { Output } from './io';

/** Delay before the bar is shown, in milliseconds. */
const DELAY_MS = 1000;

/** Minimum time between two updates of the bar, in milliseconds. */
const INTERVAL_MS = 100;

const BAR = 24;

/** Shows the progress of long work: one line on a terminal, which is updated in place; nothing elsewhere. */
export class Progress {
  private readonly since = Date.now();
  private drawnAt = 0;

  /** @param output the terminal; undefined without one, or in a pipeline */
  constructor(private readonly output: Output | undefined) {}

  /** Shows the completed share of the work, after one second. */
  public bar(done: number, all: number, text: string): void {
    const now = Date.now();
    if (now - this.since < DELAY_MS || now - this.drawnAt < INTERVAL_MS) return;
    this.drawnAt = now;
    const filled = Math.round((Math.min(done, all) / Math.max(1, all)) * BAR);
    this.draw(`${'█'.repeat(filled).padEnd(BAR, '░')} ${text}`);
  }

  /** Shows the current step immediately, for work that can't be interrupted to draw a bar. */
  public phase(text: string): void {
    this.draw(`${text} …`);
  }

  /** Clears the line. */
  public clear(): void {
    this.output?.write('\r\u001b[K');
  }

  private draw(line: string): void {
    this.output?.write(`\r\u001b[K${line.slice(0, (this.output.columns ?? 80) - 1)}`);
  }
}
