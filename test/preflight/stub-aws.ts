import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';
import { OperationName, OPERATIONS, Operation, SERVICES } from '../../lib/preflight/client/operations';

/** A request as the server understood it. */
export interface Received {
  /** Name in {@link OPERATIONS}; `service:?` if it is unknown. */
  readonly operation: string;
  readonly region: string;
  readonly parameters: any;
  readonly headers: IncomingMessage['headers'];
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** An error response. */
export class Failure {
  constructor(
    public readonly status: number,
    public readonly code: string,
    public readonly message: string = '',
  ) {}
}

/** A raw body, for responses that are not from an API. */
export class Raw {
  constructor(
    public readonly body: string,
    public readonly status: number = 200,
  ) {}
}

export type Reply = object | Failure | Raw | 'hang-up' | 'silence';

/** Answers the calls of a pre-flight with the responses of a test, over HTTP, in the protocol of each service. */
export class StubAws {
  /** @param beyond URL that gets requests without an answer. @default - none: the stub rejects them */
  public static async start(beyond?: string): Promise<StubAws> {
    const stub = new StubAws(beyond);
    await new Promise<void>((resolve) => stub.server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  public readonly received: Received[] = [];
  private readonly replies = new Map<string, (parameters: any, region: string) => Reply>();
  private readonly server: Server = createServer((request, response) => {
    void this.handle(request).then(({ status, body, headers }) => {
      if (body === 'hang-up') request.socket.destroy();
      else if (body !== 'silence') response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    });
  });

  private constructor(private readonly beyond?: string) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Sets the response of an operation, for all later calls. */
  public on(operation: OperationName, reply: Reply | ((parameters: any, region: string) => Reply)): this {
    this.replies.set(operation, typeof reply === 'function' ? (reply as (parameters: any, region: string) => Reply) : () => reply);
    return this;
  }

  /** Removes all responses and received requests. */
  public reset(): void {
    this.replies.clear();
    this.received.length = 0;
  }

  /** Closes all open connections. */
  public hangUp(): void {
    this.server.closeAllConnections();
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage): Promise<{ status: number; body: string; headers: { [name: string]: string } }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = understood(request, Buffer.concat(chunks).toString());
    this.received.push(received);
    const reply = this.replies.get(received.operation)?.(received.parameters, received.region);
    if (reply === undefined && this.beyond !== undefined) return this.forward(received);
    return sent(received.operation, reply ?? new Failure(400, 'NotImplemented', `no test has an answer for ${received.operation}`));
  }

  private async forward({ method, path, headers, body }: Received): Promise<{ status: number; body: string; headers: { [name: string]: string } }> {
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)));
    const response = await fetch(this.beyond + path, { method, headers: kept as any, body: body || undefined });
    const type = response.headers.get('x-amzn-errortype');
    return { status: response.status, body: await response.text(), headers: { ...(type && { 'x-amzn-errortype': type }) } };
  }
}

function understood(request: IncomingMessage, body: string): Received {
  const { method = '', url: path = '', headers } = request;
  const [, region, service] = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const base = { region, headers, method, path, body };
  const target = headers['x-amz-target'];
  if (target !== undefined) return { ...base, operation: `${service}:${String(target).split('.').pop()}`, parameters: JSON.parse(body) };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const { Action, Version: _, ...parameters } = Object.fromEntries(new URLSearchParams(body));
    return { ...base, operation: `${service}:${Action}`, parameters };
  }
  for (const [operation, { service: of, http }] of Object.entries(OPERATIONS) as [string, Operation][]) {
    if (of !== service || http?.method !== method) continue;
    const names = [...http.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const match = new RegExp(`^${http.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    if (!match) continue;
    const inPath = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1])]));
    return { ...base, operation, parameters: { ...inPath, ...(body === '' ? {} : JSON.parse(body)) } };
  }
  return { ...base, operation: `${service}:?`, parameters: {} };
}

function sent(name: string, reply: Reply): { status: number; body: string; headers: { [name: string]: string } } {
  if (typeof reply === 'string') return { status: 0, body: reply, headers: {} };
  if (reply instanceof Raw) return { status: reply.status, body: reply.body, headers: {} };
  const [service, operation] = name.split(':');
  const isQuery = service in SERVICES && SERVICES[service as keyof typeof SERVICES].protocol.kind === 'query';
  if (reply instanceof Failure) {
    const { status, code, message } = reply;
    const body = isQuery
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
      : JSON.stringify({ __type: `com.amazonaws.example#${code}`, message });
    return { status, body, headers: {} };
  }
  return { status: 200, body: isQuery ? `<${operation}Response><${operation}Result>${xml(reply)}</${operation}Result></${operation}Response>` : JSON.stringify(reply), headers: {} };
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, inner]) => `<${key}>${xml(inner)}</${key}>`).join('');
  return String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
