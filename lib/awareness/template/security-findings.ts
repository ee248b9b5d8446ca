/** Findings of security services: which rules and topics pass them on, and whether they pass on severe ones. */
import { acceptsValue, EventVerdict, filterKnown, matchEvent, Property, Resource, Workload } from '../../gate';
import { JsonObject } from '../../json/json-object';

/** The type of the rules that pass findings on. */
export const RULE = 'AWS::Events::Rule';

/** Services that report vulnerabilities, attacks and events of the account, by the source of their events. Those of IAM, sign-ins and trails come from a trail. */
const SECURITY_SOURCES: readonly string[] = [
  'aws.access-analyzer', 'aws.cloudtrail', 'aws.config', 'aws.guardduty', 'aws.health', 'aws.iam', 'aws.inspector', 'aws.inspector2', 'aws.macie', 'aws.securityhub', 'aws.signin',
];

/** Events about severe findings, by source. Fields that differ between findings are left out. */
const SEVERE: { readonly [source: string]: { readonly detailType: string; readonly details: readonly JsonObject[] } } = {
  'aws.guardduty': { detailType: 'GuardDuty Finding', details: [7, 8, 8.9, 9, 10].map((severity) => ({ severity })) },
  'aws.inspector2': { detailType: 'Inspector2 Finding', details: ['CRITICAL', 'HIGH'].map((severity) => ({ severity, status: 'ACTIVE' })) },
  'aws.macie': { detailType: 'Macie Finding', details: [{ severity: { description: 'High' } }] },
  'aws.securityhub': { detailType: 'Security Hub Findings - Imported', details: ['CRITICAL', 'HIGH'].map((Label) => ({ findings: [{ Severity: { Label } }] })) },
};

/** The security services whose events a rule selects by their source. Empty for other rules, and for one that also selects other services. */
export function sourcesOf(rule: Resource): readonly string[] {
  const pattern = rule.get('EventPattern');
  if (!pattern.exists) return [];
  const known = pattern.document().at('source').items().filter((source) => !source.hasUnknownPart());
  const filters = known.map((source) => (text: string) => acceptsValue(source, text)).filter((accepts) => !accepts('aws.ec2'));
  return SECURITY_SOURCES.filter((source) => filters.some((accepts) => accepts(source)));
}

/** The rules that send findings of security services to a topic. */
export function rulesFor(topic: Resource, workload: Workload): readonly Resource[] {
  const rules = [...new Set(workload.mentions(topic, RULE).map(({ from }) => from))];
  return rules.filter((rule) => rule.created && sendsTo(rule, topic) && sourcesOf(rule).length > 0);
}

function sendsTo(rule: Resource, topic: Resource): boolean {
  return rule.get('Targets').items().some((target) => target.at('Arn').references().some(({ resource }) => resource === topic));
}

/**
 * The part of a pattern for events that leaves out all severe findings of a service; undefined if it has none. Patterns for other events of the service
 * have none either, such as those for custom actions, which people start.
 *
 * @throws Undetermined if the pattern is unknown
 */
export function leavesOutSevere(pattern: Property, source: string): Property | undefined {
  if (!Object.hasOwn(SEVERE, source)) return undefined;
  const { detailType, details } = SEVERE[source];
  if (!acceptsValue(pattern.document().at('detail-type'), detailType)) return undefined;
  const verdicts = details.map((detail) => () => matchEvent(pattern, { source, 'detail-type': detailType, detail }));
  const rejecting: EventVerdict[] = [];
  const passing = filterKnown(verdicts, (verdict) => {
    const found = verdict();
    if (found.answer === 'no match') rejecting.push(found);
    return found.answer !== 'no match';
  });
  return passing.length > 0 ? undefined : rejecting[0].at;
}
