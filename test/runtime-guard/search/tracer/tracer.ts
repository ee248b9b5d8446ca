import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** A forbidden operation that succeeded, as observed by the kernel or the process itself. */
export interface Deed {
  /** Number of the running case. */
  readonly number: number;
  readonly kind: string;
  readonly what: string;
}

/** Record of a traced process. */
export interface Report {
  /** Numbers of the started cases, in order. */
  readonly begun: readonly number[];
  readonly deeds: readonly Deed[];
}

/** Exit code of the tracer if the process cannot be traced. */
export const NOT_TRACEABLE = 125;

/**
 * Returns the path of the tracer, compiled once for each version of its source: `tracer REPORT SECRETS FOREIGN SECONDS all|first COMMAND
 * [ARGUMENT]...` (see tracer.c).
 */
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

/** Parses the tracer's report. */
export function reportIn(text: string): Report {
  const lines = text.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
  return {
    begun: lines.filter(([, kind]) => kind === 'call').map(([number]) => Number(number)),
    deeds: lines.filter(([, kind]) => kind !== 'call').map(([number, kind, what]) => ({ number: Number(number), kind, what })),
  };
}
