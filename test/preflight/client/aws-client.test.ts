import { createHash, createHmac } from 'crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsClient, AwsClientProps, Parameters } from '../../../lib/preflight/client/aws-client';
import { ServiceError, UnaskableError } from '../../../lib/preflight/client/errors';
import { OperationName } from '../../../lib/preflight/client/operations';
import { Failure, Raw, Received, StubAws } from '../stub-aws';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'a/session+token==' };

let aws: StubAws;
let pauses: number[];

beforeAll(async () => {
  aws = await StubAws.start();
});
beforeEach(() => {
  aws.reset();
  pauses = [];
});
afterAll(() => aws.stop());

function client(props: Partial<AwsClientProps> = {}): AwsClient {
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return new AwsClient({ region: 'eu-central-1', credentials, environment: { AWS_ENDPOINT_URL: aws.url }, pause, ...props });
}

/** The hash interface of AWS's own signer. */
class Sha256 {
  private readonly hash;
  constructor(secret?: any) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  public update(data: any): void {
    this.hash.update(data);
  }
  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  public reset(): void {}
}

/** Signs a received request with AWS's own signer: the same headers, at the same time. */
async function signedAgain({ headers, method, path, body, region }: Received, service: string): Promise<string> {
  const [, names] = /SignedHeaders=([^,]+)/.exec(headers.authorization!)!;
  const time = String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 as any, applyChecksum: service === 's3' });
  const kept = Object.fromEntries(names.split(';').filter((name) => name !== 'x-amz-security-token').map((name) => [name, String(headers[name])]));
  const signed = await signer.sign({ method, path, headers: kept, body, protocol: 'http:', hostname: '127.0.0.1', query: {} } as any, {
    signingDate: new Date(time), unsignableHeaders: new Set(['content-type', 'user-agent']),
  });
  return signed.headers.authorization;
}

test.each<[OperationName, Parameters, string]>([
  ['ssm:GetParameter', { Name: '/cdk-bootstrap/hnb659fds/version' }, 'ssm'],
  ['iam:GetRole', { RoleName: 'A role+with=odd,characters' }, 'iam'],
  ['lambda:GetFunctionConfiguration', { FunctionName: 'arn:aws:lambda:eu-central-1:111122223333:function:name' }, 'lambda'],
  ['inspector2:BatchGetAccountStatus', { accountIds: ['111122223333'] }, 'inspector2'],
  ['s3:HeadBucket', { Bucket: 'a.bucket.with-dots' }, 's3'],
])('%s has the same signature as from AWS’s own signer', async (operation, parameters, service) => {
  aws.on(operation, {});
  await client().call(operation, parameters);
  const [received] = aws.received;
  expect(received).toMatchObject({ operation, parameters });
  expect(received.headers['x-amz-security-token']).toBe(credentials.sessionToken);
  expect(received.headers.authorization).toBe(await signedAgain(received, service));
});

test('a global service is signed for the Region of its endpoint', async () => {
  aws.on('iam:GetRole', { Role: { RoleName: 'it' } });
  expect(await client().call('iam:GetRole', { RoleName: 'it' })).toEqual({ Role: { RoleName: 'it' } });
  expect(aws.received[0].region).toBe('us-east-1');
});

test('lists with one element or none are lists, and numbers remain texts', async () => {
  aws.on('cloudformation:ListStackResources', { StackResourceSummaries: [{ PhysicalResourceId: '007' }] });
  expect(await client().call('cloudformation:ListStackResources', { StackName: 'x' })).toEqual({ StackResourceSummaries: { member: [{ PhysicalResourceId: '007' }] } });
});

