import * as fc from 'fast-check';
import { Fault, FAULTS, OPERATIONS, SigningModel } from './signing-model';
import { Event, HOME, PROPERTIES, SIGNED, SigningScene, SOURCE, STAGING } from './signing-scene';
import { prefixOf, readRequest } from '../../lambda/code-signing/event';

jest.setTimeout(600_000);

const RUNS = 100;
const OTHERS = ['another/resource/object.zip'];
const ROTATED = { ...PROPERTIES, ProfileVersion: 'v2' };

/** Events after creation: none, an update whose old object is cleaned up, or an update that is rolled back. */
type Story = 'create' | 'update' | 'rollback';

interface Schedule {
  readonly story: Story;
  readonly faults: readonly (Fault | undefined)[];
  /** Whether Lambda delivers each event twice concurrently. */
  readonly doubled: boolean;
  /** Whether Lambda delivers the first event again after the resource was deleted. */
  readonly late: boolean;
  readonly jobLength: number;
  readonly jobFails: boolean;
}

let model: SigningModel;
let scene: SigningScene;
let deliveries = 0;
let unanswered = 0;

beforeAll(async () => {
  model = await SigningModel.start();
  scene = new SigningScene(model);
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterAll(async () => {
  jest.restoreAllMocks();
  await model.stop();
});

afterEach(() => expect(model.broken).toEqual([]));

/** Acts as CloudFormation: sends an event, and waits for the response. */
async function request(event: Event, { doubled }: Schedule) {
  deliveries += doubled ? 2 : 1;
  const [response] = await Promise.all([scene.deliver(event), ...(doubled ? [scene.deliver(event)] : [])]);
  const successes = model.responses.filter((one) => one.RequestId === event.RequestId && one.Status === 'SUCCESS');
  // Repeated deliveries of an event have the same status.
  expect(new Set(successes.map((one) => JSON.stringify(one))).size).toBeLessThanOrEqual(1);
  return response ?? model.responses.find((one) => one.RequestId === event.RequestId);
}

/** Deletes until it succeeds, as a user does with a stack in DELETE_FAILED. */
async function remove(physicalId: string, properties: object, schedule: Schedule, id: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const event = { RequestType: 'Delete', RequestId: `${id}-${attempt}`, PhysicalResourceId: physicalId, ResourceProperties: properties };
    const response = await request(event, schedule);
    if (response?.Status === 'SUCCESS') return;
    expect(attempt).toBeLessThan(10);
  }
}

function expectSigned(key: string, profileVersion: string): void {
  const job = model.jobs.find((one) => `${one.destination.s3.prefix}${one.jobId}.zip` === key)!;
  expect(model.buckets.get(SIGNED)!.get(key)).toBe(job.jobId);
  expect(job.source.s3).toEqual({ bucketName: STAGING, key: SOURCE, version: 'version-1' });
  expect(job.profileVersion).toBe(profileVersion);
}

/** Runs the life of a resource under a schedule, and checks its invariants. */
async function lives(schedule: Schedule): Promise<void> {
  scene.reset();
  model.jobLength = schedule.jobLength;
  if (schedule.jobFails) model.jobFailure = 'The zip file is malformed';
  model.faults = [...schedule.faults];
  const create = { RequestType: 'Create', RequestId: 'create', ResourceProperties: PROPERTIES };
  const created = await request(create, schedule);
  expect(model.jobs.length).toBeLessThanOrEqual(1);
  if (created?.Status === 'SUCCESS') {
    expect(schedule.jobFails).toBe(false);
    expectSigned(created.Data!.Key, 'v1');
    const end = await updates(created.PhysicalResourceId, created.Data!.Key, schedule);
    await remove(end.physicalId, end.properties, schedule, 'delete');
    if (end.unanswered) {
      // CloudFormation does not know the object of such an update, which is deleted with the bucket.
      unanswered += 1;
      model.finishJobs();
      await remove(prefixOf(HOME, readRequest(ROTATED)), ROTATED, schedule, 'empty');
    }
  } else {
    // Temporary failures are retried: each failure has a reason, and a response is only missing if each attempt of the function ended early.
    if (created) expect(created.Reason).toBe(`Signing job ${model.jobs[0]?.jobId} failed: The zip file is malformed`);
    await remove(created?.PhysicalResourceId ?? 'Orders-OrdersSigned-1ABCDEFGHIJKL', PROPERTIES, schedule, 'delete');
  }
  model.finishJobs();
  if (schedule.late && model.jobs.length > 0) {
    model.faults = [];
    await scene.invoke(create);
    model.finishJobs();
  }
  expect(model.keys(SIGNED)).toEqual(OTHERS);
}

interface End {
  readonly physicalId: string;
  readonly properties: object;
  /** Whether an update ended without a response. */
  readonly unanswered: boolean;
}

/** Updates the resource after the profile gets a new version. */
async function updates(physicalId: string, key: string, schedule: Schedule): Promise<End> {
  if (schedule.story === 'create') return { physicalId, properties: PROPERTIES, unanswered: false };
  model.profiles.get('Orders')!.version = 'v2';
  const updated = await request({ RequestType: 'Update', RequestId: 'update', PhysicalResourceId: physicalId, ResourceProperties: ROTATED }, schedule);
  // Without a response, each attempt has failed: CloudFormation rolls back, and the id stays the same.
  const current = updated?.PhysicalResourceId ?? physicalId;
  if (updated?.Status === 'SUCCESS') {
    expectSigned(updated.Data!.Key, 'v2');
    expectSigned(key, 'v1');
    if (schedule.story === 'update') {
      await remove(physicalId, PROPERTIES, schedule, 'cleanup');
      expectSigned(updated.Data!.Key, 'v2');
      expect(model.keys(SIGNED)).not.toContain(key);
      return { physicalId: current, properties: ROTATED, unanswered: false };
    }
  }
  return rollsBack(physicalId, current, key, schedule);
}

/** Checks that a rollback restores the previous object, even if signing is no longer possible. */
async function rollsBack(physicalId: string, current: string, key: string, schedule: Schedule): Promise<End> {
  model.buckets.get(STAGING)!.clear();
  for (let attempt = 0; ; attempt += 1) {
    const event = { RequestType: 'Update', RequestId: `rollback-${attempt}`, PhysicalResourceId: current, ResourceProperties: PROPERTIES };
    const response = await request(event, schedule);
    if (response) {
      expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: { Bucket: SIGNED, Key: key } });
      break;
    }
    expect(attempt).toBeLessThan(10);
  }
  const noAnswer = current === physicalId;
  if (!noAnswer) await remove(current, ROTATED, schedule, 'cleanup');
  expectSigned(key, 'v1');
  return { physicalId, properties: PROPERTIES, unanswered: noAnswer };
}

