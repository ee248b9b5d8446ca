/** A handler in a process of its own, under the runtime guard, which is started again whenever it ends. */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import * as path from 'path';
import { Readable, Writable } from 'stream';
import { shippedAsset } from '../../functions';

/** What is run. */
export interface HandlerCode {
  /** The folder of the code. */
  readonly root: string;
  /** As Lambda has it: `folder/file.export`. */
  readonly handler: string;
  readonly language: 'node' | 'python';
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
  /** @default - `python3` */
  readonly python?: string;
}

/** An error as the handler threw it. */
export interface HandlerError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** What the guard reported. */
export interface GuardEvent {
  readonly category: string;
  readonly action: string;
  readonly api: string;
  readonly target: string | null;
}

/** How one run ended. */
export interface Run {
  readonly end: 'returned' | 'threw' | 'timeout' | 'exited' | 'crashed';
  /** JSON of what was returned. */
  readonly result?: string;
  readonly error?: HandlerError;
  readonly exitCode?: number | string | null;
  /** What Lambda would log, by whichever way it was written; not what the guard reported. */
  readonly logs: string;
  /** Names that the run added to what all objects inherit from. */
  readonly pollution: readonly string[];
  readonly guardEvents: readonly GuardEvent[];
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

/** Characters of what a run writes to one of the standard streams that are kept. */
const MAX_OUTPUT = 1024 * 1024;

/** What the guard blocks, and what it only reports. Code outside of the function's folder has to be readable: the harness is. */
const POLICY = JSON.stringify({
  version: 1,
  modes: { childProcess: 'block', network: 'block', fileWrite: 'alert', sourceRead: 'allow', nativeAddon: 'alert', dynamicCode: 'alert', worker: 'alert', inspector: 'block' },
  allowedHosts: [],
  awsEndpoints: false,
  onDegraded: 'fail',
});

interface Message {
  readonly ready?: boolean;
  readonly failed?: HandlerError;
  readonly result?: string;
  readonly error?: HandlerError;
  readonly crash?: HandlerError;
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

  /** @throws LoadError where the handler can't be loaded */
  public async start(): Promise<void> {
    if (this.process) return;
    this.starts += 1;
    const started = this.spawn();
    this.process = started;
    const message = await this.next(LOADING);
    this.errors = '';
    if (message?.ready) return;
    const { failed, ended } = message ?? {};
    await this.stop();
    throw new LoadError(failed ? `${failed.type}: ${failed.message.split('\n')[0]}` : ended ? `its process ended with ${ended.signal ?? ended.code} ${ended && this.errors.trim()}`.trim() : `it did not load within ${LOADING / 1000} seconds`);
  }

  /** Runs the handler on an event, given as JSON. */
  public async run(event: string): Promise<Run> {
    const message = await this.ask('event', event, this.options.timeout);
    // What was written elsewhere before the answer has arrived as well, but may not have been read.
    await new Promise((resolve) => setImmediate(resolve));
    const lines = this.errors.split('\n');
    const logs = [message?.logs ?? '', this.output, ...lines.filter((line) => !isOfGuard(line))].join('\n');
    const common = { logs, pollution: message?.pollution ?? [], guardEvents: lines.filter(isOfGuard).flatMap(guardEvent) };
    if (!message) {
      await this.stop();
      return { end: 'timeout', ...common };
    }
    if (message.exit || message.crash || message.ended) {
      await this.stop();
      if (message.crash) return { end: 'crashed', error: message.crash, ...common };
      const stack = message.exit?.stack ?? '';
      return { end: 'exited', exitCode: message.exit ? message.exit.code : message.ended!.signal ?? message.ended!.code, error: { type: 'exit', message: '', stack }, ...common };
    }
    return message.error ? { end: 'threw', error: message.error, ...common } : { end: 'returned', result: message.result, ...common };
  }

  /** Runs the handler on many events in a fresh process; undefined where it does not get through. */
  public async soak(soak: Soak): Promise<Soaked | undefined> {
    await this.stop();
    const message = await this.ask('soak', JSON.stringify(soak), soak.within + this.options.timeout);
    await this.stop();
    return message?.soaked;
  }

  /** Ends the process; the next run starts another one. */
  public async stop(): Promise<void> {
    const running = this.process;
    if (!running) return;
    this.process = undefined;
    if (running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  }

  /** What the process says to a request; undefined where it says nothing in time. */
  private async ask(what: string, json: string, within: number): Promise<Message | undefined> {
    await this.start();
    this.output = '';
    this.errors = '';
    const answer = this.next(within);
    (this.process!.stdin as Writable).write(`{"id":${(this.runs += 1)},"${what}":${json}}\n`);
    return answer;
  }

  private spawn(): ChildProcess {
    const { guard, packages = [], python } = this.options;
    const { root, handler, layers = [], language, env } = this.code;
    const folder = shippedAsset('fuzz-harness');
    const command = language === 'node'
      ? [process.execPath, '--expose-gc', path.join(folder, 'index.js'), root, handler, ...layers]
      : [interpreter(python), '-u', '-B', path.join(folder, 'python.py'), root, handler];
    const [program, ...args] = guard === undefined ? command : [guard, ...command];
    const started = spawn(program, args, {
      cwd: root,
      // Nothing of the environment of whoever runs the fuzzer, whose credentials may be in it.
      env: {
        PATH: process.env.PATH,
        NODE_PATH: packages.join(path.delimiter),
        PYTHONPATH: layers.map((layer) => path.join(layer, 'python')).join(path.delimiter),
        ...env,
        ...(guard !== undefined && { SEC3_RUNTIME_POLICY: POLICY }),
      },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
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
    // One that ends while it is written to is told by its end.
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

const interpreters = new Map<string, string>();

/** The interpreter itself: what the name leads to may be a script that starts it, and the guard lets nothing start programs. */
function interpreter(name = 'python3'): string {
  let found = interpreters.get(name);
  if (found === undefined) {
    const { stdout, status } = spawnSync(name, ['-I', '-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
    found = status === 0 && stdout.trim() !== '' ? stdout.trim() : name;
    interpreters.set(name, found);
  }
  return found;
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
