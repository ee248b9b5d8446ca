import { randomUUID } from 'crypto';
import * as path from 'path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, RotateSecretCommand, SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { Fault, FaultyAws } from './faulty-aws';
import { keyAdapter, KeyProvider } from './key-provider';
import { LambdaProcess, Outcome } from './lambda-process';
import { MotoServer } from '../tools/moto-server';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type Kind = 'generated' | 'adapter';

const BUNDLE = path.resolve(__dirname, '../../assets/secret-rotation/index.js');
const ADAPTER = 'arn:aws:lambda:eu-central-1:123456789012:function:key-adapter';

const ROTATION_TOKEN = 'rotation-token-never-to-be-logged';

/** Faults during the rotation of a secret. */
export interface Schedule {
  readonly kind: Kind;
  /** Number of tries for each call of the function's SDK. */
  readonly attempts: 1 | 3;
  /** Faults of calls to AWS, in order; later calls succeed. */
  readonly faults: readonly (Fault | undefined)[];
  /** Events that arrive twice concurrently, in order. */
  readonly doubled: readonly boolean[];
  /** Repetitions of earlier events: the number of invocations before it, and the event. */
  readonly late: readonly { readonly after: number; readonly event: number }[];
}

interface Labeled {
  readonly id: string;
  readonly value: string;
}

/** The rotation function and its services: Secrets Manager (moto), a provider of keys, and an adapter between them. */
export class RotationScene {
  public static async start(): Promise<RotationScene> {
    const moto = await MotoServer.start();
    try {
      const functionArn = await stageHolder(moto);
      const scene = new RotationScene(moto, await KeyProvider.start(), functionArn);
      scene.aws = await FaultyAws.start({
        secretsManager: moto.url,
        invoke: (event) => keyAdapter(scene.provider.url, event),
        stores: (value) => scene.values.add(value),
        kill: async () => scene.active?.kill(),
        changed: () => scene.checkNothingLost(),
      });
      return scene;
    } catch (e) {
      await moto.stop();
      throw e;
    }
  }

  public aws!: FaultyAws;
  public invocations = 0;
  private readonly secretsManager: SecretsManagerClient;
  private readonly processes = new Map<string, LambdaProcess>();
  private active?: LambdaProcess;
  private secretArn = '';
  private kind: Kind = 'generated';
  /** A value that no provider issued. */
  private placeholder?: string;
  /** All values that were ever in a secret: none may appear in a log. */
  private readonly values = new Set<string>();

  private constructor(
    private readonly moto: MotoServer,
    public readonly provider: KeyProvider,
    private readonly rotationFunctionArn: string,
  ) {
    this.secretsManager = new SecretsManagerClient(moto.clientConfig);
  }

  public async stop(): Promise<void> {
    for (const running of this.processes.values()) await running.kill();
    await this.aws.stop();
    await this.provider.stop();
    await this.moto.stop();
  }

  /** Creates a secret with a value, and a function that may rotate it. */
  public async secret(kind: Kind, attempts: 1 | 3, value?: string): Promise<void> {
    this.kind = kind;
    const name = `secret-${randomUUID()}`;
    const first = value ?? (kind === 'adapter' ? this.provider.issue(name) : `first value of ${name}`);
    this.values.add(first);
    this.placeholder = value;
    const { ARN } = await this.secretsManager.send(new CreateSecretCommand({ Name: name, SecretString: first }));
    this.secretArn = ARN!;
    this.active = this.processes.get(`${kind} ${attempts}`) ?? this.process(kind, attempts);
  }

  /** Starts a rotation in Secrets Manager: moto stages the version, and its simulated function does nothing. */
  public begin(): Promise<string> {
    return this.schedule(true);
  }

  /** Makes Secrets Manager test a schedule without rotating: the pending version has the current value. */
  public tryOut(): Promise<string> {
    return this.schedule(false);
  }

  /** Removes the pending version, as Secrets Manager does after a test. */
  public async endTrial(token: string): Promise<void> {
    await this.secretsManager.send(new UpdateSecretVersionStageCommand({ SecretId: this.secretArn, VersionStage: 'AWSPENDING', RemoveFromVersionId: token }));
  }

  /** Stores a value manually. */
  public async store(value: string): Promise<void> {
    this.values.add(value);
    await this.secretsManager.send(new PutSecretValueCommand({ SecretId: this.secretArn, SecretString: value }));
  }

  private async schedule(immediately: boolean): Promise<string> {
    const token = randomUUID();
    await this.secretsManager.send(
      new RotateSecretCommand({
        SecretId: this.secretArn,
        ClientRequestToken: token,
        RotationLambdaARN: this.rotationFunctionArn,
        RotationRules: { AutomaticallyAfterDays: 1 },
        RotateImmediately: immediately,
      }),
    );
    return token;
  }

