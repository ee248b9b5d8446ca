import { spawn } from 'child_process';

/**
 * Has a command of the shell done when this process ends, in whichever way: a pipe to anyone who waits for it closes then.
 *
 * @param command what is done, in which `$0` is the argument
 * @returns takes it back
 */
export function afterEnd(command: string, argument: string): () => void {
  const waiting = spawn('/bin/sh', ['-c', `read -r _; ${command}`, argument], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  waiting.on('error', () => undefined);
  waiting.stdin.on('error', () => undefined);
  waiting.unref();
  (waiting.stdin as unknown as { unref(): void }).unref();
  return () => void waiting.kill('SIGKILL');
}
