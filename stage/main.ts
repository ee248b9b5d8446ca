/**
 * Deploys examples/orders on this machine, and runs an order, a rotation of its secret, and an attack.
 *
 *   npm run stage
 */
import { compareColdStarts, describeColdStarts } from './cold-starts';
import { OrdersStage } from './orders';
import { tour } from './tour';
import { Progress } from '../lib/cli/progress';

/** Shows the elapsed seconds on a terminal. In a pipeline, it only logs the start. */
async function withClock<T>(what: string, work: Promise<T>): Promise<T> {
  console.log(`${what} …`);
  const progress = new Progress(process.stderr.isTTY && !process.env.CI ? process.stderr : undefined);
  const since = Date.now();
  const clock = setInterval(() => progress.phase(`${Math.round((Date.now() - since) / 1000)} s`), 1000);
  try {
    return await work;
  } finally {
    clearInterval(clock);
    progress.clear();
  }
}

async function main(): Promise<void> {
  const stage = new OrdersStage();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stage.stop().finally(() => process.exit(1)));
  try {
    await withClock('examples/orders is being deployed', stage.start());
    for await (const { what, isRight } of tour(stage)) {
      console.log(`${isRight ? '✓' : '✗'} ${what}`);
      if (!isRight) process.exitCode = 1;
    }
    console.log(describeColdStarts(await compareColdStarts(stage, 5)));
  } finally {
    await stage.stop();
  }
}

main().catch((e: Error) => {
  console.error(e.message);
  process.exitCode = 1;
});
