import { spawn } from 'child_process';

/**
 * Runs a shell command when this process ends, however it ends: the shell reads from a pipe, which then closes.
 *
 * @param command the shell command; `$0` is the argument
 * @returns a function that cancels the command
 */
export function afterEnd(command: string, argument: string): () => void {
  const waiting = spawn('/bin/sh', ['-c', `read -r _; ${command}`, argument], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  waiting.on('error', () => undefined);
  waiting.stdin.on('error', () => undefined);
  waiting.unref();
  (waiting.stdin as unknown as { unref(): void }).unref();
  return () => void waiting.kill('SIGKILL');
}
