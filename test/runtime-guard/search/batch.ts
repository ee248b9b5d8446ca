import { spawn } from 'child_process';
import * as fs from 'fs';
import { policy } from '../native/guarded';
import { RuntimeApi } from '../runtime-api';
import { Question } from './guest';
import { Scene } from './scene';
import { NOT_TRACEABLE, Report, reportIn } from './tracer/tracer';

/** Programs of the search, compiled before the machine's files become read-only. */
export interface Programs {
  readonly tracer: string;
  readonly launcher: string;
}

/** The result of a question to a process. */
export interface Answer extends Report {
  /** Undefined if the process ended without a response. */
  readonly response?: any;
  readonly exit: number;
  readonly stderr: string;
}

/** Time limit: a call without output for this long counts as hung. */
const SECONDS = 3;
const MOST_MS = 120_000;
/** Memory limit, so that calls with large numbers fail. */
const MEMORY = 2 * 2 ** 30;

/**
 * Starts the function under a policy that blocks everything and under the tracer, with Lambda's restrictions, and asks it one question.
 * @param first ends the process when aborted; the first forbidden operation of the process ends it too
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
  // Calls may have started something that keeps the process alive. It ends with the tracer.
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
