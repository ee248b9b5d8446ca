import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const SOURCE = path.join(__dirname, 'launcher.c');

/** User id of the launcher's command. */
export const LAMBDA_UID = 993;
export const LAMBDA_GID = 990;

/**
 * Returns the path of a program that runs a command with Lambda's restrictions: `launcher COMMAND [ARGUMENT]...`, as root. It is compiled once for
 * each version of its source. Uid 993 must be able to read the files of the command, which home folders rarely allow.
 */
export function launcher(): string {
  const version = createHash('sha256').update(fs.readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const folder = path.join(os.tmpdir(), `sec3-launcher-${version}`);
  const program = path.join(folder, 'launcher');
  if (fs.existsSync(program)) return program;
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  // Concurrent test processes each build a separate file, and the last rename wins.
  const own = path.join(folder, `launcher-${process.pid}`);
  execFileSync('gcc', ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-o', own, SOURCE], { encoding: 'utf8' });
  fs.renameSync(own, program);
  return program;
}
