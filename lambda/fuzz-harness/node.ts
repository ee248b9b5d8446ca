/**
 * Runs a Node.js handler in a separate process, for the fuzzer: `node --expose-gc node.js <settings as JSON>`.
 *
 * It reads one request per line from stdin, `{ id, events }` or `{ id, soak }`, and writes one response per line to descriptor 3. Several events are
 * concurrent invocations, and the response is that of the first. It contains the handler's logs, as far as they use the console and the streams; the
 * parent process reads the output to descriptors 1 and 2, to which the guard writes, too. The process ends at the end of stdin.
 */
import { AsyncLocalStorage } from 'async_hooks';
import * as fs from 'fs';
import * as path from 'path';
import { createInterface } from 'readline';
import { pathToFileURL } from 'url';
import { divert } from './other-hosts';

/** The settings of a run, documented in lib/fuzz/runner/handler-process.ts. */
interface Settings {
  readonly root: string;
  readonly handler: string;
  readonly layers: readonly string[];
  readonly callbacks: boolean;
  readonly hosts: { readonly [host: string]: number };
}

const { root, handler: name, layers, callbacks, hosts } = JSON.parse(process.argv[2]) as Settings;
const ANSWERS = 3;
const MAX_LOG = 256 * 1024;
const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

let logged = '';
let current: unknown = null;
/** The id of the request that started the current code, however late it runs. */
const request = new AsyncLocalStorage<number>();
const exit = process.exit.bind(process);

/** Prototypes that all objects share. New names in them are pollution. */
const SHARED: readonly [string, object][] = [['Object.prototype', Object.prototype], ['Array.prototype', Array.prototype], ['Function.prototype', Function.prototype]];
const before = SHARED.map(([, shared]) => new Set(Reflect.ownKeys(shared)));

function answer(message: object): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < line.length;) {
    try {
      at += fs.writeSync(ANSWERS, line, at);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'EAGAIN') throw e;
    }
  }
}

/** The maximum number of errors of single records that are described. */
const MAX_CAUSES = 10;

function described(error: unknown): object {
  if (error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)) {
    const { name: type, message, stack, recordErrors: causes } = error as Error & { readonly recordErrors?: unknown };
    return { type: String(type), message: String(message), stack: String(stack ?? ''), ...(Array.isArray(causes) && { causes: causes.slice(0, MAX_CAUSES).map(described) }) };
  }
  return { type: typeof error, message: String(error), stack: '' };
}

/** Logs a thrown value as Lambda's runtime does. */
function logError(what: string, error: unknown): void {
  console.error(what, JSON.stringify(described(error)));
}

/** Returns names that were added to the prototypes, and removes them, so that each run has the same start. */
function pollution(): string[] {
  return SHARED.flatMap(([label, shared], index) =>
    Reflect.ownKeys(shared).filter((key) => !before[index].has(key)).map((key) => {
      delete (shared as any)[key];
      return `${label}.${String(key)}`;
    }),
  );
}

for (const stream of [process.stdout, process.stderr]) {
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (logged.length < MAX_LOG) logged += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.find((part) => typeof part === 'function') as (() => void) | undefined;
    if (done) setImmediate(done);
    return true;
  }) as typeof stream.write;
}

process.exit = ((code?: number) => {
  answer({ id: current, exit: { code: code ?? 0, stack: new Error('process.exit').stack, request: request.getStore() }, logs: logged });
  exit(code);
}) as typeof process.exit;

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    logError('Uncaught Exception', error);
    answer({ id: current, crash: { ...described(error), request: request.getStore() }, logs: logged });
    exit(129);
  });
}

async function load(): Promise<(...args: any[]) => unknown> {
  const [folder, full] = name.startsWith('/opt/') ? [layers.find((layer) => exists(path.join(layer, path.dirname(name.slice(5))))) ?? root, name.slice(5)] : [root, name];
  const file = path.posix.basename(full);
  const dot = file.indexOf('.');
  const base = path.join(folder, path.posix.dirname(full), file.slice(0, dot));
  const found = EXTENSIONS.map((extension) => base + extension).find((candidate) => exists(candidate) && fs.statSync(candidate).isFile());
  if (!found) throw new Error(`there is no module ${base}.js, .mjs or .cjs`);
  const loaded = await import(pathToFileURL(found).href);
  const steps = file.slice(dot + 1).split('.');
  const handler = [loaded, loaded.default].map((from) => steps.reduce<any>((at, step) => at?.[step], from)).find((value) => value !== undefined);
  if (typeof handler !== 'function') throw new Error(`${name} is ${handler === undefined ? 'not exported' : 'not a function'}`);
  return handler;
}

function exists(file: string): boolean {
  return fs.existsSync(file);
}

