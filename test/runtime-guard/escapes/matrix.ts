import * as fs from 'fs';
import * as net from 'net';
import * as path from 'path';
import { Attack, Guest, Language } from './guest';
import { Internet } from './internet';
import { Laboratory } from './laboratory';
import { nodeGuest } from './node-guest';
import { modeFor } from './policies';
import { pythonGuest } from './python-guest';
import { AttackResult, BrokenProgram, EscapeResults, GuardedRun, Outcome, Place, PolicyName } from './results';
import { LambdaRoot } from './root/lambda-root';
import { crashed, effect, GuardEvent, lines, Observation, run, summary, TrialContext, tidy } from './trial';
import { requireSealed } from '../sealed/sealed';

/** Options of the matrix. All paths are absolute. */
export interface MatrixOptions {
  readonly language: Language;
  readonly interpreter: string;
  /** Folder of the guard, laid out as in its layer. */
  readonly guard: string;
  readonly launcher: string;
  /** Filter: only attacks and programs whose `group: name` matches this regular expression. */
  readonly only?: string;
  /** Policies to test in each place. */
  readonly policies: Readonly<Partial<Record<Place, readonly PolicyName[]>>>;
  /** Number of concurrent runs. */
  readonly parallel: number;
}

const GUESTS: Readonly<Record<Language, (interpreter: string, folder: string) => Guest>> = { node: nodeGuest, python: pythonGuest };

const PLACES: readonly Place[] = ['plain', 'lambda', 'root'];

/**
 * Runs all attacks and programs on one version of a runtime, in the sealed namespaces of this process (see runner.ts). Effects are checked after all
 * runs have ended, so that late effects count.
 */
export async function matrix(options: MatrixOptions): Promise<EscapeResults> {
  requireSealed();
  const started = Date.now();
  const laboratory = new Laboratory(options.guard);
  const internet = await Internet.start(laboratory.folder);
  const servers = await listeners(laboratory, internet);
  const guest = GUESTS[options.language](options.interpreter, laboratory.folder);
  const runtime = laboratory.deploy(guest);
  const at: TrialContext = {
    laboratory,
    internet,
    witnessPort: (servers[0].address() as net.AddressInfo).port,
    guest,
    runtime,
    wrapper: path.join(laboratory.guard, 'wrapper'),
    launcher: options.launcher,
    root: new LambdaRoot(laboratory, guest, runtime, options.launcher),
  };
  try {
    await starts(options, at);
    const wanted = new RegExp(options.only ?? '');
    const queue = new Queue(options.parallel);
    const [tried, checked] = await Promise.all([
      Promise.all(
        guest.attacks
          .filter(({ group, name }) => wanted.test(`${group}: ${name}`))
          .map((attack) => attempt(attack, options, at, queue)),
      ),
      ordinary(options, at, queue, wanted),
    ]);
    const results = tried.map((judged) => judged());
    return { version: guest.version, attacks: results, ...checked, seconds: Math.round((Date.now() - started) / 1000) };
  } finally {
    internet.stop();
    for (const server of servers) server.close();
    guest.remove();
    laboratory.remove();
  }
}

/** Checks that functions run at all; otherwise the result of an attack means nothing. */
async function starts(options: MatrixOptions, at: TrialContext): Promise<void> {
  for (const { place, policy } of settings(options)) {
    const observation = await run({ group: 'programs', name: 'nothing at all' }, policy, place, at);
    if (observation.exit !== 0 || observation.hung) throw new Error(`no function starts under ${policy} (${place}): ${summary(observation)}`);
  }
}

/**
 * Runs an attack without a guard in each place that has policies, and if it succeeds, under each policy. Returns a function that evaluates all runs
 * later.
 */
async function attempt(attack: Attack, options: MatrixOptions, at: TrialContext, queue: Queue): Promise<() => AttackResult> {
  const { aim } = attack;
  const name = `${attack.group}: ${attack.name}`;
  const places = PLACES.filter((place) => policiesIn(place, options).length > 0);
  const tried = await Promise.all(places.map((place) => attemptIn(place, attack, options, at, queue)));
  return () => {
    const runs = tried.flatMap((each) => each.runs).map(({ place, policy, observation }): GuardedRun => {
      const outcome = judge(attack, policy, observation, at);
      tidy(observation);
      return { policy, place, outcome, detail: summary(observation) };
    });
    const [{ failure }] = tried;
    return tried.every((each) => each.failure !== undefined) ? { name, aim, notApplicable: failure, runs } : { name, aim, runs };
  };
}

