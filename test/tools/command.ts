import { spawn } from 'child_process';
import * as path from 'path';

export const REPOSITORY = path.resolve(__dirname, '../..');
export const BINARIES = path.join(REPOSITORY, 'node_modules/.bin');

/** Result of a command. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command asynchronously, and keeps its output. */
export function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      // Tests run with NODE_ENV=test, unlike a user's synthesis.
      env: { ...process.env, NODE_ENV: undefined, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject).on('close', (status) => resolve({ status, output }));
  });
}

/** @throws if the command fails */
export async function mustRun(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { status, output } = await run(command, args, cwd, env);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} in ${cwd} failed with ${status}:\n${output}`);
  return output;
}
