import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import * as path from 'path';
import { GuardEvent } from './native/guarded';
import { recordsIn } from './native/records';
import { Invocation, InvokeOptions, RuntimeApi, RuntimeError } from './runtime-api';

/** A function in its runtime. */
export interface LambdaRuntimeProps {
  /** The Node.js binary. */
  readonly node: string;
  /** Arguments of `node` that start the runtime client, and its folder. */
  readonly client: { readonly args: readonly string[]; readonly folder: string };
  readonly taskRoot: string;
  readonly handler: string;
  /** A policy document, and the folder of the unpacked layer that enforces it. @default - no guard */
  readonly guard?: { readonly policy: string; readonly layer: string };
  readonly env?: Record<string, string>;
}

/** A runtime process with its own Runtime API, started as in Lambda: through the wrapper, if there is a policy. */
export class LambdaRuntime {
  public static async start(props: LambdaRuntimeProps): Promise<LambdaRuntime> {
    return new LambdaRuntime(props, await RuntimeApi.start());
  }

  /** Output of the process. */
  public output = '';
  private readonly process: ChildProcess;

  private constructor(
    props: LambdaRuntimeProps,
    private readonly api: RuntimeApi,
  ) {
    const command = [...(props.guard === undefined ? [] : [path.join(props.guard.layer, 'wrapper')]), props.node, ...props.client.args];
    this.process = spawn(command[0], command.slice(1), {
      cwd: props.taskRoot,
      env: {
        PATH: process.env.PATH,
        ...api.environment({ handler: props.handler, taskRoot: props.taskRoot }),
        LAMBDA_RUNTIME_DIR: props.client.folder,
        ...(props.guard !== undefined && { SEC3_RUNTIME_POLICY: props.guard.policy }),
        ...props.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  public get pid(): number {
    return this.process.pid!;
  }

  public invoke(event: unknown, options?: InvokeOptions): Promise<Invocation> {
    return this.api.invoke(event, options);
  }

  public initError(): Promise<RuntimeError> {
    return this.api.initError();
  }

  public get events(): GuardEvent[] {
    return this.lines('event');
  }

  public get postures(): GuardEvent[] {
    return this.lines('posture');
  }

  /** Waits for the process to exit. */
  public async exited(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'close');
    return this.process.exitCode;
  }

  /** Ends the process as Lambda does. */
  public async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited();
    await this.api.stop();
  }

  private lines(type: 'event' | 'posture'): GuardEvent[] {
    return recordsIn(this.output, type) as GuardEvent[];
  }
}
