import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as fc from 'fast-check';
import { LocalAws, Operations, Rejection } from './local-aws';
import { SecretModel } from './secret-model';
import { RotationEvent, Step } from '../../lambda/secret-rotation/event';
import { Rotation } from '../../lambda/secret-rotation/rotation';
import { SecretStore } from '../../lambda/secret-rotation/secret-store';
import { ValueSource } from '../../lambda/secret-rotation/value-source';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf';
const STEPS: readonly Step[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const OLD = 'old-version';
const NEW = 'new-version';

/** Returns values in order, and records its calls. */
class Recorder implements ValueSource {
  public readonly asked: unknown[][] = [];
  private made = 0;

  public async create(...asked: unknown[]): Promise<string> {
    this.asked.push(['create', ...asked]);
    return `value ${(this.made += 1)}`;
  }

  public async set(...asked: unknown[]): Promise<void> {
    this.asked.push(['set', ...asked]);
  }

  public async test(...asked: unknown[]): Promise<void> {
    this.asked.push(['test', ...asked]);
  }

  public async revoke(...asked: unknown[]): Promise<void> {
    this.asked.push(['revoke', ...asked]);
  }
}

jest.setTimeout(60_000);

let secret: SecretModel;
/** Operations that deviate from the model. */
let otherwise: Operations;
let source: ValueSource & Partial<Recorder>;
let aws: LocalAws;
let client: SecretsManagerClient;
let log: string[];

beforeEach(async () => {
  secret = new SecretModel({ [OLD]: { labels: ['AWSCURRENT'], value: 'old' }, [NEW]: { labels: ['AWSPENDING'] } });
  otherwise = {};
  source = new Recorder();
  log = [];
  aws = await LocalAws.start((operation) => otherwise[operation] ?? secret.operations[operation]);
  client = new SecretsManagerClient(aws.config);
});

afterEach(() => aws.stop());

function run(step: Step, clientRequestToken = NEW): Promise<void> {
  const store = new SecretStore(client, ARN);
  const event: RotationEvent = { step, secretArn: ARN, clientRequestToken, rotationToken: 'rotation token' };
  return new Rotation(store, source, (done) => log.push(done)).run(event);
}

async function rotate(): Promise<void> {
  for (const step of STEPS) await run(step);
}

describe('the four steps', () => {
  it('replace the current value and keep it as the previous one', async () => {
    await rotate();
    expect(secret.versions).toEqual({ [OLD]: { labels: ['AWSPREVIOUS'], value: 'old' }, [NEW]: { labels: ['AWSCURRENT'], value: 'value 1' } });
    expect(source.asked).toEqual([['create', NEW, 'old'], ['set', NEW, 'old', 'value 1'], ['test', NEW, 'value 1'], ['revoke', NEW, 'value 1', 'old']]);
  });

  it('create the first value of an empty secret', async () => {
    secret = new SecretModel({ [NEW]: { labels: ['AWSPENDING'] } });
    await rotate();
    expect(secret.versions).toEqual({ [NEW]: { labels: ['AWSCURRENT'], value: 'value 1' } });
    expect(source.asked).toEqual([['create', NEW, undefined], ['set', NEW, undefined, 'value 1'], ['test', NEW, 'value 1']]);
  });

  it('read as few values as possible if no provider needs them', async () => {
    source = { create: async () => 'made', test: async () => undefined };
    await rotate();
    expect(aws.calls.filter((call) => call === 'GetSecretValue')).toHaveLength(5);
    expect(log).toContain('no other system needs the new value');
  });

  it('change nothing when repeated after the end, except for another revocation', async () => {
    await rotate();
    const versions = structuredClone(secret.versions);
    source.asked!.length = 0;
    await rotate();
    expect(secret.versions).toEqual(versions);
    expect(source.asked).toEqual([['revoke', NEW, 'value 1', 'old']]);
  });

  it('keep the value of an abandoned attempt', async () => {
    await run('createSecret');
    await rotate();
    expect(secret.versions[NEW].value).toBe('value 1');
  });

  it('use the value of the first of two concurrent runs', async () => {
    await Promise.all([run('createSecret'), run('createSecret')]);
    expect(source.asked).toHaveLength(2);
    expect(log.sort()).toEqual(['a new value is stored as the pending version', 'the pending version got a value meanwhile']);
    await rotate();
    expect(secret.labeled('AWSCURRENT')).toBe(NEW);
  });

  it('never revoke a value that is also the current one', async () => {
    secret.versions[NEW].value = 'old';
    await rotate();
    await run('finishSecret');
    expect(source.asked!.map(([step]) => step)).toEqual(['set']);
  });

  it('work in any order and with repeated events: the current version has a value, and at most one version is pending', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 12 }), async (steps) => {
        secret = new SecretModel({ [OLD]: { labels: ['AWSCURRENT'], value: 'old' }, [NEW]: { labels: ['AWSPENDING'] } });
        for (const step of steps) {
          await run(step).catch((e: Error) => expect(e.name).toBe('UnusableValue'));
          expect(secret.versions[secret.labeled('AWSCURRENT')!].value).toMatch(/./);
          expect(Object.values(secret.versions).filter(({ labels }) => labels.includes('AWSPENDING')).length).toBeLessThanOrEqual(1);
        }
        await rotate();
        expect(secret.labeled('AWSCURRENT')).toBe(NEW);
        expect(secret.versions[OLD]).toEqual({ labels: ['AWSPREVIOUS'], value: 'old' });
      }),
      { numRuns: 20 },
    );
  });
});

