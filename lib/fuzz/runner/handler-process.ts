/** A handler in its own process, under the runtime guard. The process is started again whenever it ends. */
import { ChildProcess, spawn } from 'child_process';
import * as path from 'path';
import { Readable, Writable } from 'stream';
import { afterEnd } from './after-end';
import { fixOfMissingModule } from './missing-module';
import { Program, programFor } from './programs';
import { shippedAsset } from '../../functions';
import { runtimeVersion } from '../../inbound-events/template/fuzz-evidence';

/** The code that runs. */
export interface HandlerCode {
  /** The folder of the code. */
  readonly root: string;
  /** The handler in the format of Lambda: `folder/file.export`. */
  readonly handler: string;
  readonly language: 'node' | 'python';
  /** The runtime in the format of Lambda: `nodejs24.x`. @default - any version */
  readonly runtime?: string;
  readonly env: { readonly [name: string]: string };
  /** The folders of layers, as unpacked at /opt. */
  readonly layers?: readonly string[];
}

/** Options for running the code. */
export interface ProcessOptions {
  /** The path of the guard's `wrapper`. Undefined to run without the guard. */
  readonly guard?: string;
  /** The time limit of one run, in milliseconds. */
  readonly timeout: number;
  /** Folders that may contain packages of the Lambda runtime, such as the app's `node_modules`. */
  readonly packages?: readonly string[];
  /** The interpreters that run handlers. @default - the versions that the functions use, if they are on this machine */
  readonly node?: string;
  readonly python?: string;
  /** Ports on this machine that answer instead of hosts, by host. @default - none: other hosts can't be reached */
  readonly hosts?: { readonly [host: string]: number };
  /** The folder in which processes write the branches that ran. @default - nothing is written */
  readonly coverage?: string;
}

/** An error that the handler threw. */
export interface HandlerError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** The errors of single records, if a library that processes batches throws one error for all of them. */
  readonly causes?: readonly HandlerError[];
}

/** An event that the guard reported. */
export interface GuardEvent {
  readonly category: string;
  readonly action: string;
  readonly api: string;
  readonly target: string | null;
}

/** The result of one run. `stopped` means that the run was cut short, or that an earlier run ended the process. */
export interface Run {
  readonly end: 'returned' | 'threw' | 'timeout' | 'exited' | 'crashed' | 'stopped';
  /** The returned value as JSON. */
  readonly result?: string;
  readonly error?: HandlerError;
  readonly exitCode?: number | string | null;
  /** Log of the handler as Lambda would keep it, without the reports of the guard. */
  readonly logs: string;
  /** Names that the run added to prototypes that all objects inherit from. */
  readonly pollution: readonly string[];
  readonly guardEvents: readonly GuardEvent[];
  /** Number of runs since the start of the work that ended the process only now. That run is to blame. */
  readonly since?: number;
}

/** Events to run repeatedly. */
export interface Soak {
  /** The events as JSON. */
  readonly events: readonly string[];
  /** The maximum number of events to run. */
  readonly most: number;
  /** The number of events between two measurements of memory. */
  readonly every: number;
  /** The time limit in milliseconds. After it, no more events are run. */
  readonly within: number;
}

/** The memory that stayed in use. */
export interface Soaked {
  /** The bytes in use before the first event, and at each measurement. */
  readonly sizes: readonly number[];
  /** The number of events for which the handler failed. */
  readonly failed: number;
  /** The time for the events in milliseconds, without the measurements. */
  readonly spent: number;
  /** The number of timers that are still running. They can release memory later. */
  readonly timers: number;
}

/** The handler could not be loaded. */
export class LoadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoadError';
  }
}

/** The time limit for loading, in milliseconds. */
const LOADING = 60_000;
/** The time limit for a process to end by itself and to write the branches that ran, in milliseconds. */
const LEAVING = 2000;

/** The maximum number of characters that are kept from a standard stream of a run. */
const MAX_OUTPUT = 1024 * 1024;

/**
 * Returns the policy of the guard, which blocks some operations and reports others. Code outside of the function's folder must be readable, because the
 * harness is there. In Python, recording the lines that run counts as inspecting.
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
  /** The error, with the id of the request that caused it if it is known. */
  readonly crash?: HandlerError & { readonly request?: number };
  readonly exit?: { readonly code: number | string | null; readonly stack: string; readonly request?: number };
  readonly ended?: { readonly code: number | null; readonly signal: string | null };
  readonly logs?: string;
  readonly pollution?: string[];
  readonly soaked?: Soaked;
  /** Whether the message arrived before its request, so that an earlier run caused it. */
  readonly isEarly?: boolean;
}

/** Runs a handler for one event after the other. */
export class HandlerProcess {
  /** Number of process starts. */
  public starts = 0;
  private process?: ChildProcess;
  private receive?: (message: Message) => void;
  /** The first message that arrived while no one waited for one: the process ended after a response. */
  private unread?: Message;
  /** The text on descriptor 1 since the last request. */
  private output = '';
  /** The text on descriptor 2 since the last request. */
  private errors = '';
  private runs = 0;

  constructor(
    private readonly code: HandlerCode,
    private readonly options: ProcessOptions,
  ) {}

  /** The interpreter that runs the handler. */
  public get program(): Program {
    const { language, runtime } = this.code;
    return programFor({ language, runtime, packages: this.options.packages }, this.options[language]);
  }

