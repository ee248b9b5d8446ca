import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const SOURCE = path.join(__dirname, 'launcher.c');

/** What the launcher's command runs as. */
export const LAMBDA_UID = 993;
export const LAMBDA_GID = 990;

/**
 * A program that runs a command as Lambda would restrict it: `launcher COMMAND [ARGUMENT]...`, as root. It is compiled once for
 * each version of its source. What the command reads has to be readable by uid 993: a home folder rarely is.
 */
export function launcher(): string {
  const version = createHash('sha256').update(fs.readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const folder = path.join(os.tmpdir(), `sec3-launcher-${version}`);
  const program = path.join(folder, 'launcher');
  if (fs.existsSync(program)) return program;
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  // Several test processes may come here at once: each builds a file of its own, and the last rename wins.
  const own = path.join(folder, `launcher-${process.pid}`);
  execFileSync('gcc', ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-o', own, SOURCE], { encoding: 'utf8' });
  fs.renameSync(own, program);
  return program;
}