test.each([
  new Failure(400, 'ThrottlingException'), new Failure(429, 'TooManyRequestsException'), new Failure(503, 'ServiceUnavailable'), new Failure(400, 'RequestLimitExceeded'), 'hang-up' as const,
])('retries after %p, with growing delays', async (failure) => {
  let times = 0;
  aws.on('kms:ListKeys', () => (++times < 4 ? failure : { Keys: [] }));
  expect(await client().call('kms:ListKeys')).toEqual({ Keys: [] });
  expect(pauses).toHaveLength(3);
  for (const [index, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(100 * 2 ** index);
    expect(pause).toBeLessThanOrEqual(200 * 2 ** index);
  }
});

test('gives up after five attempts', async () => {
  aws.on('kms:ListKeys', new Failure(400, 'ThrottlingException', 'Rate exceeded'));
  await expect(client().call('kms:ListKeys')).rejects.toMatchObject({ code: 'ThrottlingException', status: 400, message: 'Rate exceeded' });
  expect(aws.received).toHaveLength(5);
});

test('signs each attempt again', async () => {
  let times = 0;
  aws.on('kms:ListKeys', () => (++times < 2 ? 'hang-up' : { Keys: [] }));
  await client({ pause: () => new Promise((resolve) => setTimeout(resolve, 1100)) }).call('kms:ListKeys');
  expect(new Set(aws.received.map(({ headers }) => headers['x-amz-date'])).size).toBe(2);
});

test.each([
  new Failure(400, 'AccessDeniedException', 'no'), new Failure(400, 'ParameterNotFound'), new Failure(403, 'ExpiredTokenException'),
])('does not retry after %p', async (failure) => {
  aws.on('ssm:GetParameter', failure);
  const error = await client().call('ssm:GetParameter', { Name: 'x' }).catch((e) => e);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.code).toBe(failure.code);
  expect(aws.received).toHaveLength(1);
});

test('ends an attempt at its timeout if a server is silent', async () => {
  aws.on('kms:ListKeys', 'silence');
  const error = await client({ timeout: 50 }).call('kms:ListKeys').catch((e) => e);
  expect(error).toBeInstanceOf(UnaskableError);
  expect(error.message).toContain('it took too long');
  expect(aws.received).toHaveLength(5);
});

test('sends nothing after the deadline, and names it in the error', async () => {
  aws.on('kms:ListKeys', 'silence');
  const error = await client({ deadline: Date.now() + 100 }).call('kms:ListKeys').catch((e) => e);
  expect(error).toBeInstanceOf(UnaskableError);
  expect(error.message).toContain('the time limit for all questions is exceeded');
  expect(aws.received.length).toBeLessThan(3);
});

test('names a host that does not exist', async () => {
  const nowhere = client({ environment: { AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1' } });
  const error = await nowhere.call('kms:ListKeys').catch((e) => e);
  expect(error).toBeInstanceOf(UnaskableError);
  expect(error.message).toMatch(/^kms:ListKeys got no answer from 127\.0\.0\.1:1/);
});

test.each([new Raw('<html>Welcome to the guest network</html>'), new Raw('"text"'.slice(1))])('rejects a response that is not from an API: %p', async (reply) => {
  aws.on('kms:ListKeys', reply);
  await expect(client().call('kms:ListKeys')).rejects.toBeInstanceOf(UnaskableError);
  aws.on('iam:GetRole', reply);
  await expect(client().call('iam:GetRole', { RoleName: 'x' })).rejects.toBeInstanceOf(UnaskableError);
});

test('does not follow a redirect, because a signature is for one host', async () => {
  aws.on('s3:HeadBucket', new Raw('', 301));
  await expect(client().call('s3:HeadBucket', { Bucket: 'elsewhere' })).rejects.toMatchObject({ status: 301 });
});

test('treats a 404 for a bucket as absent, but not one of a proxy', async () => {
  aws.on('s3:HeadBucket', new Raw('', 404)).on('lambda:GetFunctionConfiguration', new Raw('<html>Not Found</html>', 404));
  const [bucket, lambda] = await Promise.all([
    client().call('s3:HeadBucket', { Bucket: 'b' }).catch((e) => e), client().call('lambda:GetFunctionConfiguration', { FunctionName: 'f' }).catch((e) => e),
  ]);
  expect([bucket.isNotFound, lambda.isNotFound]).toEqual([true, false]);
});

test('sends at most eight requests at once', async () => {
  const one = client({ timeout: 5_000 });
  aws.on('kms:ListKeys', 'silence').on('sns:GetTopicAttributes', {});
  const silent = Array.from({ length: 8 }, () => one.call('kms:ListKeys').catch(() => undefined));
  while (aws.received.length < 8) await new Promise((resolve) => setTimeout(resolve, 10));
  const next = one.call('sns:GetTopicAttributes', { TopicArn: 'x' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(aws.received).toHaveLength(8);
  aws.on('kms:ListKeys', {});
  aws.hangUp();
  await Promise.all([...silent, next]);
  expect(aws.received.length).toBeGreaterThan(8);
});
