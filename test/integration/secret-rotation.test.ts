import * as fc from 'fast-check';
import { FAULTS, Fault } from './faulty-aws';
import { Kind, RotationScene, Schedule, STEPS } from './rotation-scene';

jest.setTimeout(1_200_000);

const NO_FAULTS = { faults: [], doubled: [], late: [] };
const KINDS: readonly Kind[] = ['generated', 'adapter'];

let scene: RotationScene;

beforeAll(async () => {
  scene = await RotationScene.start();
});

afterAll(() => scene.stop());

afterEach(() => {
  expect(scene.aws.broken).toEqual([]);
  expect(scene.leaks()).toEqual([]);
});

/** Runs a whole rotation under a schedule, and checks its invariants. */
async function rotates(schedule: Schedule): Promise<number> {
  await scene.secret(schedule.kind, schedule.attempts);
  const before = await scene.labeled('AWSCURRENT');
  const token = await scene.begin();
  const attempts = await scene.rotate(schedule, token);
  const after = await scene.labeled('AWSCURRENT');
  expect(after).toEqual({ id: token, value: expect.stringMatching(/./) });
  expect(after!.value).not.toBe(before!.value);
  expect(await scene.labeled('AWSPREVIOUS')).toEqual(before);
  expect(await scene.labeled('AWSPENDING')).toBeUndefined();
  if (schedule.kind === 'adapter') {
    expect(scene.provider.keys.has(after!.value)).toBe(true);
    expect(scene.provider.keys.has(before!.value)).toBe(false);
  }
  expect(scene.aws.broken).toEqual([]);
  return attempts;
}

describe('a rotation without faults', () => {
  test('generated: replaces the value', async () => {
    scene.aws.calls = [];
    expect(await rotates({ kind: 'generated', attempts: 3, ...NO_FAULTS })).toBe(1);
    expect((await scene.labeled('AWSCURRENT'))!.value).toHaveLength(32);
    // The calls of a rotation, which determine its permissions.
    expect(scene.aws.calls).toEqual([
      'DescribeSecret', 'GetSecretValue', 'GetSecretValue', 'PutSecretValue',
      'DescribeSecret',
      'DescribeSecret', 'GetSecretValue', 'GetSecretValue',
      'DescribeSecret', 'GetSecretValue', 'UpdateSecretVersionStage',
    ]);
  });

  test('generated at a key: keeps the other keys', async () => {
    await scene.secret('generated', 3, '{"username":"orders","host":"changed by hand","password":"old"}');
    const token = await scene.begin();
    const settings = JSON.stringify({ template: { username: 'orders', host: 'db', port: 5432 }, key: 'password', excludePunctuation: true });
    for (const step of STEPS) expect(await scene.invoke(scene.event(step, token), settings)).toEqual({ result: null });
    expect(JSON.parse((await scene.labeled('AWSCURRENT'))!.value)).toEqual({
      username: 'orders', host: 'changed by hand', port: 5432, password: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    });
  });

  test('adapter: creates a key, tests it, and revokes the previous one', async () => {
    scene.aws.calls = [];
    expect(await rotates({ kind: 'adapter', attempts: 3, ...NO_FAULTS })).toBe(1);
    expect(scene.aws.calls.filter((call) => call === 'Invoke')).toHaveLength(4);
    expect(scene.provider.keys).toEqual(new Set([(await scene.labeled('AWSCURRENT'))!.value]));
  });

  test.each(KINDS)('%s: rotates again', async (kind) => {
    await scene.secret(kind, 3);
    for (let round = 0; round < 3; round += 1) await scene.rotate(NO_FAULTS, await scene.begin());
    expect(await scene.labeled('AWSPENDING')).toBeUndefined();
  });
});

describe('the first deployment of a provider’s key', () => {
  test('Secrets Manager tests the schedule with a placeholder, the first key is stored by hand, and then rotation works', async () => {
    await scene.secret('adapter', 3, 'a placeholder that CloudFormation made');
    const placeholder = await scene.labeled('AWSCURRENT');
    const trial = await scene.tryOut();
    expect(await scene.labeled('AWSPENDING')).toEqual({ id: trial, value: placeholder!.value });
    expect(await scene.invoke(scene.event('testSecret', trial))).toEqual({ result: null });
    await scene.endTrial(trial);
    expect(await scene.labeled('AWSCURRENT')).toEqual(placeholder);

    const first = scene.provider.issue('first key');
    await scene.store(first);
    expect(await scene.rotate(NO_FAULTS, await scene.begin())).toBe(1);
    expect((await scene.labeled('AWSPREVIOUS'))!.value).toBe(first);
    expect(scene.provider.keys.has((await scene.labeled('AWSCURRENT'))!.value)).toBe(true);
    expect(scene.provider.keys.has(first)).toBe(false);
  });

  test('a rotation before the first key fails at the provider, and the placeholder stays', async () => {
    await scene.secret('adapter', 3, 'a placeholder that CloudFormation made');
    const placeholder = await scene.labeled('AWSCURRENT');
    const token = await scene.begin();
    expect((await scene.invoke(scene.event('createSecret', token))).error).toMatchObject({ errorType: 'AdapterFailed' });
    expect(await scene.labeled('AWSCURRENT')).toEqual(placeholder);
  });

  test('a changed schedule is tested with the current key, which is not changed', async () => {
    await scene.secret('adapter', 3);
    const current = await scene.labeled('AWSCURRENT');
    const trial = await scene.tryOut();
    scene.aws.calls = [];
    expect(await scene.invoke(scene.event('testSecret', trial))).toEqual({ result: null });
    expect(scene.aws.calls).not.toContain('Invoke');
    await scene.endTrial(trial);
    expect(await scene.labeled('AWSCURRENT')).toEqual(current);
    expect(scene.provider.keys.has(current!.value)).toBe(true);
  });
});

