import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as readline from 'readline';
import { Runtime } from './guest';
import { Job, Opened } from './inside';
import { Progress } from './search';
import { tracer } from './tracer/tracer';
import { nodeBinary, NODE_MAJORS } from '../../tools/node-releases';
import { pythonReleases } from '../../tools/python-releases';
import { ADDRESSES } from '../escapes/internet';
import { launcher } from '../launcher/launcher';
import { sealed } from '../sealed/sealed';

const REPOSITORY = path.resolve(__dirname, '../../..');

/** Returns the runtimes to search: those on which the guard is tested, as the tests find them. */
export function runtimes(): Runtime[] {
  return [
    ...NODE_MAJORS.map((major): Runtime => ({ name: `node${major}`, language: 'node', interpreter: nodeBinary(major) })),
    ...pythonReleases().map(({ minor, binary }): Runtime => ({ name: `python${minor}`, language: 'python', interpreter: binary })),
  ];
}

/** Runs a job in separate namespaces, which protect the machine; needs root. Returns the last result, or all results for opened guards. */
async function run(job: Omit<Job, 'programs'>, reported: (value: Progress | Opened) => void = () => undefined): Promise<(Progress | Opened)[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-search-'));
  fs.chmodSync(folder, 0o755);
  const programs = { tracer: tracer(), launcher: launcher() };
  const inside = [process.execPath, '--import', 'tsx', path.join(__dirname, 'inside.ts'), JSON.stringify({ ...job, programs })];
  const [program, ...args] = sealed(folder, ADDRESSES, inside);
  const child = spawn(program, args, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'test/tsconfig.json') },
  });
  try {
    const all: (Progress | Opened)[] = [];
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    const ended = once(child, 'close');
    for await (const line of readline.createInterface({ input: child.stdout })) {
      all.push(JSON.parse(line));
      reported(all[all.length - 1]);
    }
    const [code] = await ended;
    if (code !== 0) throw new Error(`The search ended with ${code}: ${stderr}`);
    return all;
  } finally {
    child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Searches a runtime, and returns the progress. */
export async function searched(job: Omit<Job, 'programs' | 'opened'>, reported: (progress: Progress) => void = () => undefined): Promise<Progress> {
  const all = await run({ ...job, opened: false }, (value) => reported(value as Progress));
  return all[all.length - 1] as Progress;
}

/** Searches guards with one disabled protection each. */
export async function searchedOpened(job: Omit<Job, 'programs' | 'opened'>, reported: (opened: Opened) => void = () => undefined): Promise<Opened[]> {
  return (await run({ ...job, opened: true }, (value) => reported(value as Opened))) as Opened[];
}