/** Returns the observations of an attack under each policy in a place, or the reason why it has no effect there even without a guard. */
async function attemptIn(place: Place, attack: Attack, options: MatrixOptions, at: TrialContext, queue: Queue): Promise<Attempt> {
  const bare = await queue.add(() => run(attack, 'unguarded', place, at));
  const works = !crashed(bare) && !bare.hung && effect(attack, bare, at);
  tidy(bare);
  if (!works) return { failure: summary(bare), runs: [] };
  const runs = policiesIn(place, options).map(async (policy) => {
    const observation = await queue.add(() => run(attack, policy, place, at));
    return { place, policy, observation };
  });
  return { runs: await Promise.all(runs) };
}

interface Attempt {
  readonly failure?: string;
  readonly runs: readonly { readonly place: Place; readonly policy: PolicyName; readonly observation: Observation }[];
}

function judge(attack: Attack, policy: PolicyName, observation: Observation, at: TrialContext): Outcome {
  if (observation.hung) return 'hung';
  if (crashed(observation)) return 'crashed';
  const happened = effect(attack, observation, at);
  if ([attack.aim, ...(attack.means ?? [])].some((aim) => modeFor(policy, aim) === 'block')) return happened ? 'escaped' : 'stopped';
  if (!happened) return 'altered';
  const categories: readonly string[] = [attack.aim === 'processMemory' ? 'inspector' : attack.aim, ...(attack.means ?? [])];
  const heard = lines<GuardEvent>(observation.stderr, 'event').some((event) => categories.includes(event.category) && event.action === 'alerted');
  return heard || attack.silent ? 'seen' : 'unseen';
}

/** Checks that ordinary programs behave as without a guard, and cause no alarm. */
async function ordinary(options: MatrixOptions, at: TrialContext, queue: Queue, wanted: RegExp): Promise<Pick<EscapeResults, 'programs' | 'broken'>> {
  const all = at.guest.programs.filter(({ name }) => wanted.test(`programs: ${name}`));
  const broken = await Promise.all(
    all.flatMap(({ name, refusedBy }) =>
      [{ place: 'plain' as Place, policy: 'unguarded' as const }, ...settings(options)]
        .filter(({ policy }) => !refusedBy.includes(policy))
        .map(async ({ place, policy }): Promise<BrokenProgram[]> => {
          const observation = await queue.add(() => run({ group: 'programs', name }, policy, place, at));
          tidy(observation);
          const works = observation.exit === 0 && observation.invocation?.response === JSON.stringify(observation.lab.proof);
          // Operations that every policy allows must not cause an alarm either.
          const alarm = lines<GuardEvent>(observation.stderr, 'event').some(({ action }) => action === 'blocked' || refusedBy.length === 0);
          return works && !alarm ? [] : [{ name, policy, place, detail: summary(observation) }];
        }),
    ),
  );
  return { programs: all.length, broken: broken.flat() };
}

function policiesIn(place: Place, { policies }: MatrixOptions): readonly PolicyName[] {
  return policies[place] ?? [];
}

function settings(options: MatrixOptions): { place: Place; policy: PolicyName }[] {
  return PLACES.flatMap((place) => policiesIn(place, options).map((policy) => ({ place, policy })));
}

/** Starts the witness, which is always allowed, and listeners on local sockets. */
async function listeners({ unixSocket, abstractSocket }: Laboratory, internet: Internet): Promise<net.Server[]> {
  const noting = () =>
    net.createServer((socket) => {
      socket.on('error', () => undefined).on('data', (data) => internet.note('socket', data.toString('latin1')));
    });
  const servers = [noting(), noting(), noting()];
  const places = [{ port: 0, host: '127.0.0.1' }, { path: unixSocket }, { path: `\0${abstractSocket}` }];
  await Promise.all(servers.map((server, index) => new Promise<void>((resolve) => server.listen(places[index], resolve))));
  fs.chmodSync(unixSocket, 0o777);
  return servers;
}

/** Runs a limited number of tasks at a time, in order. */
class Queue {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  public async add<T>(work: () => Promise<T>): Promise<T> {
    if (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.free--;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
