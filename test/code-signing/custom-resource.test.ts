import { SigningModel } from './signing-model';
import { HOME, PROPERTIES, SIGNED, SigningScene, SOURCE, STACK, STAGING } from './signing-scene';

jest.setTimeout(60_000);

const CREATE = { RequestType: 'Create', RequestId: 'create', ResourceProperties: PROPERTIES };
const ID = expect.stringMatching(new RegExp(`^${HOME}[0-9a-f]{32}/$`));

let model: SigningModel;
let scene: SigningScene;
let handler: (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<void>;

beforeAll(async () => {
  model = await SigningModel.start();
  scene = new SigningScene(model);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: model.url, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing',
  });
  // Clients are created when the function is loaded, as in Lambda.
  ({ handler } = jest.requireActual<{ handler: typeof handler }>('../../lambda/code-signing'));
});

afterAll(() => model.stop());

beforeEach(() => {
  scene.reset();
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
  expect(model.broken).toEqual([]);
});

/** Returns the response to an event. */
async function answer(event: Parameters<SigningScene['invoke']>[0], time?: number) {
  expect(await scene.invoke(event, time)).toBe('returned');
  expect(model.responses).toHaveLength(1);
  return model.responses[0];
}

describe('the function', () => {
  it('signs code when Lambda invokes it', async () => {
    const event = { ...CREATE, StackId: STACK, LogicalResourceId: 'OrdersSigned', ResponseURL: `${model.url}/respond` };
    await handler(event, { getRemainingTimeInMillis: () => 60_000 });
    const [job] = model.jobs;
    const key = `${job.destination.s3.prefix}${job.jobId}.zip`;
    expect(model.responses).toEqual([{
      Status: 'SUCCESS', PhysicalResourceId: ID, StackId: STACK, RequestId: 'create', LogicalResourceId: 'OrdersSigned', Data: { Bucket: SIGNED, Key: key },
    }]);
    expect(model.keys(SIGNED)).toContain(key);
    // The calls of signing, which determine its permissions.
    expect(model.calls).toEqual(['ListObjectsV2', 'HeadObject', 'StartSigningJob', 'DescribeSigningJob', 'ListObjectsV2', 'Respond']);
  });

  it('removes the signed object, and nothing else', async () => {
    const { PhysicalResourceId } = await answer(CREATE);
    Object.assign(model, { responses: [], calls: [] });
    const event = { RequestType: 'Delete', RequestId: 'delete', PhysicalResourceId, ResourceProperties: PROPERTIES };
    expect(await answer(event)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(model.keys(SIGNED)).toEqual(['another/resource/object.zip']);
    expect(model.calls).toEqual(['ListSigningJobs', 'ListObjectsV2', 'DeleteObject', 'Respond']);
  });

  it('removes nothing if the bucket no longer exists', async () => {
    model.buckets.delete(SIGNED);
    expect(await answer({ ...CREATE, RequestType: 'Delete', PhysicalResourceId: `${HOME}x/` })).toMatchObject({ Status: 'SUCCESS' });
  });

  it('removes nothing if nothing was signed', async () => {
    expect(await answer({ RequestType: 'Delete', RequestId: 'delete', PhysicalResourceId: 'OrdersSigned', ResourceProperties: {} })).toMatchObject({ Status: 'SUCCESS' });
    expect(model.calls).toEqual(['Respond']);
  });

  it('waits for a running job before it removes the object', async () => {
    model.jobLength = 3;
    model.faults = [undefined, undefined, 'killed after'];
    expect(await scene.invoke(CREATE)).toBe('killed');
    await answer({ ...CREATE, RequestType: 'Delete', RequestId: 'delete', PhysicalResourceId: 'Orders-OrdersSigned-1ABC' });
    expect(model.jobs).toEqual([expect.objectContaining({ left: 0 })]);
    expect(model.keys(SIGNED)).toEqual(['another/resource/object.zip']);
  });

  it('signs again after the signature was revoked', async () => {
    const first = await answer(CREATE);
    model.jobs[0].revoked = true;
    model.responses = [];
    const second = await answer({ ...CREATE, RequestType: 'Update', RequestId: 'update', PhysicalResourceId: first.PhysicalResourceId });
    expect(second.PhysicalResourceId).toBe(first.PhysicalResourceId);
    expect(second.Data!.Key).not.toBe(first.Data!.Key);
    expect(model.jobs).toHaveLength(2);
  });

  it('rejects an existing object that AWS Signer does not know', async () => {
    const first = await answer(CREATE);
    model.buckets.get(SIGNED)!.clear();
    model.buckets.get(SIGNED)!.set(`${first.PhysicalResourceId}0-planted.zip`, 'planted');
    model.responses = [];
    const second = await answer({ ...CREATE, RequestType: 'Update', RequestId: 'update', PhysicalResourceId: first.PhysicalResourceId });
    expect(second.Data!.Key).toBe(`${first.PhysicalResourceId}${model.jobs[1].jobId}.zip`);
  });

  it('rejects an object that was signed from another source', async () => {
    const first = await answer(CREATE);
    const key = first.Data!.Key;
    model.jobs[0] = { ...model.jobs[0], source: { s3: { bucketName: STAGING, key: 'other.zip', version: 'version-1' } } };
    model.responses = [];
    const second = await answer({ ...CREATE, RequestType: 'Update', RequestId: 'update', PhysicalResourceId: first.PhysicalResourceId });
    expect(second.Data!.Key).not.toBe(key);
  });
});

describe('failures that are reported to CloudFormation', () => {
  it.each<[string, () => void, RegExp]>([
    ['a job that failed', () => (model.jobFailure = 'The zip file is signed already'), /^Signing job \S+ failed: The zip file is signed already$/],
    ['a source that does not exist', () => model.buckets.get(STAGING)!.clear(), /^HeadObject of s3:\/\/cdk-staging\/asset.zip failed with \w+ \(404\)/],
    ['a bucket without versions', () => model.buckets.get(STAGING)!.set(SOURCE, ''), /^Bucket cdk-staging is not versioned, which AWS Signer requires/],
    ['a profile that does not exist', () => model.profiles.clear(), /^StartSigningJob with profile Orders failed with ResourceNotFoundException \(404\)/],
    ['another version of the profile', () => (model.profiles.get('Orders')!.version = 'v9'), /signed with version v9 of profile Orders, and v1 of Orders was requested/],
    ['a profile of another platform', () => (model.profiles.get('Orders')!.platformId = 'Notation-OCI-SHA384-ECDSA'), /for platform Notation-OCI-SHA384-ECDSA, and Lambda/],
    ['a job that takes too long', () => (model.jobLength = 10_000), /^Signing job \S+ did not finish in time$/],
  ])('%s', async (_, arrange, reason) => {
    arrange();
    expect(await answer(CREATE)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason), PhysicalResourceId: ID });
  });

  it('a missing permission, after waiting a minute for IAM', async () => {
    // At 0, 0.25, 0.75, ... 62.75 seconds.
    model.faults = Array(17).fill('denied');
    const response = await answer(CREATE);
    expect(response.Reason).toBe(`ListObjectsV2 of s3://${SIGNED}/${response.PhysicalResourceId} failed with AccessDeniedException (403): AccessDeniedException made by a test`);
  });

  it('a timeout, reported before Lambda ends the function', async () => {
    model.faults = Array(10).fill('throttled');
    expect(await answer(CREATE, 31_000)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('ListObjectsV2') });
  });

  it('throws if CloudFormation can’t be reached, so that Lambda retries', async () => {
    model.faults = [...Array<undefined>(5), ...Array<'rejected after'>(200).fill('rejected after')];
    expect(await scene.invoke(CREATE)).toBe('threw');
  });

  it('incomplete properties, all at once', async () => {
    const properties = { ...PROPERTIES, Bucket: undefined, Profile: 7 };
    expect(await answer({ ...CREATE, ResourceProperties: properties })).toMatchObject({
      Status: 'FAILED', PhysicalResourceId: 'OrdersSigned', Reason: 'Bucket is undefined; Profile is 7: each has to be a string',
    });
  });

  it('another request type', async () => {
    expect(await answer({ ...CREATE, RequestType: 'Read' })).toMatchObject({ Status: 'FAILED', Reason: 'RequestType is "Read": it has to be Create, Update or Delete' });
  });

  it.each([[undefined], [{}], [{ RequestType: 'Create', ResponseURL: 7 }]])('an event of another sender: %j', async (event) => {
    await expect(handler(event, { getRemainingTimeInMillis: () => 60_000 })).rejects.toThrow('ResponseURL, StackId, RequestId, LogicalResourceId: missing');
    expect(model.calls).toEqual([]);
  });
});
