import { each, finding, keepsRunning, Resource, Rule, Workload } from '../../gate';
import { FEED_METADATA } from '../template/feed-metadata';

/** Types of schedules, with their properties. */
const SCHEDULES: { readonly [type: string]: string } = { 'AWS::Scheduler::Schedule': 'Target', 'AWS::Events::Rule': 'Targets' };

/** Each source of the feed is read on a schedule. */
export const feedScheduled: Rule = {
  id: 'FeedScheduled',
  item: 'awareness/feeds',
  severity: 'warning',
  title: 'Enabled schedules have a feed of security bulletins read each of its sources, and send its digest.',
  why: 'A feed without a schedule reads no bulletins: attackers know an advisory, and the team does not until the silence is noticed.',
  fix: {
    cdk: 'Keep the schedules of the SecurityBulletinFeed enabled, as it creates them.',
    template: 'Add an AWS::Scheduler::Schedule with State ENABLED, a ScheduleExpression, and the function as Target, whose Input names the action and the source.',
  },
  acceptable: 'If another system outside of the templates starts the function: name it.',
  link: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-scheduled': 'No enabled schedule has the feed read a source, or send its digest.',
    'never-runs': 'The function of the feed has a reserved concurrency of 0.',
  },
  check: (fn, workload, { today }) => {
    const sources = fn.attribute('Metadata').at(FEED_METADATA);
    if (!sources.exists) return [];
    if (fn.get('ReservedConcurrentExecutions').number() === 0) return [finding(fn.get('ReservedConcurrentExecutions'), 'never-runs', 'its reserved concurrency is 0, so the function can’t run')];
    const inputs = inputsOf(fn, workload, today);
    const wanted = [...sources.items().map((source) => source.string()!), 'digest'];
    return each(wanted, (source) => {
      const isRead = inputs.some((input) => input.includes(JSON.stringify(source)));
      return isRead ? [] : [finding(fn, 'not-scheduled', source === 'digest' ? 'no enabled schedule has the feed send its digest' : `no enabled schedule has source ${source} read`)];
    });
  },
};

/** Returns the inputs with which enabled schedules start a function. */
function inputsOf(fn: Resource, workload: Workload, today: string): string[] {
  const schedules = [...new Set(workload.mentions(fn).filter(({ from, location }) => location.startsWith(`Properties.${SCHEDULES[from.type]}`)).map(({ from }) => from))];
  return schedules
    .filter((schedule) => schedule.created && keepsRunning(schedule, today))
    .flatMap((schedule) => schedule.get(SCHEDULES[schedule.type]).itemsOrOne())
    .flatMap((target) => target.at('Input').string() ?? []);
}
