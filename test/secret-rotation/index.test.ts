import { LocalAws } from './local-aws';
import { SecretModel } from './secret-model';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf';
const TOKEN = 'b5f4c2a0-0000-4000-8000-000000000000';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

let aws: LocalAws;
let secret: SecretModel;
let handler: (event: unknown) => Promise<void>;
let written: string;

jest.setTimeout(60_000);

beforeAll(async () => {
  aws = await LocalAws.start((operation) => secret.operations[operation]);
  const { endpoint, region, credentials } = aws.config;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    SEC3_ROTATION_SECRET: SECRET,
    SEC3_ROTATION_KIND: 'generated',
  });
  // Clients are created when the function is loaded, as in Lambda.
  ({ handler } = jest.requireActual<{ handler: typeof handler }>('../../lambda/secret-rotation'));
});

afterAll(() => aws.stop());

beforeEach(() => {
  secret = new SecretModel({ old: { labels: ['AWSCURRENT'], value: 'old-secret-value' }, [TOKEN]: { labels: ['AWSPENDING'] } });
  written = '';
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      written += chunk.toString();
      return true;
    });
  }
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(console, level).mockImplementation((...line: unknown[]) => void (written += `${line.join(' ')}\n`));
  }
});

afterEach(() => jest.restoreAllMocks());

describe('the function', () => {
  it('rotates its secret, and logs its steps without a value', async () => {
    for (const step of STEPS) await handler({ Step: step, SecretId: SECRET, ClientRequestToken: TOKEN, RotationToken: 'secret-rotation-token' });
    expect(secret.labeled('AWSCURRENT')).toBe(TOKEN);
    const lines = written.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(lines.map(({ step, message }) => [step, message])).toEqual([
      ['createSecret', 'a new value is stored as the pending version'],
      ['setSecret', 'no other system needs the new value'],
      ['testSecret', 'the new value works'],
      ['finishSecret', 'the new version is the current one'],
    ]);
    expect(lines[0]).toEqual({ level: 'INFO', message: expect.any(String), step: 'createSecret', secretArn: SECRET, clientRequestToken: TOKEN });
    for (const value of ['old-secret-value', secret.versions[TOKEN].value!, 'secret-rotation-token']) expect(written).not.toContain(value);
  });

  it('makes no calls for another secret’s event', async () => {
    const before = aws.calls.length;
    await expect(handler({ Step: 'createSecret', SecretId: `${SECRET}x`, ClientRequestToken: TOKEN })).rejects.toThrow(/and nothing else$/);
    expect(aws.calls).toHaveLength(before);
  });
});