/** Calls the handler as Lambda does. If it returns no promise, runtimes with callbacks wait for a callback, or until the event loop is empty. */
function invoke(handler: (...args: any[]) => unknown, event: unknown, id: number): Promise<unknown> {
  const context = {
    awsRequestId: `sec3-fuzz-${id}`,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:123456789012:function:${process.env.AWS_LAMBDA_FUNCTION_NAME}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: 'sec3-fuzz',
    logStreamName: 'sec3-fuzz',
    getRemainingTimeInMillis: () => 3000,
  };
  return request.run(id, async () => {
    if (!callbacks) return handler(event, context);
    return new Promise((resolve, reject) => {
      const done = (error: unknown, value?: unknown) => (error ? reject(error) : resolve(value));
      const result = handler(event, { ...context, done, succeed: resolve, fail: reject }, done) as PromiseLike<unknown> | undefined;
      if (typeof result?.then === 'function') result.then(resolve, reject);
      else idle = () => resolve(null);
    });
  });
}

/** Called when the event loop is empty. While it is set, waiting for further requests does not keep the event loop alive. */
let idle: (() => void) | undefined;
process.on('beforeExit', () => idle?.());

/** Waits for work that a handler started before it returned. The work still belongs to its run. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 2; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Events for repeated runs, documented in lib/fuzz/runner/handler-process.ts. */
interface Soak {
  readonly events: readonly string[];
  readonly most: number;
  readonly every: number;
  readonly within: number;
}

/** Measures repeatedly the memory that is retained after events. Each event has its own ids, and comes one second after the previous one. */
async function soak(handler: (...args: any[]) => unknown, { events, most, every, within }: Soak): Promise<object> {
  const end = performance.now() + within;
  const passed = hurriedClock();
  const timers = activeTimers();
  const sizes: number[] = [await retained()];
  let failed = 0;
  let spent = 0;
  for (let count = 1; count <= most && performance.now() < end; count += 1) {
    logged = '';
    passed(1000);
    const start = performance.now();
    try {
      await invoke(handler, JSON.parse(unlike(events[count % events.length], count)), count);
    } catch {
      failed += 1;
    }
    // Weak references are cleared between invocations.
    await new Promise((resolve) => setImmediate(resolve));
    pollution();
    spent += performance.now() - start;
    if (count % every === 0) sizes.push(await retained());
  }
  return { sizes, failed, spent, timers: activeTimers() - timers };
}

/** Returns the used bytes that can't be freed. Dead objects may need several collections. */
async function retained(): Promise<number> {
  let least = Infinity;
  for (let times = 0; times < 5; times += 1) {
    // The collection runs in a separate task, in which no stack holds references.
    await (globalThis as { gc?: (how: object) => unknown }).gc?.({ type: 'major', execution: 'async' });
    await new Promise((resolve) => setImmediate(resolve));
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

/** Returns the same event with unique ids, so that data that is kept by id is kept for each event. */
function unlike(event: string, number: number): string {
  return event.replace(/00000000-0000-4000-8000-0000000000/g, `00000000-0000-4000-8000-${String(number).padStart(10, '0')}`);
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

/** Advances the clock for code that reads it, so that data with a limited lifetime is released. */
function hurriedClock(): (milliseconds: number) => void {
  let ahead = 0;
  const real = Date;
  const now = Date.now.bind(Date);
  real.now = () => now() + ahead;
  globalThis.Date = new Proxy(real, {
    construct: (target, args: [], type) => Reflect.construct(target, args.length === 0 ? [real.now()] : args, type),
    apply: () => new real(real.now()).toString(),
  });
  return (milliseconds) => (ahead += milliseconds);
}

async function serve(handler: (...args: any[]) => unknown): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { id, events = [], soak: long } = JSON.parse(line) as { id: number; events?: readonly unknown[]; soak?: Soak };
    current = id;
    logged = '';
    if (long) {
      answer({ id, soaked: await soak(handler, long) });
      continue;
    }
    const outcomes = Promise.all(events.map((event) => outcomeOf(handler, event, id)));
    if (idle) process.stdin.unref();
    const [outcome] = await outcomes;
    idle = undefined;
    process.stdin.ref();
    await settled();
    answer({ id, ...outcome, logs: logged, pollution: pollution() });
  }
  exit(0);
}

async function outcomeOf(handler: (...args: any[]) => unknown, event: unknown, id: number): Promise<object> {
  try {
    return { result: written(await invoke(handler, event, id)) };
  } catch (error) {
    logError('Invoke Error', error);
    return { error: described(error) };
  }
}

function written(result: unknown): string {
  return JSON.stringify(result === undefined ? null : result) ?? 'null';
}

process.env.LAMBDA_TASK_ROOT = root;
divert(hosts);
load().then(
  (handler) => {
    answer({ ready: true, logs: logged });
    return serve(handler);
  },
  (error) => {
    answer({ failed: described(error), logs: logged });
    exit(1);
  },
);