const CALM: Schedule = { story: 'create', faults: [], doubled: false, late: false, jobLength: 1, jobFails: false };

describe('the lifecycle of a signed object', () => {
  it.each<Story>(['create', 'update', 'rollback'])('%s: each fault at each call', async (story) => {
    await lives({ ...CALM, story });
    const calls = model.calls.length;
    expect(calls).toBeGreaterThanOrEqual(10);
    for (let at = 0; at < calls; at += 1) {
      for (const fault of FAULTS) await lives({ ...CALM, story, faults: [...Array<undefined>(at), fault] });
    }
    console.info(`${story}: ${calls} calls, ${calls * FAULTS.length} runs with one fault each`);
  });

  it(`holds over ${RUNS} schedules of faults, doubled and late events`, async () => {
    const before = deliveries;
    const schedules = fc.record<Schedule>({
      story: fc.constantFrom('create', 'update', 'rollback'),
      faults: fc.array(fc.option(fc.constantFrom(...FAULTS), { nil: undefined }), { maxLength: 12 }),
      doubled: fc.boolean(),
      late: fc.boolean(),
      jobLength: fc.integer({ min: 1, max: 4 }),
      jobFails: fc.boolean(),
    });
    await fc.assert(fc.asyncProperty(schedules, lives), { numRuns: RUNS });
    const injected = [...model.injected.values()].reduce((sum, count) => sum + count, 0);
    console.info(`${RUNS} schedules, ${deliveries - before} events, ${injected} faults in all tests: ${model.injected.size} kinds of call and fault; ${unanswered} updates without an answer`);
    for (const operation of OPERATIONS) for (const fault of FAULTS) expect([...model.injected.keys()]).toContain(`${operation}, ${fault}`);
  });
});