describe('rejected', () => {
  it('rotation that is not enabled', async () => {
    secret.rotationEnabled = false;
    await expect(run('createSecret')).rejects.toThrow(`Rotation of ${ARN} is not enabled: enable it with RotateSecret`);
  });

  it.each(STEPS)('%s of a version that does not exist, while another one is pending', async (step) => {
    await expect(run(step, 'third-version')).rejects.toThrow(
      `Version third-version of ${ARN} does not exist, so it has not the label AWSPENDING, which version ${NEW} has, of a rotation that is not finished: ` +
        'let it finish, or remove the label with UpdateSecretVersionStage',
    );
    expect(aws.calls).toEqual(['DescribeSecret']);
  });

  it('a version whose label was removed', async () => {
    secret.versions[NEW].labels = [];
    await expect(run('finishSecret')).rejects.toThrow(`Version ${NEW} of ${ARN} has not the label AWSPENDING, which no version has`);
  });

  it.each(['setSecret', 'finishSecret'] as const)('%s without a value', async (step) => {
    await expect(run(step)).rejects.toThrow(`Version ${NEW} has no value yet: createSecret comes before the other steps`);
    expect(secret.labeled('AWSCURRENT')).toBe(OLD);
  });

  it('a binary value', async () => {
    secret.binary = true;
    await expect(run('createSecret')).rejects.toThrow(`Version ${OLD} of ${ARN} is binary: this function rotates text`);
  });

  it('a current version that someone else replaced meanwhile', async () => {
    await run('createSecret');
    const { DescribeSecret: describe, UpdateSecretVersionStage: move } = secret.operations;
    otherwise.DescribeSecret = (input) => {
      const before = describe(input);
      delete otherwise.DescribeSecret;
      secret.versions.hand = { labels: [], value: 'by hand' };
      move({ VersionStage: 'AWSCURRENT', MoveToVersionId: 'hand', RemoveFromVersionId: OLD });
      return before;
    };
    await expect(run('finishSecret')).rejects.toThrow('UpdateSecretVersionStage failed with InvalidParameterException: The label is elsewhere');
    expect(secret.labeled('AWSCURRENT')).toBe('hand');
  });
});

describe('when Secrets Manager tests a new schedule with testSecret only', () => {
  it.each([['no value', undefined], ['the current value', 'old']])('a pending version with %s is not tested, because the rotation did not issue it', async (_, value) => {
    secret.versions[NEW].value = value;
    await run('testSecret');
    expect(source.asked).toEqual([]);
    expect(log).toEqual(['there is no new value to test: Secrets Manager checks whether it can rotate']);
    expect(secret.versions).toEqual({ [OLD]: { labels: ['AWSCURRENT'], value: 'old' }, [NEW]: { labels: ['AWSPENDING'], value } });
  });

  it('a secret without any value is not tested', async () => {
    secret = new SecretModel({ [NEW]: { labels: ['AWSPENDING'] } });
    await run('testSecret');
    expect(source.asked).toEqual([]);
  });

  it('a value that the rotation created is tested', async () => {
    secret.versions[NEW].value = 'new';
    await run('testSecret');
    expect(source.asked).toEqual([['test', NEW, 'new']]);
  });
});

it('accepts a promotion whose response was lost', async () => {
  await run('createSecret');
  otherwise.UpdateSecretVersionStage = (input) => {
    secret.operations.UpdateSecretVersionStage(input);
    throw new Rejection('InvalidParameterException', 'as the SDK sees it, after it tried again by itself');
  };
  await run('finishSecret');
  expect(secret.labeled('AWSCURRENT')).toBe(NEW);
});

it('an error of a call that carries a value does not contain the value', async () => {
  otherwise.PutSecretValue = ({ SecretString }) => {
    throw new Rejection('InvalidRequestException', `quoting ${SecretString}`);
  };
  const error = await run('createSecret').catch((e: Error) => e);
  expect(error).toMatchObject({ name: 'AwsCallFailed', message: 'PutSecretValue failed with InvalidRequestException' });
  expect(JSON.stringify([error, Object.getOwnPropertyNames(error), (error as Error).stack])).not.toContain('value 1');
  expect((error as Error).cause).toBeUndefined();
});
