import * as nodeFs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { format, inspect } from 'node:util';
import { Redaction } from './redaction';

type Method = (...args: any[]) => any;

/** The console methods that Lambda's runtime replaces. All others write to the streams. */
const CONSOLE = ['trace', 'debug', 'info', 'log', 'warn', 'error', 'fatal'];

const STDOUT = 1;
const STDERR = 2;

/** The module that can be changed: in an ES module, it is the default export. */
const fs = ((nodeFs as { readonly default?: unknown }).default ?? nodeFs) as { write: Method; writeSync: Method };

/**
 * Adds a redaction to all outputs for logs: the console, before Lambda's runtime frames its lines; the streams stdout and stderr; their file
 * descriptors; and uncaught errors, which Node.js writes itself.
 *
 * @param variables `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_MAX_CONCURRENCY` determine whether the runtime writes JSON
 */
export function redactLogs(redaction: Redaction, variables: NodeJS.ProcessEnv): void {
  new LogPaths(redaction, variables.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON' || variables.AWS_LAMBDA_MAX_CONCURRENCY !== undefined).install();
}

class LogPaths {
  /** Whether a console method is writing text that is redacted already. */
  private isInside = false;

  constructor(
    private readonly redaction: Redaction,
    private readonly isJson: boolean,
  ) {}

  public install(): void {
    const methods = console as unknown as { [name: string]: Method | undefined };
    for (const name of CONSOLE) {
      const method = methods[name];
      if (method) methods[name] = this.consoleMethod(method);
    }
    for (const stream of [process.stdout, process.stderr]) stream.write = this.streamWrite(stream.write.bind(stream)) as typeof stream.write;
    replace('writeSync', (original) => this.descriptorWriteSync(original));
    replace('write', (original) => this.descriptorWrite(original));
    syncBuiltinESMExports();
    process.on('uncaughtExceptionMonitor', (error) => this.redactError(error));
  }

  private consoleMethod(method: Method): Method {
    return (...args) => {
      if (this.redaction.isIdle) return method(...args);
      const redacted = this.consoleArguments(args);
      this.isInside = true;
      try {
        return method(...redacted);
      } finally {
        this.isInside = false;
      }
    };
  }

  /** Returns arguments with the same output, except for sensitive values. Objects are read once, and not changed. */
  private consoleArguments(args: unknown[]): unknown[] {
    if (args.length === 0) return args;
    const text = () => this.redaction.redact(attempt(() => format(...args)));
    if (!this.isJson) return [text()];
    if (args.length === 1) return typeof args[0] === 'object' ? [this.jsonMessage(args[0])] : [text()];
    // The runtime logs the first error among the parameters in a separate field. `%c` consumes one parameter, and writes nothing.
    const error = args.slice(1).find((each) => each instanceof Error);
    return error ? ['%s%c', text(), this.errorLike(error)] : [text()];
  }

  /** Redacts an object that becomes part of the JSON line. */
  private jsonMessage(message: unknown): unknown {
    let json: string | undefined;
    try {
      json = JSON.stringify(message, errorsAsObjects);
    } catch {
      return this.redaction.redact(attempt(() => format(message)));
    }
    if (json === undefined) return undefined;
    const redacted = this.redaction.redact(json);
    try {
      return JSON.parse(redacted);
    } catch {
      return redacted;
    }
  }

  private errorLike(error: Error): Error {
    const redacted = (value: unknown) => ({ value: typeof value === 'string' ? this.redaction.redact(value) : value });
    return Object.create(error, { message: redacted(error.message), stack: redacted(error.stack) }) as Error;
  }

  private streamWrite(write: Method): Method {
    return (chunk: unknown, ...rest: unknown[]) => {
      const redacted = this.redactChunk(chunk, rest[0]);
      return redacted === undefined ? write(chunk, ...rest) : write(redacted, rest.find((each) => typeof each === 'function'));
    };
  }

  private descriptorWriteSync(original: Method): Method {
    return (fd: unknown, chunk: unknown, ...rest: unknown[]) => {
      const bytes = fd === STDOUT || fd === STDERR ? this.redactWritten(chunk, rest) : undefined;
      if (!bytes) return original(fd, chunk, ...rest);
      for (let done = 0; done < bytes.redacted.length;) done += original(fd, bytes.redacted, done) as number;
      return bytes.length;
    };
  }

  private descriptorWrite(original: Method): Method {
    return (fd: unknown, chunk: unknown, ...rest: unknown[]) => {
      const bytes = fd === STDOUT || fd === STDERR ? this.redactWritten(chunk, rest) : undefined;
      if (!bytes) return original(fd, chunk, ...rest);
      const callback = rest.at(-1) as (error: unknown, length?: number, chunk?: unknown) => void;
      const next = (done: number): unknown =>
        original(fd, bytes.redacted, done, (error: unknown, written: number) => {
          if (error) callback(error);
          else if (done + written < bytes.redacted.length) next(done + written);
          else callback(null, bytes.length, chunk);
        });
      return next(0);
    };
  }

  /** Returns replacement bytes, and the number of bytes that they replace. Undefined if the original may be written. */
  private redactWritten(chunk: unknown, rest: readonly unknown[]): { redacted: Buffer; length: number } | undefined {
    const written = typeof chunk === 'string' ? Buffer.from(chunk, encodingIn(rest[1])) : partOf(chunk, rest);
    const redacted = written && this.redactChunk(written, undefined);
    return redacted === undefined ? undefined : { redacted: Buffer.from(redacted), length: written!.length };
  }

  /** Returns the replacement text. Undefined if the original may be written. */
  private redactChunk(chunk: unknown, encoding: unknown): string | undefined {
    if (this.isInside || this.redaction.isIdle) return undefined;
    const text = textOf(chunk, encoding);
    const redacted = text === undefined ? undefined : this.redaction.redact(text);
    return redacted === text ? undefined : redacted;
  }

  /**
   * Redacts an uncaught error, which Node.js writes before it exits. If the error can't be changed, another error that reports this is written
   * instead.
   */
  private redactError(error: unknown, seen = new Set<unknown>()): void {
    if (this.redaction.isIdle || !(error instanceof Error) || seen.has(error)) return;
    seen.add(error);
    for (const key of new Set([...Reflect.ownKeys(error), 'stack'])) {
      const value = (error as unknown as { readonly [key: string | symbol]: unknown })[key];
      if (value instanceof Error) this.redactError(value, seen);
      else if (value !== undefined) Object.defineProperty(error, key, { value: this.redaction.redact(typeof value === 'string' ? value : inspect(value)) });
    }
  }
}

/** Replaces a function of `fs`, with its properties. */
function replace(name: keyof typeof fs, replacement: (original: Method) => Method): void {
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(fs[name]) as PropertyDescriptorMap;
  fs[name] = Object.defineProperties(replacement(fs[name]), properties);
}

/** Converts errors as the runtime does for JSON logs. */
function errorsAsObjects(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { message, stack } = value;
  return { errorType: value.constructor?.name ?? 'UnknownError', errorMessage: message, stackTrace: typeof stack === 'string' ? stack.split('\n') : stack, ...value };
}

/** Formats a value. A value that can't be formatted is not written. */
function attempt(show: () => string): string {
  try {
    return show();
  } catch (error) {
    return `[not written: ${error instanceof Error ? error.name : 'an error'} while it was formatted]`;
  }
}

function textOf(chunk: unknown, encoding: unknown): string | undefined {
  if (typeof chunk === 'string') {
    const known = encodingIn(encoding);
    return known === 'utf8' ? chunk : Buffer.from(chunk, known).toString();
  }
  return partOf(chunk, [])?.toString();
}

function encodingIn(given: unknown): BufferEncoding {
  if (typeof given !== 'string' || !Buffer.isEncoding(given)) return 'utf8';
  return given.toLowerCase().replace('utf-8', 'utf8') as BufferEncoding;
}

/** Returns the bytes selected by an offset and a length, or by an object with both. */
function partOf(chunk: unknown, [at, size]: readonly unknown[]): Buffer | undefined {
  if (!ArrayBuffer.isView(chunk)) return undefined;
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const { offset, length } = (typeof at === 'object' && at !== null ? at : { offset: at, length: size }) as { readonly offset?: unknown; readonly length?: unknown };
  const start = typeof offset === 'number' ? offset : 0;
  return bytes.subarray(start, typeof length === 'number' ? start + length : undefined);
}
