/** A handler in a process of its own, under the runtime guard, which is started again whenever it ends. */
import { ChildProcess, spawn } from 'child_process';
import * as path from 'path';
import { Readable, Writable } from 'stream';
import { afterEnd } from './after-end';
import { Program, programFor } from './programs';
import { shippedAsset } from '../../functions';
import { runtimeVersion } from '../../inbound-events/template/fuzz-evidence';

/** What is run. */
export interface HandlerCode {
  /** The folder of the code. */
  readonly root: string;
  /** As Lambda has it: `folder/file.export`. */
  readonly handler: string;
  readonly language: 'node' | 'python';
  /** As Lambda has it: `nodejs24.x`. @default - any version */
  readonly runtime?: string;
  readonly env: { readonly [name: string]: string };
  /** Folders of layers, as unpacked at /opt. */
  readonly layers?: readonly string[];
}

/** How it is run. */
export interface ProcessOptions {
  /** The guard's `wrapper`; undefined to run without the guard. */
  readonly guard?: string;
  /** How long one run may take, in milliseconds. */
  readonly timeout: number;
  /** Folders that packages of the Lambda runtime may be in, such as the app's `node_modules`. */
  readonly packages?: readonly string[];
  /** Programs that run handlers. @default - those of the versions that functions have, where they are on this machine */
  readonly node?: string;
  readonly python?: string;
  /** Ports on this machine that answer instead of hosts, by their names. @default - none: other hosts are not reached */
  readonly hosts?: { readonly [host: string]: number };
  /** The folder for what processes write of the branches that ran. @default - nothing is written */
  readonly coverage?: string;
}

/** An error as the handler threw it. */
export interface HandlerError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** The errors of single records, where a library that handles batches throws one for all of them. */
  readonly causes?: readonly HandlerError[];
}

/** What the guard reported. */
export interface GuardEvent {
  readonly category: string;
  readonly action: string;
  readonly api: string;
  readonly target: string | null;
}

/** How one run ended; `stopped`: it was, before it was over or after that of another. */
export interface Run {
  readonly end: 'returned' | 'threw' | 'timeout' | 'exited' | 'crashed' | 'stopped';
  /** JSON of what was returned. */
  readonly result?: string;
  readonly error?: HandlerError;
  readonly exitCode?: number | string | null;
  /** What Lambda would log, by whichever way it was written; not what the guard reported. */
  readonly logs: string;
  /** Names that the run added to what all objects inherit from. */
  readonly pollution: readonly string[];
  readonly guardEvents: readonly GuardEvent[];
  /** How many runs ago something began that has ended the process only now; that run is to blame. */
  readonly since?: number;
}

/** Events to run again and again. */
export interface Soak {
  /** As JSON. */
  readonly events: readonly string[];
  /** How many are run at most. */
  readonly most: number;
  /** After how many events memory is measured. */
  readonly every: number;
  /** Milliseconds after which no more events are run. */
  readonly within: number;
}

/** What stayed in memory. */
export interface Soaked {
  /** Bytes in use before the first event, and after each so many. */
  readonly sizes: readonly number[];
  /** How many events the handler failed at. */
  readonly failed: number;
  /** Milliseconds that the events took, without the measuring. */
  readonly spent: number;
  /** Timers that are running still, and may let go of something later. */
  readonly timers: number;
}

/** The handler could not be loaded. */
export class LoadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoadError';
  }
}

/** How long loading may take, in milliseconds. */
const LOADING = 60_000;
/** How long a process may take to end by itself, and to write what ran. */
const LEAVING = 2000;

/** Characters of what a run writes to one of the standard streams that are kept. */
const MAX_OUTPUT = 1024 * 1024;

/**
 * What the guard blocks, and what it only reports. Code outside of the function's folder has to be readable: the harness is. It also looks at the lines that run,
 * which in Python counts as inspecting.
 */
function policyFor(language: HandlerCode['language']): string {
  return JSON.stringify({
    version: 1,
    modes: {
      childProcess: 'block',
      network: 'block',
      fileWrite: 'alert',
      sourceRead: 'allow',
      nativeAddon: 'alert',
      dynamicCode: 'alert',
      worker: 'alert',
      inspector: language === 'python' ? 'alert' : 'block',
    },
    allowedHosts: [],
    awsEndpoints: false,
    onDegraded: 'fail',
  });
}