  /**
   * @param within the remaining time in milliseconds
   * @param isRecorded whether the branches that run are recorded, if the options ask for it
   * @returns whether the process is running; it is not if the time is over
   * @throws LoadError if the handler can't be loaded
   */
  public async start(within = Infinity, isRecorded = true): Promise<boolean> {
    if (this.process) return true;
    this.starts += 1;
    const started = this.spawn(isRecorded ? this.options.coverage : undefined);
    this.process = started;
    const message = await this.next(Math.min(LOADING, within));
    this.errors = '';
    if (message?.ready) return true;
    const { failed, ended } = message ?? {};
    await this.kill();
    if (!message && within < LOADING) return false;
    throw new LoadError(failed ? this.reasonOf(failed) : ended ? `its process ended with ${ended.signal ?? ended.code} ${ended && this.errors.trim()}`.trim() : `it did not load within ${LOADING / 1000} seconds`);
  }

  private reasonOf({ type, message }: HandlerError): string {
    const [first] = message.split('\n');
    const fix = fixOfMissingModule(first, this.code.language, this.program);
    return `${type}: ${first}${fix === undefined ? '' : `; ${fix}`}`;
  }

  /**
   * Runs the handler for an event, or for several at the same time. The result is that of the first event.
   *
   * @param events the events as JSON
   * @param within the remaining time in milliseconds. @default - the time limit of a run
   */
  public async run(events: readonly string[], within = Infinity): Promise<Run> {
    const message = await this.ask('events', `[${events.join()}]`, Math.min(this.options.timeout, within), within);
    // The streams have received everything that was written before the answer, but it may not have been read yet.
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

  /** Returns the result of a run that ended its process. */
  private async afterEnd({ exit, crash, ended, isEarly }: Message): Promise<Pick<Run, 'end' | 'error' | 'exitCode' | 'since'>> {
    await this.stop();
    const request = (crash ?? exit)?.request ?? (isEarly ? this.runs - 1 : this.runs);
    const since = request < this.runs ? this.runs - request : undefined;
    if (crash) return { end: since === undefined ? 'crashed' : 'stopped', error: crash, since };
    const exitCode = exit ? exit.code : ended!.signal ?? ended!.code;
    const error = { type: 'exit', message: since === undefined ? '' : `the process ends with ${exitCode}`, stack: exit?.stack ?? '' };
    return { end: since === undefined ? 'exited' : 'stopped', exitCode, error, since };
  }

  /**
   * Runs the handler for many events in a fresh process, without recording branches: for that, V8 keeps data of every function that the code
   * creates, so memory would grow. Returns undefined if it does not finish.
   *
   * @throws LoadError if the handler can't be loaded
   */
  public async soak(soak: Soak): Promise<Soaked | undefined> {
    await this.stop();
    await this.start(Infinity, false);
    const message = await this.ask('soak', JSON.stringify(soak), soak.within + this.options.timeout);
    await this.stop();
    return message?.soaked;
  }

  /** Ends the process, and lets it write the branches that ran before. The next run starts another one. */
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

  /** Sends a request to the process. Returns its answer, or undefined if there is none in time. */
  private async ask(what: string, json: string, most: number, within = Infinity): Promise<Message | undefined> {
    if (!(await this.start(within))) return undefined;
    this.output = '';
    this.errors = '';
    if (this.unread) {
      this.runs += 1;
      return { ...this.unread, isEarly: true };
    }
    const answer = this.next(most);
    // Some readers of lines treat these characters as line breaks.
    const line = json.replace(/[\u2028\u2029]/g, (character) => (character === '\u2028' ? '\\u2028' : '\\u2029'));
    (this.process!.stdin as Writable).write(`{"id":${(this.runs += 1)},"${what}":${line}}\n`);
    return answer;
  }

  private spawn(coverage: string | undefined): ChildProcess {
    const { guard, packages = [], hosts = {} } = this.options;
    const { root, handler, layers = [], language, runtime, env } = this.code;
    const folder = shippedAsset('fuzz-harness');
    const settings = JSON.stringify({ root, handler, layers, hosts, callbacks: language === 'node' && Number(runtimeVersion(runtime) ?? 22) < 24 });
    const { path: interpreter } = this.program;
    const command = language === 'node' ? [interpreter, '--expose-gc', '--stack-trace-limit=50', path.join(folder, 'index.js'), settings] : [interpreter, '-u', '-B', path.join(folder, 'python.py'), settings];
    const [program, ...args] = guard === undefined ? command : [guard, ...command];
    const started = spawn(program, args, {
      // Create a process group, which includes the processes that it starts.
      detached: true,
      cwd: root,
      // Pass on no other variables of this process: they can contain credentials of the user.
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
    this.unread = undefined;
    const tell = (message: Message) => {
      if (this.process !== started) return;
      if (this.receive) this.receive(message);
      else this.unread ??= message;
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
    // If the process ends during a write, the `close` event reports it.
    started.stdin!.on('error', () => undefined);
    started.on('error', (error) => tell({ failed: { type: error.name, message: error.message, stack: '' } }));
    started.on('close', (code, signal) => tell({ ended: { code, signal } }));
    return started;
  }

  /** Waits for the next message of the process. Returns undefined if there is none in time. */
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

/** Ends a process and everything that it has started. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The process group no longer exists.
  }
}

function isOfGuard(line: string): boolean {
  return line.startsWith('{"type":"event"');
}

/** Parses a report of the guard. A truncated line is ignored. */
function guardEvent(line: string): GuardEvent[] {
  try {
    return [JSON.parse(line) as GuardEvent];
  } catch {
    return [];
  }
}
