import { AsyncLocalStorage } from 'async_hooks';
import { S3Client } from '@aws-sdk/client-s3';
import { SignerClient } from '@aws-sdk/client-signer';
import { Response, SigningModel } from './signing-model';
import { carryOut } from '../../lambda/code-signing/custom-resource';
import { Patience } from '../../lambda/custom-resource/patience';

export const STAGING = 'cdk-staging';
export const SIGNED = 'signed-code';
export const SOURCE = 'asset.zip';
export const STACK = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Orders/11111111-2222-3333-4444-555555555555';
export const HOME = '11111111-2222-3333-4444-555555555555/OrdersSigned/';
export const PROPERTIES = { SourceBucket: STAGING, SourceKey: SOURCE, Bucket: SIGNED, Profile: 'Orders', ProfileVersion: 'v1' };

export interface Event {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: unknown;
}

/** End of an invocation. */
export type End = 'returned' | 'threw' | 'killed';

/** Time limit of an invocation, on a clock that only advances while it waits. */
const TIME_MS = 600_000;

/** Invokes the custom resource's function as Lambda does, with the real clients of the AWS SDK, against the model. */
export class SigningScene {
  private count = 0;
  private readonly kills = new Map<string, () => void>();
  private readonly invocation = new AsyncLocalStorage<string>();
  // Invocations share them, as in one environment.
  private readonly s3: S3Client;
  private readonly signer: SignerClient;

  constructor(public readonly model: SigningModel) {
    model.onKill = (invocation) => this.kills.get(invocation)!();
    const settings = { endpoint: model.url, region: 'eu-central-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' }, maxAttempts: 1 };
    this.s3 = new S3Client(settings);
    this.signer = new SignerClient(settings);
    const named = (next: any) => (args: any) => {
      args.request.headers.invocation = this.invocation.getStore();
      return next(args);
    };
    this.s3.middlewareStack.add(named, { step: 'build' });
    this.signer.middlewareStack.add(named, { step: 'build' });
  }

  /** Resets to the state before signing. */
  public reset(): void {
    const { model } = this;
    model.reset();
    model.buckets.set(STAGING, new Map([[SOURCE, 'version-1']]));
    model.buckets.set(SIGNED, new Map([['another/resource/object.zip', 'job']]));
    model.profiles.set('Orders', { version: 'v1', platformId: 'AWSLambda-SHA384-ECDSA' });
  }

  public async invoke(event: Event, time = TIME_MS): Promise<End> {
    this.count += 1;
    const name = `invocation-${this.count}`;
    let dead = false;
    const killed = new Promise<End>((resolve) => {
      this.kills.set(name, () => {
        dead = true;
        resolve('killed');
      });
    });
    let now = 0;
    const clock = {
      now: () => now,
      // A killed invocation never continues.
      pause: (milliseconds: number) => {
        now += milliseconds;
        return dead ? new Promise<void>(() => undefined) : new Promise<void>((resolve) => setImmediate(resolve));
      },
    };
    const { s3, signer } = this;
    const work = this.invocation.run(name, () =>
      carryOut(
        { ...event, StackId: STACK, LogicalResourceId: 'OrdersSigned', ResponseURL: `${this.model.url}/respond?${name}` },
        { s3, signer, patience: new Patience(time - 30_000, clock), lastPatience: new Patience(time - 5_000, clock) },
      ).then((): End => 'returned', (): End => 'threw'),
    );
    return Promise.race([work, killed]);
  }

  /** Delivers an event asynchronously, as Lambda does: with two retries if the function fails. */
  public async deliver(event: Event): Promise<Response | undefined> {
    for (let attempt = 0; attempt < 3; attempt += 1) if ((await this.invoke(event)) === 'returned') break;
    return this.model.responses.find(({ RequestId }) => RequestId === event.RequestId);
  }
}