interface Message {
  readonly ready?: boolean;
  readonly failed?: HandlerError;
  readonly result?: string;
  readonly error?: HandlerError;
  /** With the request that it came of, where that is known. */
  readonly crash?: HandlerError & { readonly request?: number };
  readonly exit?: { readonly code: number | string | null; readonly stack: string };
  readonly ended?: { readonly code: number | null; readonly signal: string | null };
  readonly logs?: string;
  readonly pollution?: string[];
  readonly soaked?: Soaked;
}

/** A handler that runs event after event. */
export class HandlerProcess {
  /** How often a process was started. */
  public starts = 0;
  private process?: ChildProcess;
  private receive?: (message: Message) => void;
  /** What was written to descriptor 1 since the last request. */
  private output = '';
  /** The same of descriptor 2. */
  private errors = '';
  private runs = 0;

  constructor(
    private readonly code: HandlerCode,
    private readonly options: ProcessOptions,
  ) {}

  /** What runs the handler. */
  public get program(): Program {
    const { language, runtime } = this.code;
    return programFor({ language, runtime, packages: this.options.packages }, this.options[language]);
  }

  /**
   * @param within milliseconds that are left for it
   * @returns whether it is running; it is not where time was over
   * @throws LoadError where the handler can't be loaded
   */
  public async start(within = Infinity): Promise<boolean> {
    if (this.process) return true;
    this.starts += 1;
    const started = this.spawn();
    this.process = started;
    const message = await this.next(Math.min(LOADING, within));
    this.errors = '';
    if (message?.ready) return true;
    const { failed, ended } = message ?? {};
    await this.kill();
    if (!message && within < LOADING) return false;
    throw new LoadError(failed ? `${failed.type}: ${failed.message.split('\n')[0]}` : ended ? `its process ended with ${ended.signal ?? ended.code} ${ended && this.errors.trim()}`.trim() : `it did not load within ${LOADING / 1000} seconds`);
  }

  /**
   * Runs the handler on an event, or on several at the same time, of which the first counts.
   *
   * @param events as JSON
   * @param within milliseconds that are left. @default - all that a run may take
   */
  public async run(events: readonly string[], within = Infinity): Promise<Run> {
    const message = await this.ask('events', `[${events.join()}]`, Math.min(this.options.timeout, within), within);
    // What was written elsewhere before the answer has arrived as well, but may not have been read.
    await new Promise((resolve) => setImmediate(resolve));
    const lines = this.errors.split('\n');
    const logs = [message?.logs ?? '', this.output, ...lines.filter((line) => !isOfGuard(line))].join('\n');
    const common = { logs, pollution: message?.pollution ?? [], guardEvents: lines.filter(isOfGuard).flatMap(guardEvent) };
    if (!message) {
      await this.kill();
      return { end: within < this.options.timeout ? 'stopped' : 'timeout', ...common };
    }
    if (message.exit || message.crash || message.ended) return { ...common, ...(await this.afterEnd(message)) };
    return message.error ? { end: 'threw', error: message.error, ...common } : { end: 'returned', result: message.result, ...common };
  }

  /** What a run that ended its process says. */
  private async afterEnd({ exit, crash, ended }: Message): Promise<Pick<Run, 'end' | 'error' | 'exitCode' | 'since'>> {
    await this.stop();
    const late = crash?.request !== undefined && crash.request < this.runs ? this.runs - crash.request : undefined;
    if (crash) return { end: late === undefined ? 'crashed' : 'stopped', error: crash, since: late };
    return { end: 'exited', exitCode: exit ? exit.code : ended!.signal ?? ended!.code, error: { type: 'exit', message: '', stack: exit?.stack ?? '' } };
  }

  /** Runs the handler on many events in a fresh process; undefined where it does not get through. */
  public async soak(soak: Soak): Promise<Soaked | undefined> {
    await this.stop();
    const message = await this.ask('soak', JSON.stringify(soak), soak.within + this.options.timeout);
    await this.stop();
    return message?.soaked;
  }

