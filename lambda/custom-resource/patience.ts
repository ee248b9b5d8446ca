import { RequestFailed } from './errors';

/** The current time, and a way to wait. */
export interface Clock {
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const CLOCK: Clock = { now: Date.now, pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };

/** Maximum time until a new IAM policy applies. AWS documents no limit, but a minute has always been enough. */
const PERMISSION_DELAY_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Retries temporary failures until no time is left. */
export class Patience {
  private readonly start: number;

  constructor(
    private readonly deadline: number,
    private readonly clock: Clock = CLOCK,
  ) {
    this.start = clock.now();
  }

  /** @throws RequestFailed that names the failed call and the reason */
  public async call<T>(operation: string, work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (e) {
        if (!this.mayPass(e) || !(await this.pause(attempt))) throw new RequestFailed(`${operation} failed with ${named(e)}`);
      }
    }
  }

  /** Polls until there is a result. Returns undefined if there is none in time. */
  public async until<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await ask();
      if (answer !== undefined || !(await this.pause(attempt))) return answer;
    }
  }

  /** Waits before the next attempt. Returns whether there was time to wait. */
  private async pause(attempt: number): Promise<boolean> {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
    if (this.clock.now() + pause > this.deadline) return false;
    await this.clock.pause(pause);
    return true;
  }

  private mayPass(error: unknown): boolean {
    const { status, name } = describe(error);
    if (status === 403 || name === 'AccessDeniedException') return this.clock.now() - this.start < PERMISSION_DELAY_MS;
    // Without a status, there was no response.
    return status === undefined || status === 429 || status >= 500 || /Throttl|TooManyRequests|SlowDown|RequestTimeout/.test(name);
  }
}

/** Checks whether AWS reports that a resource does not exist. */
export function isMissing(error: unknown): boolean {
  const { status, name } = describe(error);
  return status === 404 || name === 'ResourceNotFoundException';
}

function describe(error: unknown): { readonly status: number | undefined; readonly name: string; readonly message: string } {
  const { $metadata, status, name = '', message = '' } = error as Error & { $metadata?: { httpStatusCode?: number }; status?: number };
  return { status: $metadata?.httpStatusCode ?? status, name, message };
}

function named(error: unknown): string {
  const { status, name, message } = describe(error);
  return `${name}${status === undefined ? '' : ` (${status})`}: ${message}`;
}
