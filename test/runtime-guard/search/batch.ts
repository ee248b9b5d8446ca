import { spawn } from 'child_process';
import * as fs from 'fs';
import { policy } from '../native/guarded';
import { RuntimeApi } from '../runtime-api';
import { Question } from './guest';
import { Scene } from './scene';
import { NOT_TRACEABLE, Report, reportIn } from './tracer/tracer';

/** Programs that the search is made of, compiled before it has the machine's files for reading only. */
export interface Programs {
  readonly tracer: string;
  readonly launcher: string;
}

/** The result of a question to a process. */
export interface Answer extends Report {
  /** Undefined where the process ended, or was ended, without one. */
  readonly response?: any;
  readonly exit: number;
  readonly stderr: string;
}

/** A call that says nothing for so long will not end. */
const SECONDS = 3;
const MOST_MS = 120_000;
/** Calls with large numbers shall fail, and not use up the machine. */
const MEMORY = 2 * 2 ** 30;

/**
 * Starts the function under a policy that blocks everything and under the tracer, with Lambda's restrictions, and asks it one thing.
 *
 * @param first ends the process when it is aborted, as does the first thing that the process does though it must not
 */
export async function ask(
  question: Question,
  scene: Scene,
  { tracer, launcher }: Programs,
  { slot = 0, first }: { slot?: number; first?: AbortSignal } = {},
): Promise<Answer> {
  const { guest, unreadable, foreign, wrapper, runtime, task } = scene;
  const lab = scene.renewed(slot);
  const api = await RuntimeApi.start();
  const guarded = [launcher, wrapper, guest.interpreter, runtime];
  const child = spawn(tracer, [scene.report(slot), unreadable, foreign, String(SECONDS), first === undefined ? 'all' : 'first', 'prlimit', `--data=${MEMORY}`, '--core=0', ...guarded], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, TMPDIR: lab.out, HOME: lab.out, ...guest.environment, ...api.environment({ handler: 'handler.handler', taskRoot: task }), SEC3_RUNTIME_POLICY: policy('block') },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-100_000)));
  const invocation = api.invoke({ lab, ...question }, { timeoutMs: MOST_MS });
  const ended = new Promise<number>((resolve, reject) => child.on('error', reject).on('exit', (code) => resolve(code ?? -1)));
  // Calls may have left something that keeps the process from ending; all of it ends with the tracer.
  const end = () => child.kill('SIGKILL');
  first?.addEventListener('abort', end);
  void invocation.then(end);
  const exit = await ended;
  first?.removeEventListener('abort', end);
  await api.stop();
  const { response } = await invocation;
  if (exit === NOT_TRACEABLE) throw new Error(`The search sees what happens by tracing processes (ptrace), and may not: ${stderr}`);
  return { response: response === undefined ? undefined : JSON.parse(response), exit, stderr, ...reportIn(fs.readFileSync(scene.report(slot), 'utf8')) };
}
