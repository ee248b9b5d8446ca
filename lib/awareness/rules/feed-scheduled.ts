import { each, finding, Resource, Rule, Workload } from '../../gate';
import { FEED_METADATA } from '../template/feed-metadata';

/** The types that run something by the clock, with where they name it. */
const SCHEDULES: { readonly [type: string]: string } = { 'AWS::Scheduler::Schedule': 'Target', 'AWS::Events::Rule': 'Targets' };

/** Each source of the feed is read by the clock. */
export const feedScheduled: Rule = {
  id: 'FeedScheduled',
  item: 'awareness/feeds',
  severity: 'warning',
  title: 'A schedule that is enabled has a feed of security bulletins read each of its sources, and send its digest.',
  why: 'A feed that nothing starts reads no bulletin: an advisory is known to attackers, and to nobody here, until somebody wonders about the silence.',
  fix: {
    cdk: 'Leave the schedules of the SecurityBulletinFeed as it makes them, enabled.',
    template: 'Add an AWS::Scheduler::Schedule with State ENABLED and the function as Target, whose Input names the action and the source.',
  },
  acceptable: 'When something outside of the templates starts the function: say what.',
  link: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-scheduled': 'No enabled schedule has the feed read a source, or send its digest.',
    'never-runs': 'The function of the feed has a reserved concurrency of 0.',
  },
  check: (fn, workload) => {
    const sources = fn.attribute('Metadata').at(FEED_METADATA);
    if (!sources.exists) return [];
    if (fn.get('ReservedConcurrentExecutions').number() === 0) return [finding(fn.get('ReservedConcurrentExecutions'), 'never-runs', 'the function may not run at all')];
    const inputs = inputsOf(fn, workload);
    const wanted = [...sources.items().map((source) => source.string()!), 'digest'];
    return each(wanted, (source) => {
      const isRead = inputs.some((input) => input.includes(JSON.stringify(source)));
      return isRead ? [] : [finding(fn, 'not-scheduled', source === 'digest' ? 'no enabled schedule has the feed send its digest' : `no enabled schedule has source ${source} read`)];
    });
  },
};

/** What enabled schedules start a function with. */
function inputsOf(fn: Resource, workload: Workload): string[] {
  const schedules = [...new Set(workload.mentions(fn).filter(({ from, location }) => location.startsWith(`Properties.${SCHEDULES[from.type]}`)).map(({ from }) => from))];
  return schedules
    .filter((schedule) => schedule.created && schedule.get('State').string() !== 'DISABLED')
    .flatMap((schedule) => schedule.get(SCHEDULES[schedule.type]).itemsOrOne())
    .flatMap((target) => target.at('Input').string() ?? []);
}