describe('rejected events', () => {
  test('another secret, an unknown step, a version that is not pending', async () => {
    await scene.secret('generated', 1);
    const token = await scene.begin();
    const before = await scene.labeled('AWSCURRENT');
    const event = scene.event('createSecret', token);
    const rejected = async (changed: object) => (await scene.invoke({ ...event, ...changed })).error;
    expect(await rejected({ SecretId: `${event.SecretId}x` })).toEqual({ errorType: 'RotationRejected', errorMessage: expect.stringContaining('and nothing else') });
    expect(await rejected({ Step: 'create_secret' })).toMatchObject({ errorType: 'RotationRejected' });
    expect(await rejected({ ClientRequestToken: '0'.repeat(32) })).toEqual({
      errorType: 'RotationRejected',
      errorMessage: expect.stringContaining(`version ${token} has, of a rotation that is not finished`),
    });
    expect(await scene.labeled('AWSPENDING')).toEqual({ id: token, value: '' });
    expect(await scene.labeled('AWSCURRENT')).toEqual(before);
  });

  test('finishSecret without a value, so that an empty version never becomes current', async () => {
    await scene.secret('generated', 1);
    const token = await scene.begin();
    expect((await scene.invoke(scene.event('finishSecret', token))).error).toMatchObject({ errorType: 'UnusableValue' });
    expect((await scene.labeled('AWSCURRENT'))!.id).not.toBe(token);
  });

  test('events of an abandoned rotation', async () => {
    await scene.secret('adapter', 1);
    const abandoned = await scene.begin();
    await scene.invoke(scene.event('createSecret', abandoned));
    // AWS rejects another rotation until AWSPENDING is removed manually; moto moves the label itself.
    const token = await scene.begin();
    for (const step of STEPS) {
      expect((await scene.invoke(scene.event(step, abandoned))).error).toMatchObject({ errorType: 'RotationRejected' });
    }
    expect(await scene.rotate(NO_FAULTS, token)).toBe(1);
    expect((await scene.labeled('AWSCURRENT'))!.id).toBe(token);
  });
});

test('a rotation continues with the stored value after it stopped after its first step', async () => {
  await scene.secret('generated', 1);
  const token = await scene.begin();
  await scene.invoke(scene.event('createSecret', token));
  const pending = await scene.labeled('AWSPENDING');
  await scene.rotate(NO_FAULTS, token);
  expect(await scene.labeled('AWSCURRENT')).toEqual(pending);
});

test.each(KINDS)('%s: each call of a rotation fails once, with each fault', async (kind) => {
  scene.aws.calls = [];
  await rotates({ kind, attempts: 1, ...NO_FAULTS });
  const calls = scene.aws.calls.length;
  let rotations = 0;
  for (let call = 0; call < calls; call += 1) {
    for (const fault of FAULTS) {
      await rotates({ ...NO_FAULTS, kind, attempts: 1, faults: [...Array<undefined>(call), fault] });
      rotations += 1;
    }
  }
  process.stdout.write(`${kind}: ${rotations} rotations with one fault (${calls} calls, ${FAULTS.length} faults each), no value lost\n`);
  expect(rotations).toBe(calls * FAULTS.length);
});

test('random schedules of faults, duplicate and late events', async () => {
  const schedules = 80;
  const counted = { attempts: 0, before: scene.invocations, faults: sum(scene.aws.injected) };
  await fc.assert(
    fc.asyncProperty(
      fc.record<Schedule>({
        kind: fc.constantFrom(...KINDS),
        attempts: fc.constantFrom(1, 3),
        faults: fc.array(
          fc.oneof(
            { weight: 5, arbitrary: fc.constant(undefined) },
            { weight: 4, arbitrary: fc.constantFrom<Fault>(...FAULTS) },
          ),
          { maxLength: 14 },
        ),
        doubled: fc.array(fc.boolean(), { maxLength: 6 }),
        late: fc.array(fc.record({ after: fc.integer({ min: 1, max: 8 }), event: fc.nat(7) }), { maxLength: 3 }),
      }),
      async (schedule) => {
        counted.attempts += await rotates(schedule);
      },
    ),
    { numRuns: schedules },
  );
  const faults = sum(scene.aws.injected) - counted.faults;
  process.stdout.write(
    `${schedules} random schedules: ${faults} faults in ${scene.invocations - counted.before} invocations and ${counted.attempts} attempts, no value lost; ` +
      `in all tests: ${JSON.stringify(scene.aws.injected)}\n`,
  );
  expect(faults).toBeGreaterThan(schedules);
});

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
