/**
 * Measures the cost of the runtime guard with Lambda's own runtime clients: unguarded, with parts of the guard, and with each policy, compared in one
 * run.
 *
 *   npm run bench:guard [runtime ...]     such as node22 or python3.13; default: all
 *
 * With SEC3_WRITE_TABLES=1 it writes the table in docs/runtime-guard.md.
 */
import { once } from 'events';
import * as fs from 'fs';
import { AddressInfo, createServer } from 'net';
import * as os from 'os';
import * as path from 'path';
import { costTable, details, median, Sample, Samples } from './guard/table';
import { NAMES, Variant, VariantName, variants } from './guard/variants';
import { withGenerated } from '../projenrc/generated';
import { LambdaRuntime } from '../test/runtime-guard/lambda-runtime';
import { NODE_MAJORS, nodeBinary } from '../test/tools/node-releases';
import { pipInstall, pythonReleases } from '../test/tools/python-releases';
import { RuntimeClients } from '../test/tools/runtime-clients';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 25);
/** The maximum duration for each runtime; a busy machine runs fewer rounds. */
const MAX_SECONDS = 80;
const EMPTY_INVOCATIONS = 100;
const BUSY_INVOCATIONS = 30;
const READS = 300;
const READ_INVOCATIONS = 20;
const PYTHON_CLIENT = 'awslambdaric==4.2.2';
const HANDLER = 'benchmark.handler';
const DOCUMENT = path.join(__dirname, '../docs/runtime-guard.md');

/** A runtime, and how its functions are started. */
interface Subject {
  readonly name: string;
  readonly binary: string;
  readonly client: { readonly args: readonly string[]; readonly folder: string };
  readonly env: Record<string, string>;
}

const clients = new RuntimeClients();
const runtimes = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-runtimes-'));
const guard = variants();
// In Lambda, the function's code is on a mount of its own. Here, that is shared memory.
const taskRoot = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'sec3-bench-guard-'));
for (const file of ['benchmark.mjs', 'python/benchmark.py']) fs.copyFileSync(path.join(__dirname, '../test/runtime-guard/functions', file), path.join(taskRoot, path.basename(file)));
const FILES = Array.from({ length: 10 }, (_, i) => ['/etc/passwd', '/etc/group', '/etc/hosts', '/proc/version', '/etc/hostname'][i % 5]);

void main().finally(() => {
  for (const folder of [...guard.folders, runtimes, taskRoot]) fs.rmSync(folder, { recursive: true, force: true });
});

function subjects(): Subject[] {
  const nodes = NODE_MAJORS.map((major): Subject => ({
    name: `node${major}`, binary: nodeBinary(major), client: clients.client(major, HANDLER), env: { AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x` },
  }));
  const pythons = pythonReleases().filter(({ minor }) => minor !== '3.11').map(({ minor, binary }): Subject => {
    const folder = path.join(runtimes, minor);
    return {
      name: `python${minor}`, binary, client: { args: ['-m', 'awslambdaric', HANDLER], folder }, env: { AWS_EXECUTION_ENV: `AWS_Lambda_python${minor}`, PYTHONPATH: folder },
    };
  });
  const wanted = process.argv.slice(2);
  const chosen = [...nodes, ...pythons].filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const { name, binary, client } of chosen) {
    // In Lambda, the Python modules of the runtime are precompiled.
    if (name.startsWith('python')) pipInstall({ minor: name.slice(6), binary }, client.folder, [PYTHON_CLIENT], { compile: true });
  }
  return chosen;
}

async function main(): Promise<void> {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const all: { name: string; samples: Samples }[] = [];
  for (const subject of subjects()) {
    const samples = await samplesOf(subject, port);
    const load = `load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} CPUs`;
    console.log(`\n${subject.name}, medians of ${samples.unguarded.length} processes each, ${load}; in brackets, of the differences and of the ratios to unguarded in the same round`);
    console.log(details(samples));
    all.push({ name: subject.name, samples });
  }
  server.close();
  if (process.env.SEC3_WRITE_TABLES === '1') fs.writeFileSync(DOCUMENT, withGenerated(fs.readFileSync(DOCUMENT, 'utf8'), 'cost', costTable(all)));
}

async function samplesOf(subject: Subject, port: number): Promise<Samples> {
  const samples: Record<VariantName, Sample[]> = { unguarded: [], wrapper: [], library: [], alertOnly: [], standard: [], strict: [] };
  const order = [...NAMES];
  const end = performance.now() + MAX_SECONDS * 1000;
  for (let round = -1; round < ROUNDS && performance.now() < end; round += 1) {
    // Each round starts with another variant.
    order.push(order.shift()!);
    for (const name of order) {
      const sample = await measure(subject, guard.variants[name], port);
      // The first round is a warm-up.
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

async function measure({ binary, client, env }: Subject, { layer, policy }: Variant, port: number): Promise<Sample> {
  const start = performance.now();
  const guarded = layer === undefined ? undefined : { policy: policy!, layer };
  const runtime = await LambdaRuntime.start({ node: binary, client, taskRoot, handler: HANDLER, guard: guarded, env });
  try {
    const first = await answer(runtime, {});
    const init = performance.now() - start - first.time;
    const initCpu = cpuTime(runtime.pid);
    const began = performance.now();
    for (let i = 0; i < EMPTY_INVOCATIONS; i += 1) await answer(runtime, {});
    const empty = (performance.now() - began) / EMPTY_INVOCATIONS;
    const busy = [];
    for (let i = 0; i < BUSY_INVOCATIONS; i += 1) busy.push((await answer(runtime, { files: FILES, port })).time);
    const reads = [];
    for (let i = 0; i < READ_INVOCATIONS; i += 1) reads.push((await answer(runtime, { file: '/etc/hostname', reads: READS })).time);
    return { init, initCpu, empty, busy: median(busy), read: (Math.min(...reads) * 1000) / READS, memory: (await answer(runtime, {})).rss / 2 ** 20 };
  } finally {
    await runtime.stop();
  }
}

async function answer(runtime: LambdaRuntime, event: object): Promise<{ time: number; rss: number }> {
  const { response, ...failure } = await runtime.invoke(event);
  if (response === undefined) throw new Error(`the handler failed: ${JSON.stringify(failure)}\n${runtime.output}`);
  return JSON.parse(response);
}

/** Returns the CPU time of all threads of a process and of its finished children (those of the wrapper), in milliseconds. */
function cpuTime(pid: number): number {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  // The fields are utime, stime, cutime and cstime, in ticks of 10 ms. For threads, the scheduler has more precise times.
  const children = (Number(fields[13]) + Number(fields[14])) * 10;
  const nanoseconds = (task: string) => Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return fs.readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + nanoseconds(task) / 1e6, children);
}
