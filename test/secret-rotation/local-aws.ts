import * as http from 'http';
import { LoopbackModel } from '../tools/loopback-model';

/** Settings of an AWS SDK client for a server on this machine. */
export interface LocalConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** An error response. */
export class Rejection extends Error {
  constructor(
    public readonly type: string,
    message: string,
    public readonly status = 400,
  ) {
    super(message);
  }
}

/** Responses of operations: an object as JSON, or a thrown Rejection. */
export type Operations = Record<string, (input: any) => unknown>;

/** A server with the protocols of Secrets Manager and of Lambda's Invoke, for the real SDK clients. */
export class LocalAws extends LoopbackModel {
  public static start(operations: (name: string) => Operations[string]): Promise<LocalAws> {
    return new LocalAws(operations).listen();
  }

  /** Called operations, in order. */
  public readonly calls: string[] = [];

  private constructor(private readonly operations: (name: string) => Operations[string]) {
    super();
  }

  public get config(): LocalConfig {
    return {
      endpoint: this.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
      maxAttempts: 1,
    };
  }

  protected async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = `${request.headers['x-amz-target'] ?? 'lambda.Invoke'}`.split('.')[1];
    this.calls.push(operation);
    try {
      const result = await this.operations(operation)(JSON.parse(Buffer.concat(chunks).toString()));
      response.end(typeof result === 'string' ? result : JSON.stringify(result));
    } catch (e) {
      if (e instanceof Rejection) response.writeHead(e.status, { 'x-amzn-errortype': e.type }).end(JSON.stringify({ __type: e.type, message: e.message }));
      else response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(JSON.stringify({ errorType: (e as Error).name, errorMessage: (e as Error).message }));
    }
  }
}
