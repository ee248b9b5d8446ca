import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';

/** A program that loads the bundle as Lambda does, and runs its handler for each message. */
const RUNTIME = `
  const { handler } = require(process.argv[1]);
  process.on('message', async ({ id, event, env }) => {
    Object.assign(process.env, env);
    try {
      const result = await handler(event, { awsRequestId: id });
      process.send({ id, result: result ?? null });
    } catch (error) {
      // Lambda's log line and response for an error.
      console.error(JSON.stringify({ ...error, errorType: error.name, errorMessage: error.message, stack: error.stack, cause: error.cause }));
      process.send({ id, error: { errorType: error.name, errorMessage: error.message } });
    }
  });
`;

/** Result of an invocation; it has neither field if the process was killed. */
export interface Outcome {
  readonly result?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

/** A built function in a separate Node.js process, which may be killed at any time; the next invocation starts another one. */
export class LambdaProcess {
  /** Output of all invocations. */
  public output = '';
  private process?: ChildProcess;
  private invocations = 0;
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();

  constructor(
    private readonly bundle: string,
    private readonly env: Record<string, string>,
  ) {}

  public invoke(event: unknown, env: Record<string, string>): Promise<Outcome> {
    const id = `${(this.invocations += 1)}`;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.running().send({ id, event, env });
    });
  }

  /** Kills the process immediately. */
  public async kill(): Promise<void> {
    const running = this.process;
    if (!running) return;
    this.process = undefined;
    const ended = once(running, 'close');
    running.kill('SIGKILL');
    await ended;
    for (const [id, resolve] of this.waiting) {
      this.waiting.delete(id);
      resolve({});
    }
  }

  private running(): ChildProcess {
    if (this.process) return this.process;
    const started = spawn(process.execPath, ['-e', RUNTIME, this.bundle], {
      env: { PATH: process.env.PATH, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    started.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    started.stderr!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    started.on('message', ({ id, ...outcome }: Outcome & { id: string }) => {
      this.waiting.get(id)?.(outcome);
      this.waiting.delete(id);
    });
    this.process = started;
    return started;
  }
}
