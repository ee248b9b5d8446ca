import { createRequire } from 'node:module';
import { Contract, knowsSensitive } from './contract';
import { loadHandler } from './load-handler';
import { remember } from './memory';
import { quarantineTo } from './quarantine';
import type * as redacting from './redaction';
import type { Invocation, Redaction } from './redaction/redaction';
import { needsQuarantine, Validation, Verdict } from './validation';
import { isObject } from '../../../lib/json/json-object';

type Handler = (...args: any[]) => any;

/** The mark of handlers that stream their response, for Lambda's own runtime. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

/** The marker with which Lambda separates status and headers of a streamed response from its body. */
const PRELUDE = 'application/vnd.awslambda.http-integration-response';

/** Loads the function's handler as Lambda would, and puts the validator before it. */
export async function interceptedHandler(contract: Contract, variables: NodeJS.ProcessEnv = process.env): Promise<Handler> {
  const { SEC3_EVENT_HANDLER: name, SEC3_EVENT_QUARANTINE: queueUrl, LAMBDA_TASK_ROOT: root = process.cwd() } = variables;
  if (contract.version !== 1) throw new Error(`the contract of the event validator has version ${String(contract.version)}, and 1 is expected`);
  if (!name) throw new Error('SEC3_EVENT_HANDLER is not set: it names the handler of the function');
  if (!queueUrl && needsQuarantine(contract.sources)) throw new Error('SEC3_EVENT_QUARANTINE is not set: it has the URL of the queue for invalid events');
  // Code that reads the name of the handler expects the function's own.
  variables._HANDLER = name;
  // This happens before the function's code is loaded, because that code may keep references to the original functions.
  const redaction = knowsSensitive(contract) ? redactedLogs(variables) : undefined;
  return intercept(await loadHandler(root, name), contract, new Validation(contract, queueUrl ? quarantineTo(queueUrl) : undefined), redaction);
}

function redactedLogs(variables: NodeJS.ProcessEnv): Redaction {
  const { redaction, redactLogs } = createRequire(__filename)('./redaction.cjs') as typeof redacting;
  redactLogs(redaction, variables);
  remember(redaction);
  return redaction;
}

/** Puts the validator before a handler. Lambda treats the result as the same kind of handler. */
function intercept(handler: Handler, contract: Contract, validation: Validation, redaction?: Redaction): Handler {
  const marks = handler as unknown as { readonly [mark: symbol]: unknown };
  const isStreaming = Boolean(marks[STREAMING]);
  if (isStreaming && contract.response) throw new Error('a schema of the response can’t be applied to a streamed response: remove the schema');
  const plain = isStreaming ? streaming(handler, validation) : buffered(handler, validation);
  const intercepted = redaction ? remembering(plain, redaction) : plain;
  // Lambda uses the number of parameters and the markers.
  Object.defineProperty(intercepted, 'length', { value: handler.length });
  return Object.assign(intercepted, isStreaming && { [STREAMING]: marks[STREAMING], [HIGH_WATER_MARK]: marks[HIGH_WATER_MARK] });
}

/** Keeps sensitive values out of logs until the handler has finished, and for a limited time after. */
function remembering(handler: Handler, redaction: Redaction): Handler {
  let unsettled: Invocation | undefined;
  return (...args) => {
    // A runtime that supports callbacks has one invocation at a time.
    if (unsettled) unsettled.hasEnded = true;
    const invocation = (unsettled = redaction.begin());
    const result: unknown = handler(...args);
    if (isPromise(result)) {
      unsettled = undefined;
      const end = () => void (invocation.hasEnded = true);
      result.then(end, end);
    }
    return result;
  };
}

function streaming(handler: Handler, validation: Validation): Handler {
  return async (event, stream, context) => {
    const verdict = await validation.judge(event, context?.awsRequestId);
    if (verdict.call) return handler(verdict.event, stream, context);
    const { body, ...prelude } = (isObject(verdict.answer) ? verdict.answer : {}) as { readonly body?: string };
    if ('statusCode' in prelude) {
      const { statusCode, headers } = prelude as unknown as { readonly statusCode: number; readonly headers: object };
      stream.setContentType(PRELUDE);
      stream.write(JSON.stringify({ statusCode, headers }));
      stream.write(new Uint8Array(8));
    }
    stream.end(body ?? JSON.stringify(verdict.answer));
    await finished(stream);
    return undefined;
  };
}

function finished(stream: NodeJS.WritableStream & { readonly writableFinished?: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stream.writableFinished) return resolve();
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
}

function buffered(handler: Handler, validation: Validation): Handler {
  return (event, context, callback) => {
    const verdict = validation.judge(event, context?.awsRequestId);
    // Newer runtimes do not support callbacks.
    if (typeof callback !== 'function') return isPromise(verdict) ? verdict.then((each) => called(handler, each, context)) : called(handler, verdict, context);
    if (!isPromise(verdict)) return calledBack(handler, verdict, context, callback);
    void verdict.then((each) => settle(calledBack(handler, each, context, callback), context)).catch(callback);
    return undefined;
  };
}

function called(handler: Handler, verdict: Verdict, context: unknown): unknown {
  if (!verdict.call) return Promise.resolve(verdict.answer);
  const { finish } = verdict;
  const result = handler(verdict.event, context);
  if (!finish) return result;
  return isPromise(result) ? result.then(finish) : finish(result);
}

/** Completes an invocation with the result, as Lambda's runtime does. */
function settle(result: unknown, context: any): void {
  if (isPromise(result)) void result.then(context.succeed, context.fail);
}

/** Calls the handler in runtimes in which it can respond by promise, by callback, by context, or not at all. */
function calledBack(handler: Handler, verdict: Verdict, context: any, callback: (error: unknown, result?: unknown) => void): unknown {
  if (!verdict.call) return Promise.resolve(verdict.answer);
  const { finish } = verdict;
  if (!finish) return handler(verdict.event, context, callback);
  const nothing = () => done(null);
  const done = (error: unknown, result?: unknown) => {
    process.off('beforeExit', nothing);
    let answer: unknown;
    if (error === null || error === undefined) {
      try {
        answer = finish(result);
      } catch (invalid) {
        return callback(invalid);
      }
    }
    return callback(error, answer);
  };
  const own = Object.create(Object.getPrototypeOf(context), {
    ...Object.getOwnPropertyDescriptors(context),
    done: { value: done, writable: true, enumerable: true, configurable: true },
    succeed: { value: (result: unknown) => done(null, result), writable: true, enumerable: true, configurable: true },
    fail: { value: (error: unknown) => done(error ?? 'handled'), writable: true, enumerable: true, configurable: true },
  });
  // If the event loop becomes empty without a response, the response is null. The runtime’s own listener comes after this one.
  process.prependOnceListener('beforeExit', nothing);
  let result: unknown;
  try {
    result = handler(verdict.event, own, done);
  } catch (error) {
    process.off('beforeExit', nothing);
    throw error;
  }
  if (!isPromise(result)) return result;
  process.off('beforeExit', nothing);
  return result.then(finish);
}

function isPromise<T>(value: T | Promise<T> | undefined): value is Promise<T> {
  return typeof (value as { readonly then?: unknown } | undefined)?.then === 'function';
}
