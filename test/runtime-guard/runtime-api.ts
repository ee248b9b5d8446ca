import { randomUUID } from 'crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';

/** Error that a runtime reports if the handler or its initialization fails. */
export interface RuntimeError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** The result of one invocation. It has exactly one of `response`, `error` and `timedOut`; a broken stream also has the parts before its error. */
export interface Invocation {
  readonly requestId: string;
  /** Body of the response. */
  readonly response?: string;
  readonly error?: RuntimeError;
  /** Set if the runtime did not answer in time; Lambda would kill it. */
  readonly timedOut?: true;
  /** Type of a streamed response, and the parts in which it arrived. */
  readonly stream?: { readonly contentType: string; readonly parts: readonly string[] };
}

/** Options of an invocation. */
export interface InvokeOptions {
  /** Time limit of the runtime in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

/** Facts about the function for its runtime process. */
export interface FunctionEnvironment {
  /** `file.function`. */
  readonly handler: string;
  /** Folder of the function's code. */
  readonly taskRoot: string;
  /** @default test-function */
  readonly functionName?: string;
}

interface Pending {
  readonly requestId: string;
  readonly payload: string;
  readonly timeoutMs: number;
  readonly settle: (result: Invocation) => void;
  timer?: NodeJS.Timeout;
}

const VERSION = '/2018-06-01/runtime';
const DEFAULT_TIMEOUT_MS = 10_000;
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:test-function';

/**
 * The Runtime API of Lambda, for one runtime process at a time: a runtime client gets its next event and delivers the result here. See
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and, for streams,
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export class RuntimeApi {
  /** Starts a server on a free port of the loopback interface. */
  public static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  private readonly server: Server;
  private readonly queue: Pending[] = [];
  private readonly running = new Map<string, Pending>();
  private waiting?: ServerResponse;
  private announceInitError!: (error: RuntimeError) => void;
  private readonly failedInit = new Promise<RuntimeError>((resolve) => (this.announceInitError = resolve));

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((problem) => reply(response, 500, { errorMessage: String(problem), errorType: 'ServerError' }));
    });
  }

  /** `127.0.0.1:port`: the value of `AWS_LAMBDA_RUNTIME_API`. */
  public get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Returns the variables that Lambda sets for a runtime and its function, without PATH and others that depend on the machine. */
  public environment(lambda: FunctionEnvironment): Record<string, string> {
    const functionName = lambda.functionName ?? 'test-function';
    return {
      AWS_LAMBDA_RUNTIME_API: this.address,
      _HANDLER: lambda.handler,
      LAMBDA_TASK_ROOT: lambda.taskRoot,
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]00000000000000000000000000000000',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
    };
  }

  /** Delivers the event when the runtime asks for one, and waits for the result. */
  public invoke(event: unknown, options: InvokeOptions = {}): Promise<Invocation> {
    return new Promise((settle) => {
      this.queue.push({ requestId: randomUUID(), payload: JSON.stringify(event), timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, settle });
      this.dispatch();
    });
  }

  /** Waits for an initialization error of the runtime. */
  public initError(): Promise<RuntimeError> {
    return this.failedInit;
  }

  /** Ends the server and all connections. A pending invocation counts as timed out. */
  public async stop(): Promise<void> {
    for (const pending of [...this.queue.splice(0), ...this.running.values()]) this.settle(pending, { timedOut: true });
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, requestId, outcome] = /\/invocation\/([^/]+)\/(response|error)$/.exec(request.url!) ?? [];
    if (!request.url!.startsWith(`${VERSION}/`)) return reply(response, 404, failure('NotFound', request.url!));
    if (request.method === 'GET' && request.url === `${VERSION}/invocation/next`) return this.wait(response);
    if (request.method !== 'POST') return reply(response, 405, failure('MethodNotAllowed', request.method!));
    if (request.url === `${VERSION}/init/error`) return this.acceptInitError(request, response);
    if (requestId === undefined) return reply(response, 404, failure('NotFound', request.url!));
    return this.acceptOutcome(requestId, outcome === 'error', request, response);
  }

  /** Handles the runtime's request for its next event, which has no time limit. */
  private wait(response: ServerResponse): void {
    this.waiting = response;
    response.on('close', () => {
      if (this.waiting === response) this.waiting = undefined;
    });
    this.dispatch();
  }

  private dispatch(): void {
    if (this.waiting === undefined || this.queue.length === 0) return;
    const pending = this.queue.shift()!;
    const response = this.waiting;
    this.waiting = undefined;
    this.running.set(pending.requestId, pending);
    pending.timer = setTimeout(() => this.settle(pending, { timedOut: true }), pending.timeoutMs);
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(pending.payload),
      'Lambda-Runtime-Aws-Request-Id': pending.requestId,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + pending.timeoutMs),
      'Lambda-Runtime-Invoked-Function-Arn': FUNCTION_ARN,
      'Lambda-Runtime-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    });
    response.end(pending.payload);
  }

  private async acceptOutcome(requestId: string, failed: boolean, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pending = this.running.get(requestId);
    if (pending === undefined) return reply(response, 400, failure('InvalidRequestID', `no invocation ${requestId} is open`));
    const parts = await read(request);
    const body = parts.join('');
    if (failed) {
      this.settle(pending, { error: runtimeError(body, request.headers['lambda-runtime-function-error-type']) });
    } else if (request.headers['lambda-runtime-function-response-mode'] === 'streaming') {
      this.settle(pending, streamed(request, parts));
    } else {
      this.settle(pending, { response: body });
    }
    return reply(response, 202, { status: 'OK' });
  }

  private async acceptInitError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await read(request)).join('');
    this.announceInitError(runtimeError(body, request.headers['lambda-runtime-function-error-type']));
    return reply(response, 202, { status: 'OK' });
  }

  private settle(pending: Pending, result: Omit<Invocation, 'requestId'>): void {
    clearTimeout(pending.timer);
    this.running.delete(pending.requestId);
    pending.settle({ requestId: pending.requestId, ...result });
  }
}

async function read(request: IncomingMessage): Promise<string[]> {
  const parts: string[] = [];
  request.setEncoding('utf8');
  for await (const part of request) parts.push(part);
  return parts;
}

/** Reads the trailers of a stream, which report an error after status and headers have been sent. */
function streamed(request: IncomingMessage, parts: readonly string[]): Omit<Invocation, 'requestId'> {
  const type = request.trailers['lambda-runtime-function-error-type'];
  const body = request.trailers['lambda-runtime-function-error-body'];
  return {
    stream: { contentType: request.headers['content-type'] ?? '', parts },
    ...(type === undefined
      ? { response: parts.join('') }
      : { error: runtimeError(Buffer.from(body ?? '', 'base64').toString('utf8'), type) }),
  };
}

function runtimeError(body: string, type: string | string[] | undefined): RuntimeError {
  const reported = parsed(body);
  return {
    errorType: reported.errorType ?? String(type ?? ''),
    errorMessage: reported.errorMessage ?? body,
    stackTrace: reported.stackTrace ?? reported.trace ?? [],
  };
}

function parsed(body: string): Partial<RuntimeError> & { readonly trace?: readonly string[] } {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

function failure(errorType: string, errorMessage: string) {
  return { errorType, errorMessage };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