  /** Ends the process, which may say before what ran; the next run starts another one. */
  public async stop(): Promise<void> {
    const running = this.process;
    if (this.options.coverage !== undefined && running?.exitCode === null && running.signalCode === null) {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      (running.stdin as Writable).end();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, LEAVING)))]);
      clearTimeout(timer);
    }
    await this.kill();
  }

  private async kill(): Promise<void> {
    const running = this.process;
    if (!running) return;
    this.process = undefined;
    const isRunning = running.exitCode === null && running.signalCode === null && running.pid !== undefined;
    const ended = isRunning ? new Promise((resolve) => running.once('exit', resolve)) : undefined;
    killGroup(running);
    await ended;
  }

  /** What the process says to a request; undefined where it says nothing in time. */
  private async ask(what: string, json: string, most: number, within = Infinity): Promise<Message | undefined> {
    if (!(await this.start(within))) return undefined;
    this.output = '';
    this.errors = '';
    const answer = this.next(most);
    // These end lines for those who read them.
    const line = json.replace(/[\u2028\u2029]/g, (character) => (character === '\u2028' ? '\\u2028' : '\\u2029'));
    (this.process!.stdin as Writable).write(`{"id":${(this.runs += 1)},"${what}":${line}}\n`);
    return answer;
  }

  private spawn(): ChildProcess {
    const { guard, packages = [], hosts = {}, coverage } = this.options;
    const { root, handler, layers = [], language, runtime, env } = this.code;
    const folder = shippedAsset('fuzz-harness');
    const settings = JSON.stringify({ root, handler, layers, hosts, callbacks: language === 'node' && Number(runtimeVersion(runtime) ?? 22) < 24 });
    const { path: interpreter } = this.program;
    const command = language === 'node' ? [interpreter, '--expose-gc', '--stack-trace-limit=50', path.join(folder, 'index.js'), settings] : [interpreter, '-u', '-B', path.join(folder, 'python.py'), settings];
    const [program, ...args] = guard === undefined ? command : [guard, ...command];
    const started = spawn(program, args, {
      // A group of its own, with all that it may start.
      detached: true,
      cwd: root,
      // Nothing of the environment of anyone who runs the fuzzer, whose credentials may be in it.
      env: {
        PATH: process.env.PATH,
        NODE_PATH: packages.join(path.delimiter),
        PYTHONPATH: layers.map((layer) => path.join(layer, 'python')).join(path.delimiter),
        ...env,
        ...(coverage !== undefined && { [language === 'node' ? 'NODE_V8_COVERAGE' : 'SEC3_FUZZ_COVERAGE']: coverage }),
        ...(guard !== undefined && { SEC3_RUNTIME_POLICY: policyFor(language) }),
      },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const takeBack = started.pid === undefined ? undefined : afterEnd('kill -9 "-$0"', String(started.pid));
    started.once('exit', () => {
      takeBack?.();
      killGroup(started);
    });
    const tell = (message: Message) => {
      if (this.process === started) this.receive?.(message);
    };
    started.stdout!.on('data', (chunk: Buffer) => {
      if (this.process === started && this.output.length < MAX_OUTPUT) this.output += chunk.toString();
    });
    started.stderr!.on('data', (chunk: Buffer) => {
      if (this.process === started && this.errors.length < MAX_OUTPUT) this.errors += chunk.toString();
    });
    let pending = '';
    (started.stdio[3] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      pending += chunk;
      const lines = pending.split('\n');
      pending = lines.pop()!;
      for (const line of lines) tell(JSON.parse(line) as Message);
    });
    // One that ends while it is written to is known by its end.
    started.stdin!.on('error', () => undefined);
    started.on('error', (error) => tell({ failed: { type: error.name, message: error.message, stack: '' } }));
    started.on('close', (code, signal) => tell({ ended: { code, signal } }));
    return started;
  }

  /** What the process says next; undefined where it says nothing in time. */
  private next(within: number): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(undefined), within);
      const done = (message: Message | undefined) => {
        clearTimeout(timer);
        this.receive = undefined;
        resolve(message);
      };
      this.receive = done;
    });
  }
}

/** Ends a process and all that it has started. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

function isOfGuard(line: string): boolean {
  return line.startsWith('{"type":"event"');
}

/** What the guard reported; nothing of a line that was cut off. */
function guardEvent(line: string): GuardEvent[] {
  try {
    return [JSON.parse(line) as GuardEvent];
  } catch {
    return [];
  }
}