  public event(step: string, token: string): Record<string, string> {
    return { Step: step, SecretId: this.secretArn, ClientRequestToken: token, RotationToken: ROTATION_TOKEN };
  }

  public invoke(event: unknown, settings = '{}'): Promise<Outcome> {
    this.invocations += 1;
    return this.active!.invoke(event, { SEC3_ROTATION_SECRET: this.secretArn, SEC3_ROTATION_SETTINGS: settings });
  }

  /** Returns the version with a label, and its value. */
  public async labeled(label: string): Promise<Labeled | undefined> {
    const [id] = (await this.versions())[label] ?? [];
    return id === undefined ? undefined : { id, value: await this.value(id) };
  }

  /** Checks the invariant: one current version with a valid value, and at most one pending version. */
  public async checkNothingLost(): Promise<void> {
    const { AWSCURRENT: current = [], AWSPENDING: pending = [] } = await this.versions();
    if (current.length !== 1 || pending.length > 1) throw new Error(`There are ${current.length} current versions and ${pending.length} pending ones`);
    const value = await this.value(current[0]);
    if (!value) throw new Error('The current version has no value');
    if (this.kind === 'adapter' && value !== this.placeholder && !this.provider.keys.has(value)) throw new Error('The provider rejects the current value');
  }

  /** Returns the versions with each label. */
  private async versions(): Promise<Record<string, string[]>> {
    const { VersionIdsToStages = {} } = await this.secretsManager.send(new DescribeSecretCommand({ SecretId: this.secretArn }));
    const byLabel: Record<string, string[]> = {};
    for (const [id, labels] of Object.entries(VersionIdsToStages)) for (const label of labels) (byLabel[label] ??= []).push(id);
    return byLabel;
  }

  /** Returns the value of a version; empty if it has none. */
  private async value(id: string): Promise<string> {
    try {
      const { SecretString } = await this.secretsManager.send(new GetSecretValueCommand({ SecretId: this.secretArn, VersionId: id }));
      return SecretString!;
    } catch (e) {
      if ((e as Error).name !== 'ResourceNotFoundException') throw e;
      return '';
    }
  }

  /** Returns secret values in the functions' output. */
  public leaks(): string[] {
    const output = this.output();
    return [...this.values, ROTATION_TOKEN].filter((value) => output.includes(value));
  }

  public output(): string {
    return [...this.processes.values()].map((running) => running.output).join('');
  }

  /** Rotates the secret as Secrets Manager does, starting again after a failed step, and returns the number of attempts. */
  public async rotate(schedule: Pick<Schedule, 'faults' | 'doubled' | 'late'>, token: string): Promise<number> {
    const sent: Record<string, string>[] = [];
    const doubled = [...schedule.doubled];
    this.aws.faults = [...schedule.faults];
    for (let attempt = 1; attempt <= schedule.faults.length + 2; attempt += 1) {
      let failed = false;
      for (const step of STEPS) {
        const event = this.event(step, token);
        sent.push(event);
        const outcomes = await Promise.all([event, ...(doubled.shift() ? [event] : [])].map((each) => this.invoke(each)));
        for (const late of schedule.late.filter(({ after }) => after === sent.length)) await this.invoke(sent[late.event % sent.length]);
        failed = !outcomes.some(({ result }) => result !== undefined);
        if (failed) break;
      }
      if (!failed) return attempt;
    }
    throw new Error('The rotation does not end, though nothing goes wrong any more');
  }

  private process(kind: Kind, attempts: number): LambdaProcess {
    const started = new LambdaProcess(BUNDLE, {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_ENDPOINT_URL: this.aws.url,
      AWS_MAX_ATTEMPTS: `${attempts}`,
      SEC3_ROTATION_KIND: kind,
      SEC3_ROTATION_ADAPTER: ADAPTER,
    });
    this.processes.set(`${kind} ${attempts}`, started);
    return started;
  }
}

/** Creates the function that moto uses as the rotation function: without one, moto does not stage versions. */
async function stageHolder(moto: MotoServer): Promise<string> {
  await moto.simulateFunctions();
  await moto.query('iam', { Action: 'CreateRole', Version: '2010-05-08', RoleName: 'rotation', AssumeRolePolicyDocument: '{}' });
  const { FunctionArn } = await new LambdaClient(moto.clientConfig).send(
    new CreateFunctionCommand({
      FunctionName: 'rotation',
      Runtime: 'nodejs22.x',
      Role: 'arn:aws:iam::123456789012:role/rotation',
      Handler: 'index.handler',
      Code: { ZipFile: Buffer.from('moto asks for bytes, and does not run them') },
    }),
  );
  return FunctionArn!;
}
