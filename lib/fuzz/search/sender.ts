/** Sends cases through an entry point, and judges how the function behind it runs. */
import type { Deadline } from './deadline';
import type { AwsAnswers, AwsCall } from '../aws/aws-answers';
import { USUAL } from '../aws/plan';
import type { Judgement } from '../judge/findings';
import { judge } from '../judge/judge';
import type { Sensitive } from '../judge/sensitive';
import { MappedCase } from '../mapped-case';
import type { HandlerProcess, Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import type { EntryPoint } from '../targets/entry-points';

/** The function behind an entry point, and what answers instead of AWS; nothing does where something else was given. */
export interface Backend {
  readonly handler: HandlerProcess;
  readonly aws?: AwsAnswers;
  readonly sensitive: Sensitive;
  readonly root: string;
}

/** What came of a case. */
export interface Sent {
  /** Undefined where the event did not get to anyone, or nothing is known of it. */
  readonly judgement?: Judgement;
  readonly run?: Run;
  /** Whether time was over before. */
  readonly isStopped?: boolean;
}

/** What an earlier event began, and has ended the process only now. */
export interface Late {
  readonly earlier: FuzzCase;
  readonly judgement: Judgement;
}

/** Most processes that one entry point may end, a timeout for three; each that follows takes as long as hundreds of runs. */
const MAX_ENDS = 30;
/** How many events before are kept, for findings that need several. */
export const HISTORY = 400;
/** How many events a process gets that asks AWS less often than at first, and how often another one is started for that. */
const KEPT = 20;
const MAX_RENEWALS = 20;

export class Sender {
  /** Hosts that were asked for, and not reached. */
  public readonly hosts = new Set<string>();
  /** What the process has been sent. */
  public history: FuzzCase[] = [];
  /** The calls of AWS in the last run. */
  public calls: readonly AwsCall[] = [];
  private processes = 0;
  /** How many calls of AWS the first run of the process made. */
  private callsAtFirst?: number;
  private renewals = 0;
  private ends = 0;

  constructor(
    private readonly entryPoint: EntryPoint,
    private readonly backend: Backend | undefined,
    private readonly deadline: Deadline,
    private readonly onLate: (late: Late) => void,
  ) {}

  /** Whether its process has ended so often that no more is sent. */
  public get hasEnded(): boolean {
    return this.ends >= MAX_ENDS;
  }

  public async send(sent: FuzzCase): Promise<Sent> {
    this.calls = [];
    if (!sent.reaches) return {};
    const { integration, kind } = this.entryPoint;
    const { sensitive } = this.backend ?? {};
    if (!integration) {
      const run = await this.invoke(sent, [sent.event]);
      return run.end === 'stopped' ? { isStopped: true } : { judgement: judge(kind, sent, run, sensitive!, this.calls), run };
    }
    const mapped = new MappedCase(integration, sent);
    const before = mapped.judge(this.backend === undefined);
    if (!this.backend || !before || mapped.event === undefined) return { judgement: before };
    const invoked = await this.invoke(sent, [mapped.event]);
    if (invoked.end === 'stopped') return { isStopped: true };
    const { run, observations } = mapped.answered(invoked);
    const judgement = judge('rest', sent, run, sensitive!, this.calls);
    return { judgement: { ...judgement, observations: [...before.observations, ...judgement.observations, ...observations] }, run };
  }

  /** The event that the function gets; undefined where none gets to it. */
  public delivered(sent: FuzzCase): string | undefined {
    const { integration } = this.entryPoint;
    return integration ? new MappedCase(integration, sent).event : sent.event;
  }

  /** Runs the function on a case, or on several events at the same time, of which the case is the first. */
  public async invoke(sent: FuzzCase, events: readonly string[]): Promise<Run> {
    const { handler, aws } = this.backend!;
    if (!(await handler.start(this.deadline.left))) return STOPPED;
    if (handler.starts !== this.processes) {
      this.processes = handler.starts;
      this.history = [];
      this.callsAtFirst = undefined;
      aws?.forget();
    }
    if (this.history.length >= HISTORY) this.history.shift();
    this.history.push(sent);
    aws?.begin(sent.aws ?? USUAL);
    const run = await handler.run(events, this.deadline.left);
    this.calls = aws?.calls ?? [];
    await this.renew();
    for (const host of hostsOf(run)) this.hosts.add(host);
    if (['timeout', 'exited', 'crashed'].includes(run.end)) this.ends += run.end === 'timeout' ? 3 : 1;
    if (run.since === undefined) return run;
    this.ends += 1;
    const earlier = this.history[this.history.length - 1 - run.since];
    if (earlier) this.onLate({ earlier, judgement: judge(this.entryPoint.kind, earlier, { ...run, end: 'crashed', logs: '' }, this.backend!.sensitive, []) });
    return this.hasEnded ? STOPPED : this.invoke(sent, events);
  }

  /** Ends a process that keeps what AWS answered, so that the next one gets other answers. */
  private async renew(): Promise<void> {
    this.callsAtFirst ??= this.calls.length;
    if (this.calls.length >= this.callsAtFirst || this.history.length < KEPT || this.renewals >= MAX_RENEWALS) return;
    this.renewals += 1;
    await this.backend!.handler.stop();
  }
}

const STOPPED: Run = { end: 'stopped', logs: '', pollution: [], guardEvents: [] };

function hostsOf({ guardEvents }: Run): string[] {
  return guardEvents.flatMap(({ category, action, target }) => (category === 'network' && action === 'blocked' && target ? [target] : []));
}
