/**
 * Runs the CDK CLI and the gate on the two example apps: `legacy`, which has findings, and `orders`, the same service with
 * all problems fixed.
 *
 *   npm run demo
 */
import { spawnSync } from 'child_process';
import * as path from 'path';
import { main } from '../lib/cli/main';

const CDK = path.join(__dirname, '../node_modules/aws-cdk/bin/cdk');

async function demo(): Promise<boolean> {
  title('examples/legacy: an order service as many are written');
  const legacy = synthesize('legacy');
  await check('examples/legacy/cdk.out');
  verdict(legacy === 1, `cdk synth exited with ${legacy}: the gate stopped it.`);

  title('examples/orders: the same service made right');
  const orders = synthesize('orders');
  await check('examples/orders/cdk.out', '--checklist');
  verdict(orders === 0, `cdk synth exited with ${orders}: the gate let it pass.`);

  return legacy === 1 && orders === 0;
}

/** Runs `cdk synth` in an example's folder, with its cdk.json. {@link check} shows its findings. */
function synthesize(example: string): number {
  const { status, stderr, error } = spawnSync(process.execPath, [CDK, 'synth', '--quiet', '--no-notices'], {
    cwd: path.join(__dirname, example),
    encoding: 'utf8',
    // The app is compiled with the settings of its own folder.
    env: { ...process.env, TSX_TSCONFIG_PATH: undefined },
  });
  if (error || status === null || status > 1 || /Subprocess exited with error/.test(stderr)) {
    throw new Error(`cdk synth of examples/${example} broke: ${error?.message ?? stderr}`);
  }
  return status;
}

function check(...args: string[]): Promise<number> {
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  return main(['check', ...args], { stdout: process.stdout, stderr: process.stderr, color, cwd: path.join(__dirname, '..') });
}

function title(text: string): void {
  console.log(`\n${'━'.repeat(100)}\n${text}\n${'━'.repeat(100)}\n`);
}

function verdict(asExpected: boolean, text: string): void {
  console.log(`\n${asExpected ? text : `${text} That is not what this demo is to show.`}`);
}

demo().then(
  (asExpected) => (process.exitCode = asExpected ? 0 : 1),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
