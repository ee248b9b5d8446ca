import { advancedRecords, basicRecords, type Resource, type TrailEvent } from '../../gate';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** Events that rules need from a trail. */
interface Wanted {
  /** Read-only management events. */
  readonly reads: boolean;
  /** Event sources, named as in event selectors. */
  readonly sources: readonly string[];
}

/** Sources whose name in EventBridge patterns differs from that in CloudTrail. */
const RENAMED: { readonly [source: string]: string } = { 'aws.rds-data': 'rdsdata.amazonaws.com', 'aws.cloudwatch': 'monitoring.amazonaws.com' };

/** Does a trail deliver the events that rules match? EventBridge gets "... via CloudTrail" events only from a trail that is logging. */
export function trail(target: Target): Question[] {
  const waiting = target.resources('AWS::Events::Rule').flatMap((rule) => {
    const { values, open } = target.read(rule, wantedBy);
    return values.length > 0 || open !== undefined ? [{ rule, wanted: values.length > 0 ? values : [{ reads: true, sources: [] }] }] : [];
  });
  if (waiting.length === 0) return [];
  const all = waiting.flatMap(({ wanted }) => wanted);
  const wanted = { reads: all.some(({ reads }) => reads), sources: [...new Set(all.flatMap(({ sources }) => sources))] };
  if (target.resources('AWS::CloudTrail::Trail').some((resource) => delivers(target, resource, wanted))) return [];
  const kinds = wanted.reads ? 'management events, including read-only ones' : 'management events';
  return [{
    id: 'trail',
    asked: `Does a CloudTrail trail log ${kinds}, which rules for “AWS API Call via CloudTrail” need?`,
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

/** Checks whether the templates create such a trail in every scenario. */
function delivers(target: Target, resource: Resource, wanted: Wanted): boolean {
  return target.isSure(resource, (made) => made.get('IsLogging').boolean() === true && misses(made.get().json(), wanted) === undefined);
}

async function ask(account: Account, wanted: Wanted, kinds: string): Promise<Answer> {
  const fix = `Create one trail of ${kinds} for the account, in all Regions (the first copy of management events is free of charge), and start its logging.`;
  const { trailList: trails = [] } = await account.call('cloudtrail:DescribeTrails');
  if (trails.length === 0) return { status: 'fails', text: 'There is no trail, so the rules deploy but never match.', fix };
  const reasons: string[] = [];
  let unread: unknown;
  for (const { Name: name, TrailARN: arn, HomeRegion: home } of trails) {
    try {
      const { IsLogging: logging } = await account.call('cloudtrail:GetTrailStatus', { Name: arn }, home);
      const missing = logging ? misses(await account.call('cloudtrail:GetEventSelectors', { TrailName: arn }, home), wanted) : 'is not logging';
      if (missing === undefined) return { status: 'ready', text: `Trail ${name} does.` };
      reasons.push(`${name} ${missing}`);
    } catch (e) {
      // Another trail may deliver them; a member account may not be allowed to read the trail of its organization.
      unread = e;
    }
  }
  if (unread !== undefined) throw unread;
  return { status: 'fails', text: `No trail does, so the rules deploy but never match: ${reasons.join('; ')}.`, fix };
}

/** Returns the events that the event selectors of a trail exclude. Properties and API use the same names. */
function misses({ EventSelectors: basic = [], AdvancedEventSelectors: advanced = [] }: any, { reads, sources }: Wanted): string | undefined {
  // A CloudFormation trail without selectors logs all management events.
  if (basic.length + advanced.length === 0) return undefined;
  const records = (event: TrailEvent) =>
    basic.some((selector: any) => basicRecords(selector, event)) || advanced.some((selector: any) => advancedRecords(selector, event) === true);
  const kinds = reads ? [false, true] : [false];
  // A rule without a source matches all sources.
  const events = (sources.length > 0 ? sources : ['']).flatMap((eventSource) => kinds.map((readOnly): TrailEvent => ({ readOnly, eventSource })));
  const missed = events.filter((event) => !records(event));
  const what = [true, false].filter((readOnly) => missed.some((event) => event.readOnly === readOnly)).map((readOnly) => (readOnly ? 'reads' : 'writes'));
  const from = [...new Set(missed.flatMap(({ eventSource }) => eventSource || []))];
  return missed.length === 0 ? undefined : `does not log all ${what.join(' and ')}${from.length > 0 ? ` of ${from.join(', ')}` : ''}`;
}
