/**
 * Deploys examples/orders on this machine, and leads an order, a rotation of its secret, and an attack through it.
 *
 *   npm run stage
 */
import { compareColdStarts, describeColdStarts } from './cold-starts';
import { OrdersStage } from './orders';
import { tour } from './tour';

async function main(): Promise<void> {
  const stage = new OrdersStage();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stage.stop().finally(() => process.exit(1)));
  try {
    console.log('examples/orders is being deployed …');
    await stage.start();
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
