/**
 * A compromised dependency steals the function's credentials: first without the runtime guard, then under it.
 *
 *   npm run demo:attack
 *
 * It runs in a separate network namespace, in which 203.0.113.10 (an address for documentation, RFC 5737) is the thief.
 * This requires Linux, with util-linux and iproute2.
 */
import { spawn, spawnSync } from 'child_process';
import * as dgram from 'dgram';
import * as fs from 'fs';
import * as http from 'http';
import * as os from 'os';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { RuntimePolicy } from 'cdk-sec3';

const ROOT = path.join(__dirname, '../..');
const THIEF = '203.0.113.10';
const CREDENTIALS = { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/EXAMPLEKEY', AWS_SESSION_TOKEN: 'example-session-token' };

/** Receives data by HTTP and as datagrams. */
class Thief {
  public readonly loot: string[] = [];
  private readonly http = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk)).on('end', () => {
      this.loot.push(body);
      response.end();
    });
  });
  private readonly datagrams = dgram.createSocket('udp4').on('message', (message) => this.loot.push(String(message)));

  public async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(80, THIEF, resolve));
    await new Promise<void>((resolve) => this.datagrams.bind(53, THIEF, resolve));
    return this;
  }

  public close(): void {
    this.http.close();
    this.datagrams.close();
  }
}

async function demo(): Promise<boolean> {
  const layer = unpackLayer();
  try {
    const free = await attack('Without the runtime guard', []);
    const guarded = await attack('Under the runtime guard, by RuntimePolicy.standard()', [path.join(layer, 'sec3-runtime-guard/wrapper')]);
    return free === 3 && guarded === 0;
  } finally {
    fs.rmSync(layer, { recursive: true });
  }
}

/** Runs the function, and returns how often its credentials were stolen. */
async function attack(title: string, wrapper: readonly string[]): Promise<number> {
  console.log(`\n${'━'.repeat(100)}\n${title}\n${'━'.repeat(100)}\n`);
  const thief = await new Thief().listen();
  const [command, ...args] = [...wrapper, process.execPath, path.join(__dirname, 'invoke.js')];
  const policy = JSON.stringify(RuntimePolicy.standard().toJson());
  const environment = { PATH: process.env.PATH, AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'greet', ...CREDENTIALS };
  const { stdout, stderr } = await run(command, args, { ...environment, SEC3_RUNTIME_POLICY: policy }).finally(() => thief.close());
  console.log(`The function answered: ${stdout.trim()}`);
  for (const { category, action, api, target } of eventsIn(stderr)) console.log(`The guard ${action} ${api}(${target ?? ''}), category ${category}`);
  for (const loot of thief.loot) console.log(`The thief got, ${loot}`);
  if (thief.loot.length === 0) console.log('The thief got nothing.');
  return thief.loot.length;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(output) : reject(new Error(`${command} ended with ${status}:\n${output.stderr}`))));
  });
}

interface GuardEvent {
  readonly type: string;
  readonly category: string;
  readonly action: string;
  readonly api: string;
  readonly target: string | null;
}

function eventsIn(log: string): GuardEvent[] {
  const lines = log.split('\n').filter((line) => line.startsWith('{"type":'));
  return lines.map((line) => JSON.parse(line) as GuardEvent).filter(({ type }) => type === 'event');
}

/** Unpacks the layer as Lambda does. */
function unpackLayer(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-demo-'));
  for (const [name, content] of Object.entries(unzipSync(fs.readFileSync(path.join(ROOT, 'assets/runtime-guard.zip'))))) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content, { mode: 0o755 });
  }
  return folder;
}

/** Starts this program again in a separate network. */
function inOwnNetwork(): number {
  const setUp = `ip link set lo up && ip addr add ${THIEF}/32 dev lo && exec "$@"`;
  const again = [process.execPath, ...process.execArgv, __filename];
  const { status, error } = spawnSync('unshare', ['-rn', 'sh', '-c', setUp, 'sh', ...again], { stdio: 'inherit', env: { ...process.env, SEC3_DEMO: 'inside' } });
  if (error) throw new Error(`unshare of util-linux is needed for a network namespace: ${error.message}`);
  return status ?? 1;
}

if (process.env.SEC3_DEMO !== 'inside') {
  process.exitCode = inOwnNetwork();
} else {
  demo().then(
    (asExpected) => (process.exitCode = asExpected ? 0 : 1),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
