import * as http from 'http';
import { LoopbackModel } from '../tools/loopback-model';

/** Faults of a call: either it does not reach AWS ('before'), or AWS performs it and its response is lost. */
export const FAULTS = ['throttled', 'rejected after', 'lost before', 'lost after', 'killed before', 'killed after'] as const;

export type Fault = (typeof FAULTS)[number];

/** Services behind the endpoint that the function under test calls. */
export interface Aws {
  /** URL of moto, for Secrets Manager. */
  readonly secretsManager: string;
  /** Runs a Lambda function, which moto cannot do without Docker. */
  invoke(event: Record<string, string>): Promise<unknown>;
  /** Ends the process of the function under test. */
  kill(): Promise<void>;
  /** Called before each stored value. */
  stores(value: string): void;
  /** Called when something may have changed. */
  changed(): Promise<void>;
}

const CHANGES = ['Invoke', 'PutSecretValue', 'UpdateSecretVersionStage'];

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/**
 * AWS's endpoint for the function under test: Secrets Manager by moto, and Lambda's Invoke API. Each call may fail.
 * This class corrects moto where it differs from the documentation of AWS:
 * - PutSecretValue never changes the value of a version: the same value is ignored, another one is a ResourceExistsException
 *   (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html). moto overwrites a pending version's value.
 * - UpdateSecretVersionStage that moves AWSCURRENT to the pending version also removes AWSPENDING
 *   (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). moto leaves it.
 */
export class FaultyAws extends LoopbackModel {
  public static start(aws: Aws): Promise<FaultyAws> {
    return new FaultyAws(aws).listen();
  }

  /** Faults of the next calls. */
  public faults: (Fault | undefined)[] = [];
  /** Calls since the list was last emptied. */
  public calls: string[] = [];
  /** Number of occurrences of each fault. */
  public readonly injected = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;

  private turn: Promise<unknown> = Promise.resolve();

  private constructor(private readonly aws: Aws) {
    super();
  }

  protected async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = `${request.headers['x-amz-target'] ?? 'Lambda.Invoke'}`.split('.')[1];
    this.calls.push(operation);
    const fault = this.faults.shift();
    if (fault) this.injected[fault] += 1;
    if (fault === 'throttled') return reply(response, problem(operation === 'Invoke' ? 429 : 400, operation === 'Invoke' ? 'TooManyRequestsException' : 'ThrottlingException'));
    if (fault === 'lost before') return void response.destroy();
    if (fault === 'killed before') return this.aws.kill();
    const answer = await this.inTurn(async () => {
      const done = await this.carryOut(operation, Buffer.concat(chunks).toString(), request.headers);
      if (CHANGES.includes(operation)) await this.aws.changed();
      return done;
    });
    if (fault === 'rejected after') return reply(response, problem(500, 'InternalServiceError'));
    if (fault === 'lost after') return void response.destroy();
    if (fault === 'killed after') return this.aws.kill();
    reply(response, answer);
  }

  /** Runs calls about a secret one after the other, as AWS does. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async carryOut(operation: string, body: string, headers: http.IncomingHttpHeaders): Promise<Answer> {
    const input = JSON.parse(body) as Record<string, string>;
    const moto = (name: string, parameters: object) => this.secretsManager(name, parameters, headers);
    if (operation === 'Invoke') return this.invoke(input);
    if (operation === 'PutSecretValue') {
      this.aws.stores(input.SecretString);
      const held = await moto('GetSecretValue', { SecretId: input.SecretId, VersionId: input.ClientRequestToken });
      if (held.status !== 200) return moto(operation, input);
      const { SecretString, ...version } = JSON.parse(held.body) as Record<string, unknown>;
      return SecretString === input.SecretString ? { status: 200, body: JSON.stringify(version) } : problem(400, 'ResourceExistsException');
    }
    const answer = await moto(operation, input);
    if (operation === 'UpdateSecretVersionStage' && answer.status === 200 && input.VersionStage === 'AWSCURRENT') {
      await moto(operation, { SecretId: input.SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: input.MoveToVersionId });
    }
    return answer;
  }

  /** Handles Lambda's own protocol: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  private async invoke(event: Record<string, string>): Promise<Answer> {
    try {
      return { status: 200, body: JSON.stringify(await this.aws.invoke(event)) };
    } catch (e) {
      const { name, message, stack } = e as Error;
      const body = JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') });
      return { status: 200, body, headers: { 'x-amz-function-error': 'Unhandled' } };
    }
  }

  private async secretsManager(operation: string, parameters: object, headers: http.IncomingHttpHeaders): Promise<Answer> {
    const response = await fetch(this.aws.secretsManager, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${operation}`,
        'authorization': headers.authorization!,
      },
      body: JSON.stringify(parameters),
    });
    return { status: response.status, body: await response.text() };
  }
}

function problem(status: number, type: string): Answer {
  return { status, body: JSON.stringify({ __type: type, message: `${type} made by a test` }), headers: { 'x-amzn-errortype': type } };
}

function reply(response: http.ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(body);
}
