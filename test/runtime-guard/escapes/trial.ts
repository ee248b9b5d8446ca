import { ChildProcess, spawn } from 'child_process';
import { randomBytes } from 'crypto';
import * as fs from 'fs';
import { setImmediate as nextTurn } from 'timers/promises';
import { Invocation, RuntimeApi } from '../runtime-api';
import { Attack, Guest } from './guest';
import { Internet } from './internet';
import { LabData, Laboratory } from './laboratory';
import { POLICIES } from './policies';
import { Place, PolicyName } from './results';
import { LambdaRoot } from './root/lambda-root';
import { withoutPower } from '../sealed/sealed';

const TIMEOUT_MS = 20_000;

/** Context of a run, guarded or not. */
export interface TrialContext {
  readonly laboratory: Laboratory;
  readonly internet: Internet;
  readonly witnessPort: number;
  readonly guest: Guest;
  /** File that the guest's interpreter runs. */
  readonly runtime: string;
  readonly wrapper: string;
  readonly launcher: string;
  readonly root: LambdaRoot;
}

/** Result of a run, apart from its effect. */
export interface Observation {
  readonly lab: LabData;
  readonly secret: string;
  readonly invocation?: Invocation;
  readonly exit: number | string;
  readonly hung: boolean;
  readonly stderr: string;
}

/** Fields of a guard event that these tests read. */
export interface GuardEvent {
  readonly category: string;
  readonly action: string;
  readonly api: string;
}

/** Runs one attack once in a separate process, as the code of a function that serves one invocation. */
export async function run(name: { group: string; name: string }, policy: PolicyName | 'unguarded', place: Place, at: TrialContext): Promise<Observation> {
  const lab = at.laboratory.bench(at.witnessPort, at.guest);
  const secret = `SECRET-${randomBytes(8).toString('hex')}`;
  const api = await RuntimeApi.start();
  const seen = place === 'root' ? at.root.inside(lab) : lab;
  const environment = {
    PATH: process.env.PATH!,
    ...at.guest.environment,
    TMPDIR: lab.out,
    ...api.environment({ handler: 'handler.handler', taskRoot: at.laboratory.task }),
    LAB: JSON.stringify(seen),
    LAB_GROUP: name.group,
    LAB_NAME: name.name,
    LAB_SECRET: secret,
    LAB_MARKER: seen.marker,
    LAB_WITNESS: String(seen.witnessPort),
    LAB_TOKEN: seen.token,
    LOADED_MARKER: seen.marker,
    ...(policy === 'unguarded' ? {} : { SEC3_RUNTIME_POLICY: JSON.stringify(POLICIES[policy]) }),
  };
  const guarded = [...(policy === 'unguarded' ? [] : [at.wrapper]), at.guest.interpreter, at.runtime];
  const commands = {
    plain: () => withoutPower(guarded),
    lambda: () => [at.launcher, ...guarded],
    root: () => at.root.command(lab, policy !== 'unguarded', environment),
  };
  const command = commands[place]();
  const child = spawn(command[0], command.slice(1), {
    // Signals to the process group stay within this group.
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  const invocation = api.invoke({}, { timeoutMs: TIMEOUT_MS });
  const ended = await end(child);
  await api.stop();
  const settled = await invocation;
  // Datagrams of the process are in the sockets of the listeners. The second turn of the event loop reads sockets first.
  await nextTurn();
  await nextTurn();
  return { lab: place === 'root' ? at.root.outside(lab) : lab, secret, ...ended, invocation: settled.timedOut ? undefined : settled };
}

/** Waits for a process, and ends all processes that it started. */
function end(child: ChildProcess): Promise<Pick<Observation, 'exit' | 'hung' | 'stderr'>> {
  let stderr = '';
  let hung = false;
  child.stderr!.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdout!.resume();
  const kill = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // The whole group has ended.
    }
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      hung = true;
      kill();
    }, TIMEOUT_MS);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      kill();
      // Open pipes of a grandchild must not delay the result.
      const done = () => resolve({ exit: code ?? signal!, hung, stderr });
      child.on('close', done);
      setTimeout(done, 500).unref();
    });
  });
}

/** Checks whether the attack had its effect, by evidence outside of the process, or by an answer that only a successful attack knows. */
export function effect(attack: Attack, { lab, secret, invocation }: Observation, at: TrialContext): boolean {
  switch (attack.aim) {
    case 'childProcess':
    case 'nativeAddon':
      return fs.existsSync(lab.marker) || at.internet.received(lab.token);
    case 'network':
      return at.internet.received(lab.token);
    case 'fileWrite':
      return fs.readdirSync(lab.out).length > 0 || fs.existsSync(lab.shared) || victimOf(lab) !== 'as it was, 1 link, 644, new';
    default: {
      const proofs = { proof: lab.proof, secret, source: at.laboratory.sourceText };
      return invocation?.response?.includes(proofs[attack.proves]) ?? false;
    }
  }
}

function victimOf({ victim }: LabData): string {
  if (!fs.existsSync(victim)) return 'gone';
  const { nlink, mode, mtimeMs } = fs.statSync(victim);
  return `${fs.readFileSync(victim, 'utf8')}, ${nlink} link, ${(mode % 0o1000).toString(8)}, ${mtimeMs > 1e12 ? 'new' : 'old'}`;
}

/** Removes files of an attack outside of the laboratory. */
export function tidy({ lab }: Observation): void {
  fs.rmSync(lab.shared, { force: true });
}

/** Returns the guard's lines of this type. */
export function lines<T>(stderr: string, type: 'event' | 'posture'): T[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      try {
        const parsed = JSON.parse(line);
        return parsed.type === type ? [parsed] : [];
      } catch {
        return [];
      }
    });
}

/** Checks whether the process ended by a signal or without a message: a stopped attack must cause an ordinary error. */
export function crashed({ exit, invocation }: Observation): boolean {
  return typeof exit === 'string' || exit > 1 || (invocation === undefined && exit !== 0);
}

/** Summarizes a run in one line. */
export function summary(observation: Observation): string {
  const { exit, hung, invocation, stderr } = observation;
  const said = invocation?.error ? `${invocation.error.errorType}: ${invocation.error.errorMessage}` : (invocation?.response ?? 'no answer');
  const events = lines<GuardEvent>(stderr, 'event').map(({ category, action, api }) => `${category} ${action} (${api})`);
  const rest = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
    .join(' | ');
  return [hung ? 'hung' : `exit ${exit}`, said, [...new Set(events)].join(', '), rest]
    .filter((part) => part !== '')
    .join('; ')
    .slice(0, 600);
}
