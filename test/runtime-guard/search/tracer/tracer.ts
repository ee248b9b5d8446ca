import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Something that happened though the policy blocks it, as the kernel or the process itself saw it. */
export interface Deed {
  /** The number of the case that was running. */
  readonly number: number;
  readonly kind: string;
  readonly what: string;
}

/** What a traced process did. */
export interface Report {
  /** The numbers of the cases that were begun, in order. */
  readonly begun: readonly number[];
  readonly deeds: readonly Deed[];
}

/** How the tracer ends where the process may not be traced. */
export const NOT_TRACEABLE = 125;

/** The tracer, compiled once for each version of its source: `tracer REPORT SECRETS FOREIGN SECONDS all|first COMMAND [ARGUMENT]...`, as tracer.c has it. */
export function tracer(): string {
  const sources = fs.readdirSync(__dirname).filter((name) => /\.[ch]$/.test(name)).sort().map((name) => path.join(__dirname, name));
  const hash = createHash('sha256');
  for (const source of sources) hash.update(fs.readFileSync(source));
  const folder = path.join(os.tmpdir(), `sec3-tracer-${hash.digest('hex').slice(0, 16)}`);
  const program = path.join(folder, 'tracer');
  if (fs.existsSync(program)) return program;
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  const own = path.join(folder, `tracer-${process.pid}`);
  const options = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror'];
  execFileSync('gcc', [...options, '-o', own, ...sources.filter((name) => name.endsWith('.c'))], { encoding: 'utf8' });
  fs.renameSync(own, program);
  return program;
}

/** Reads what the tracer wrote. */
export function reportIn(text: string): Report {
  const lines = text.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
  return {
    begun: lines.filter(([, kind]) => kind === 'call').map(([number]) => Number(number)),
    deeds: lines.filter(([, kind]) => kind !== 'call').map(([number, kind, what]) => ({ number: Number(number), kind, what })),
  };
}
