import type { Resource } from '../../gate';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** What rules need of a trail. */
interface Wanted {
  /** Events of calls that only read. */
  readonly reads: boolean;
  /** Event sources, as event selectors name them. */
  readonly sources: readonly string[];
}

/** Sources whose name in patterns of EventBridge is not that in CloudTrail. */
const RENAMED: { readonly [source: string]: string } = { 'aws.rds-data': 'rdsdata.amazonaws.com', 'aws.cloudwatch': 'monitoring.amazonaws.com' };

/** Does a trail deliver the events that rules wait for? EventBridge has "... via CloudTrail" only from a trail that is logging. */
export function trail(target: Target): Question[] {
  const waiting = target.resources('AWS::Events::Rule').flatMap((rule) => {
    const { values, open } = target.read(rule, wantedBy);
    return values.length > 0 || open !== undefined ? [{ rule, wanted: values.length > 0 ? values : [{ reads: true, sources: [] }] }] : [];
  });
  if (waiting.length === 0) return [];
  const all = waiting.flatMap(({ wanted }) => wanted);
  const wanted = { reads: all.some(({ reads }) => reads), sources: [...new Set(all.flatMap(({ sources }) => sources))] };
  if (target.resources('AWS::CloudTrail::Trail').some((resource) => delivers(target, resource, wanted))) return [];
  const kinds = wanted.reads ? 'management events, those that only read included' : 'management events';
  return [{
    id: 'trail',
    asked: `Does a CloudTrail trail log ${kinds}, which rules on “AWS API Call via CloudTrail” wait for?`,
    resources: waiting.map(({ rule }) => rule.path),
    needs: (['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'] as const).map((operation) => ({ operation })),
    ask: (account) => ask(account, wanted, kinds),
  }];
}

function wantedBy(rule: Resource): Wanted | undefined {
  const pattern = rule.get('EventPattern').document();
  if (!pattern.exists) return undefined;
  const types = pattern.at('detail-type').items().map((type) => type.literal());
  if (!types.some((type) => type?.endsWith(' via CloudTrail'))) return undefined;
  const sources = pattern.at('source').items().map((source) => source.literal() ?? '');
  return {
    reads: rule.get('State').string() === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    sources: sources.map((source) => RENAMED[source] ?? source.replace(/^aws\.(.*)$/, '$1.amazonaws.com')),
  };
}

/** Whether the templates make a trail that does, in every scenario. */
function delivers(target: Target, resource: Resource, wanted: Wanted): boolean {
  return target.isSure(resource, (made) => made.get('IsLogging').boolean() === true && misses(made.get().json(), wanted) === undefined);
}

async function ask(account: Account, wanted: Wanted, kinds: string): Promise<Answer> {
  const fix = `Make one trail of ${kinds} for the account, in all Regions (the first copy of management events is free of charge), and start its logging.`;
  const { trailList: trails = [] } = await account.call('cloudtrail:DescribeTrails');
  if (trails.length === 0) return { status: 'fails', text: 'There is no trail here, so the rules deploy and never fire.', fix };
  const reasons: string[] = [];
  let unread: unknown;
  for (const { Name: name, TrailARN: arn, HomeRegion: home } of trails) {
    try {
      const { IsLogging: logging } = await account.call('cloudtrail:GetTrailStatus', { Name: arn }, home);
      const missing = logging ? misses(await account.call('cloudtrail:GetEventSelectors', { TrailName: arn }, home), wanted) : 'is not logging';
      if (missing === undefined) return { status: 'ready', text: `Trail ${name} does.` };
      reasons.push(`${name} ${missing}`);
    } catch (e) {
      // Another trail may do; of an organization’s, a member may not read all.
      unread = e;
    }
  }
  if (unread !== undefined) throw unread;
  return { status: 'fails', text: `No trail does, so the rules deploy and never fire: ${reasons.join('; ')}.`, fix };
}

/** What the event selectors of a trail leave out of what is wanted; properties and API have the same names for them. */
function misses({ EventSelectors: basic = [], AdvancedEventSelectors: advanced = [] }: any, wanted: Wanted): string | undefined {
  if (advanced.length > 0) return missedByAdvanced(advanced.map(({ FieldSelectors: fields = [] }: any) => fields), wanted);
  // A trail of CloudFormation that says nothing logs all management events.
  if (basic.length === 0) return undefined;
  const management = basic.filter((selector: any) => selector.IncludeManagementEvents !== false);
  if (management.length === 0) return 'logs no management events';
  const types = management.map((selector: any) => selector.ReadWriteType ?? 'All');
  const covers = (type: string) => types.includes('All') || types.includes(type);
  if (!covers('WriteOnly') || (wanted.reads && !covers('ReadOnly'))) return `logs only management events of type ${types.join(', ')}`;
  const left = management.flatMap((selector: any) => selector.ExcludeManagementEventSources ?? []);
  const excluded = left.filter((source: string) => wanted.sources.includes(source));
  return excluded.length > 0 ? `leaves out events of ${excluded.join(', ')}` : undefined;
}

function missedByAdvanced(selectors: readonly any[][], { reads, sources }: Wanted): string | undefined {
  const management = selectors.filter((fields) => fields.some(({ Field: field, Equals: equals }) => field === 'eventCategory' && equals?.includes('Management')));
  if (management.length === 0) return 'logs no management events';
  const isHarmless = ({ Field: field, Equals: equals, NotEquals: others, ...more }: any) => {
    if (Object.values(more).some((list: any) => list?.length > 0)) return false;
    if (field === 'eventCategory') return true;
    if (field === 'readOnly') return !reads && equals?.includes('false');
    return field === 'eventSource' && !equals?.length && !others?.some((source: string) => sources.includes(source));
  };
  return management.some((fields) => fields.every(isHarmless)) ? undefined : 'logs only some management events';
}
