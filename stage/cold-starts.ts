import { randomUUID } from 'crypto';
import { OrdersStage } from './orders';
import { restEvent } from '../lib/fuzz/targets/aws-events';

/** Durations of cold starts in milliseconds, by what runs before the handler. */
export type ColdStarts = ReadonlyMap<'neither' | 'validator' | 'guard' | 'both', number>;

/**
 * Measures the first invocation of OrderStatus in a new environment, with and without guard and validator. Returns the fastest of several rounds,
 * because other work on the machine only adds time.
 */
export async function compareColdStarts(stage: OrdersStage, rounds: number): Promise<ColdStarts> {
  const { variables: guarded } = stage.fn('OrderStatus').deployed;
  const { AWS_LAMBDA_EXEC_WRAPPER: _, SEC3_RUNTIME_POLICY: __, ...variables } = guarded;
  const handler = guarded.SEC3_EVENT_HANDLER;
  const changes = { neither: { variables, handler }, validator: { variables }, guard: { handler }, both: {} };
  const taken = new Map(Object.keys(changes).map((name) => [name as keyof typeof changes, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, times] of taken) times.push(await coldStart(stage, changes[name]));
  }
  return new Map([...taken].map(([name, times]) => [name, Math.min(...times)]));
}

export function describeColdStarts(coldStarts: ColdStarts): string {
  const plain = coldStarts.get('neither')!;
  const ratios = [...coldStarts].map(([name, milliseconds]) => `${(milliseconds / plain).toFixed(2)} with ${name}`);
  return `cold start of OrderStatus: ${ratios.join(', ')} (${plain.toFixed(0)} ms)`;
}

/** Returns the duration that the emulator reports. The emulator starts the runtime with the first invocation. */
function coldStart(stage: OrdersStage, changes: object): Promise<number> {
  const event = restEvent({ method: 'GET', resource: '/orders/{id}', pathParameters: { id: randomUUID() }, query: [], headers: [], body: null, isBinary: false });
  return stage.with('OrderStatus', changes, async (fn) => {
    const { payload } = await fn.invoke(event);
    const [, duration] = /\tDuration: ([\d.]+) ms/.exec(fn.logs) ?? [];
    if (!payload.includes('"statusCode":404') || duration === undefined) throw new Error(`OrderStatus does not answer as it should: ${payload} ${fn.logs}`);
    return Number(duration);
  });
}
