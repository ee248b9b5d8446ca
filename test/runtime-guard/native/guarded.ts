import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { recordsIn } from './records';

/** Folder of the guard in the repository, laid out as in its layer. */
export const GUARD = path.join(__dirname, '../../../lambda/runtime-guard');
const MACHINE = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
export const LIBRARY = path.join(GUARD, 'native', MACHINE, 'libsec3guard.so');

export const CATEGORIES = ['childProcess', 'network', 'fileWrite', 'sourceRead', 'nativeAddon', 'dynamicCode', 'worker', 'inspector'] as const;
export type Mode = 'block' | 'alert' | 'allow';

/** Returns a policy with one mode for all categories. */
export function policy(mode: Mode, changes: { modes?: Partial<Record<(typeof CATEGORIES)[number], Mode>>; [key: string]: unknown } = {}): string {
  const modes = { ...Object.fromEntries(CATEGORIES.map((category) => [category, mode])), ...changes.modes };
  return JSON.stringify({ version: 1, allowedHosts: [], awsEndpoints: false, onDegraded: 'fail', ...changes, modes });
}

export interface GuardEvent {
  readonly type: string;
  readonly requestId: string | null;
  readonly category: string;
  readonly action: string;
  readonly api: string;
  readonly target: string | null;
  readonly count: number;
  readonly [key: string]: unknown;
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** JSON lines on stderr. */
  readonly events: readonly GuardEvent[];
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly cwd?: string;
  /** Returns the command that starts a command, and is not guarded itself. */
  readonly within?: (command: readonly string[]) => string[];
}

/** Runs a command with the native library loaded, or without a guard if there is no policy. */
export function run(command: readonly string[], document?: string, options: RunOptions = {}): Outcome {
  const guard = document === undefined ? {} : { LD_PRELOAD: LIBRARY, SEC3_RUNTIME_POLICY: document };
  const { within } = options;
  const [program, ...args] = within ? within(['env', ...Object.entries(guard).map(([name, value]) => `${name}=${value}`), ...command]) : command;
  // The direct child of spawnSync must not inherit the guard, so `env` sets the variables for the command.
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    env: { PATH: process.env.PATH, ...(within ? {} : guard), ...options.env },
    input: options.input,
    cwd: options.cwd,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, signal, stdout, stderr, events: eventsIn(stderr) };
}

export function eventsIn(stderr: string): GuardEvent[] {
  return recordsIn(stderr, 'event') as GuardEvent[];
}

/** Compiles a C program of this folder; the caller removes the folder of the output. */
export function compile(source: string, ...flags: string[]): string {
  const program = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-native-')), path.basename(source, '.c'));
  const { status, stderr } = spawnSync('gcc', ['-Wall', '-Wextra', '-O1', '-o', program, path.join(__dirname, source), ...flags], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`gcc ${source} failed: ${stderr}`);
  return program;
}

/** Returns a command in a separate network namespace whose only addresses are `addresses`. Root in it needs no privileges outside. */
export function inNamespace(command: readonly string[], addresses: readonly string[] = []): string[] {
  const setup = ['ip link set lo up', ...addresses.map((address) => `ip addr add ${address} dev lo`)].join(' && ');
  return ['unshare', '-rn', 'sh', '-c', `${setup} && exec "$@"`, 'sh', ...command];
}
