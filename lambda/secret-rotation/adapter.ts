import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsCall } from './aws-call';
import { AdapterFailed } from './errors';
import { ValueSource } from './value-source';

/** The request to the adapter. Its values are those of the secret, as text. */
interface AdapterRequest {
  readonly step: 'create' | 'set' | 'test' | 'finish';
  readonly clientRequestToken: string;
  readonly current?: string | null;
  readonly pending?: string;
  readonly previous?: string;
}

/** The maximum size of a value in Secrets Manager. */
const MAX_BYTES = 65_536;

/**
 * A value that is a provider's key. The user's function (the adapter) creates, activates, tests and revokes it. Each step receives only the values
 * that it needs.
 *
 * Only this function calls Secrets Manager, which allows no other function to rotate the secret. The adapter needs no permission for the secret.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export class Adapter implements ValueSource {
  constructor(
    private readonly client: LambdaClient,
    private readonly functionArn: string,
    private readonly secretArn: string,
  ) {}

  public async create(clientRequestToken: string, current: string | undefined): Promise<string> {
    const answer = await this.invoke({ step: 'create', clientRequestToken, current: current ?? null });
    const value = (answer as { secretString?: unknown } | null | undefined)?.secretString;
    if (typeof value !== 'string' || value === '') throw this.failure('create', 'answered without a text as secretString');
    if (Buffer.byteLength(value) > MAX_BYTES) throw this.failure('create', `answered with a secretString of more than ${MAX_BYTES} bytes`);
    if (value === current) throw this.failure('create', 'answered with the current value, which would rotate nothing');
    return value;
  }

  public async set(clientRequestToken: string, current: string | undefined, pending: string): Promise<void> {
    await this.invoke({ step: 'set', clientRequestToken, current: current ?? null, pending });
  }

  public async test(clientRequestToken: string, pending: string): Promise<void> {
    await this.invoke({ step: 'test', clientRequestToken, pending });
  }

  public async revoke(clientRequestToken: string, current: string, previous: string): Promise<void> {
    await this.invoke({ step: 'finish', clientRequestToken, current, previous });
  }

  private async invoke(request: AdapterRequest): Promise<unknown> {
    const payload = Buffer.from(JSON.stringify({ ...request, secretArn: this.secretArn }));
    const { FunctionError, Payload } = await awsCall('Invoke of the adapter', true, () =>
      this.client.send(new InvokeCommand({ FunctionName: this.functionArn, InvocationType: 'RequestResponse', LogType: 'None', Payload: payload })),
    );
    const answer = parsed(Payload);
    if (FunctionError !== undefined) throw this.failure(request.step, `failed with ${errorType(answer)}`);
    return answer;
  }

  private failure(step: AdapterRequest['step'], what: string): AdapterFailed {
    return new AdapterFailed(`The adapter ${this.functionArn} ${what} at step ${step}`);
  }
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Returns the name of the adapter's error class. Its message could quote the value; the name of a class can't. */
function errorType(answer: unknown): string {
  const type = (answer as { errorType?: unknown } | null | undefined)?.errorType;
  return typeof type === 'string' && /^[A-Za-z][\w.]{0,60}$/.test(type) ? type : 'an error';
}
