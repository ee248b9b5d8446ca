/**
 * Fuzzes the two example apps: `legacy`, whose bugs are found, minimized and reproduced, and `orders`, which has none.
 *
 *   npm run demo:fuzz
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { main } from '../../lib/cli/main';

const ROOT = path.join(__dirname, '../..');
const SEED = '7';

async function demo(folder: string): Promise<boolean> {
  const corpus = path.join(folder, 'corpus');
  title('examples/legacy: what its endpoint, its URL and its queue let through');
  synthesize('legacy', path.join(folder, 'legacy'));
  const legacy = await fuzz(path.join(folder, 'legacy'), '--corpus', corpus);
  verdict(legacy === 1, `cdk-sec3 fuzz exited with ${legacy}: there are bugs.`);

  const [first] = fs.existsSync(corpus) ? fs.readdirSync(corpus).filter((name) => name.includes('CreateOrder')) : [];
  title(`One of them again, from ${first}`);
  const replayed = first === undefined ? 0 : await fuzz(path.join(folder, 'legacy'), '--replay', path.join(corpus, first));
  verdict(replayed === 1, `cdk-sec3 fuzz --replay exited with ${replayed}: the same event breaks it.`);

  title('examples/orders: the same service made right');
  synthesize('orders', path.join(folder, 'orders'));
  const orders = await fuzz(path.join(folder, 'orders'));
  verdict(orders === 0, `cdk-sec3 fuzz exited with ${orders}: nothing was found.`);
  return legacy === 1 && replayed === 1 && orders === 0;
}

/** Synthesizes without the gate, which `npm run demo` shows. */
function synthesize(example: string, output: string): void {
  const { status, stderr, error } = spawnSync(process.execPath, ['--import', 'tsx', path.join(ROOT, 'examples', example, 'app.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: output, TSX_TSCONFIG_PATH: path.join(ROOT, 'examples/tsconfig.json'), CDK_CONTEXT_JSON: '{}' },
  });
  if (!fs.existsSync(path.join(output, 'manifest.json'))) throw new Error(`examples/${example} broke (${status}): ${error?.message ?? stderr}`);
}

function fuzz(assembly: string, ...args: string[]): Promise<number> {
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  return main(['fuzz', assembly, '--runs', '300', '--seed', SEED, ...args], { stdout: process.stdout, stderr: process.stderr, color, cwd: ROOT });
}

function title(text: string): void {
  console.log(`\n${'━'.repeat(100)}\n${text}\n${'━'.repeat(100)}\n`);
}

function verdict(asExpected: boolean, text: string): void {
  console.log(`\n${asExpected ? text : `${text} That is not what this demo is to show.`}`);
}

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-fuzz-demo-')));
demo(folder)
  .finally(() => fs.rmSync(folder, { recursive: true, force: true }))
  .then(
    (asExpected) => (process.exitCode = asExpected ? 0 : 1),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
