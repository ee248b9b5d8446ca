import { spawn } from 'child_process';
import { ReviewFailed } from './errors';

/** Exit of a program. */
export interface Ended {
  /** Undefined if a signal ended it. */
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Call {
  readonly cwd: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it may use the role of the build. */
  readonly asRole?: boolean;
  /** Whether its output is kept out of the log. */
  readonly quiet?: boolean;
}

/** Variables of the build itself: its role, its plan, the location of its logs. Scanners are third-party programs, and do not get them. */
const WITHHELD = /^(AWS_|CODEBUILD_|SEC3_)/;

const MAX_OUTPUT = 32 * 1024 * 1024;
const MAX_MS = 30 * 60_000;

/**
 * Runs a program to its end.
 *
 * @throws ReviewFailed if it can't be started, takes too long, or prints too much
 */
export function run(program: string, args: readonly string[], { cwd, env = {}, asRole = false, quiet = false }: Call): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const inherited = Object.entries(process.env).filter(([name]) => asRole || !WITHHELD.test(name));
    const child = spawn(program, args, { cwd, env: { ...Object.fromEntries(inherited), ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: MAX_MS, killSignal: 'SIGKILL' });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        if (!quiet) process.stderr.write(chunk);
        if (text[name].length > MAX_OUTPUT) child.kill('SIGKILL');
      });
    }
    child.on('error', (e) => reject(new ReviewFailed(`${program} can't be started: ${e.message}`)));
    child.on('close', (code) => resolve({ code: code ?? undefined, ...text }));
  });
}

/** Does the same as {@link run} for programs that must succeed. @throws ReviewFailed if one does not */
export async function must(program: string, args: readonly string[], call: Call): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, call);
  // Its output may be a secret; its error messages are not.
  if (code !== 0) throw new ReviewFailed(`${program} ${args[0]} ${ending(code)}: ${lastLine(stderr)}`);
  return stdout;
}

/** Returns how a program ended, as the end of a sentence. */
export function ending(code: number | undefined): string {
  return code === undefined ? 'was killed, since it took too long or printed too much' : `ended with exit code ${code}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!;
}
