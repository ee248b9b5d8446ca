import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as path from 'path';
import { interfaceEmulator } from './interface-emulator';
import { LambdaRuntime, lambdaRuntime } from './lambda-runtimes';
import { launcher } from '../../test/runtime-guard/launcher/launcher';
import { Network } from '../network/network';

/** The parts of an execution environment. */
export interface EnvironmentProps {
  readonly runtime: LambdaRuntime;
  /** The folders of the published code and of the layers. */
  readonly task: string;
  readonly opt: string;
  readonly etc: string;
  readonly handler: string;
  readonly variables: { readonly [name: string]: string };
  readonly network: Network;
  /** A separate folder, which is removed together with the environment. */
  readonly folder: string;
  /** A command that starts the environment, such as a tracer. @default - none */
  readonly startedBy?: readonly string[];
}

/** The result of an invocation, in the terms of Lambda. */
export interface Invocation {
  /** The value that the function returned, or its error, as JSON. */
  readonly payload: string;
  /** The kind of error. Undefined if the function returned. After `Reset`, the environment can't be used any more. */
  readonly functionError?: 'Handled' | 'Reset';
  readonly requestId: string;
}

const ENDPOINT = '/2015-03-31/functions/function/invocations';
const STARTING = 10_000;

let environments = 0;

/** Builds what environments of a runtime need, once per machine. */
export function prepareEnvironments(runtime: string): void {
  lambdaRuntime(runtime);
  interfaceEmulator();
  launcher();
}

/** An execution environment of a function: AWS's Runtime Interface Emulator and the runtime that it starts, in a root file system like Lambda's. */
export class Environment {
  /** @param log receives the output of the function and of its runtime */
  public static async start(props: EnvironmentProps, log: (text: string) => void): Promise<Environment> {
    environments += 1;
    const environment = new Environment(props, `127.1.${Math.floor(environments / 256)}.${environments % 256}`, log);
    try {
      await environment.listening();
    } catch (e) {
      await environment.stop();
      throw e;
    }
    return environment;
  }

  private readonly process: ChildProcess;
  private written = '';

  private constructor(
    private readonly props: EnvironmentProps,
    private readonly address: string,
    log: (text: string) => void,
  ) {
    const { network, runtime, task, opt, etc, folder, variables, handler, startedBy = [] } = props;
    fs.mkdirSync(folder, { recursive: true });
    const emulator = ['/usr/local/bin/aws-lambda-rie', '--runtime-interface-emulator-address', `${address}:8080`, '--runtime-api-address', `${address}:9001`, '--log-level', 'warn'];
    const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const root = [path.join(__dirname, 'root.sh'), folder, runtime.language, task, opt, runtime.runtime, etc, interfaceEmulator(), launcher(), ...settings];
    // Everything ends with this process, however it ends.
    const [program, ...args] = [...startedBy, 'setpriv', '--pdeathsig', 'KILL', ...network.enter, 'unshare', '--mount', '--pid', '--fork', '--kill-child'];
    this.process = spawn(program, [...args, ...root, ...emulator, '/var/rapid/launcher', '/var/rapid/bootstrap', handler], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.on('error', ({ message }) => (this.written += message));
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.written += text;
        log(text);
      });
    }
  }

  public async invoke(event: string, requestId: string): Promise<Invocation> {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'content-length': Buffer.byteLength(event) };
    const { status, body } = await this.props.network.request(`${this.address}:8080`, { method: 'POST', path: ENDPOINT, headers }, event).catch((e: Error) => ({
      status: 502, body: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: `The environment is gone: ${e.message}` }),
    }));
    return { ...outcome(status, body), requestId };
  }

  public async stop(): Promise<void> {
    if (!this.hasEnded) {
      const stopped = once(this.process, 'close');
      this.process.kill('SIGKILL');
      await stopped;
    }
    fs.rmSync(this.props.folder, { recursive: true, force: true });
  }

  private get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  private async listening(): Promise<void> {
    for (const end = Date.now() + STARTING; Date.now() < end;) {
      if (this.hasEnded) throw new Error(`The root file system of a function can't be created here (run it as root, where unshare is permitted): ${this.written}`);
      if (await this.props.network.listens(`${this.address}:8080`)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`The Runtime Interface Emulator does not answer: ${this.written}`);
  }
}

/**
 * Interprets the emulator's response. The emulator does not distinguish errors of a function from returned objects, so whatever looks like an error
 * counts as one.
 */
function outcome(status: number, body: string): Omit<Invocation, 'requestId'> {
  if (status !== 200) return { payload: body || JSON.stringify({ errorType: 'Runtime.Unknown', errorMessage: `The emulator answered ${status}` }), functionError: 'Reset' };
  if (/^Task timed out after \d+\.00 seconds$/.test(body)) return { payload: JSON.stringify({ errorMessage: body }), functionError: 'Reset' };
  const { errorType, errorMessage } = objectIn(body);
  if (typeof errorType !== 'string' || typeof errorMessage !== 'string') return { payload: body };
  return { payload: body, functionError: /^Runtime\.|^Extension\./.test(errorType) ? 'Reset' : 'Handled' };
}

function objectIn(body: string): { readonly [name: string]: unknown } {
  try {
    return (JSON.parse(body) ?? {}) as { [name: string]: unknown };
  } catch {
    return {};
  }
}
