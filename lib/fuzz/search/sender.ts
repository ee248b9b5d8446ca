/** Sends cases through an entry point, and judges the runs of the function behind it. */
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

/** The function behind an entry point, and the fake AWS. Without `aws`, another endpoint was configured. */
export interface Backend {
  readonly handler: HandlerProcess;
  readonly aws?: AwsAnswers;
  readonly sensitive: Sensitive;
  readonly root: string;
}

/** The result of sending a case. */
export interface Sent {
  /** Undefined if the event reached no one, or if there is no result. */
  readonly judgement?: Judgement;
  readonly run?: Run;
  /** Whether the run was stopped before its end. */
  readonly isStopped?: boolean;
}

/** A failure that an earlier event caused, and that ended the process only now. */
export interface Late {
  readonly earlier: FuzzCase;
  /** The cases that the process received, up to the earlier one. */
  readonly history: readonly FuzzCase[];
  readonly judgement: Judgement;
}

/** The maximum number of ended processes for one entry point. A timeout counts as three. Each restart takes as long as hundreds of runs. */
const MAX_ENDS = 30;
/** The number of previous events that are kept for findings that need several events. */
export const HISTORY = 400;
/** The number of events after which a process that calls AWS less often than at first is renewed, and the maximum number of such renewals. */
const KEPT = 20;
const MAX_RENEWALS = 20;

export class Sender {
  /** Hosts that the function asked for, but did not reach. */
  public readonly hosts = new Set<string>();
  /** The cases that the process received. */
  public history: FuzzCase[] = [];
  /** The calls to AWS in the last run. */
  public calls: readonly AwsCall[] = [];
  private processes = 0;
  /** The number of calls to AWS in the first run of the process. */
  private callsAtFirst?: number;
  private renewals = 0;
  private ends = 0;

  constructor(
    private readonly entryPoint: EntryPoint,
    private readonly backend: Backend | undefined,
    private readonly deadline: Deadline,
    private readonly onLate: (late: Late) => void,
  ) {}

  /** Whether the process has ended so often that no more cases are sent. */
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

  /** Returns the event for the function. Undefined if the function gets none. */
  public delivered(sent: FuzzCase): string | undefined {
    const { integration } = this.entryPoint;
    return integration ? new MappedCase(integration, sent).event : sent.event;
  }

  /** Runs the function for a case, or for several events at the same time. The case is the first of them. */
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
    const history = this.history.slice(0, -run.since);
    const earlier = history[history.length - 1];
    if (earlier) this.onLate({ earlier, history, judgement: judge(this.entryPoint.kind, earlier, { ...run, end: 'crashed', logs: '' }, this.backend!.sensitive, []) });
    return this.hasEnded ? STOPPED : this.invoke(sent, events);
  }

  /** Ends a process that keeps answers of AWS, so that the next one gets others. */
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
