/** Findings of security services: which rules and topics pass them on, and whether they pass on severe ones. */
import { Property, Resource, Workload } from '../../gate';

/** The type of the rules that pass findings on. */
export const RULE = 'AWS::Events::Rule';

/** Services that report vulnerabilities, attacks and events of the account, by the source of their events. */
const SECURITY_SOURCES: ReadonlySet<string> = new Set([
  'aws.access-analyzer', 'aws.guardduty', 'aws.health', 'aws.inspector', 'aws.inspector2', 'aws.macie', 'aws.securityhub',
]);

/** Where events have the severity, by source, with the values of severe findings. */
const SEVERITIES: { readonly [source: string]: { readonly path: readonly string[]; readonly severe: readonly (string | number)[] } } = {
  'aws.guardduty': { path: ['severity'], severe: [7, 8, 8.9, 9, 10] },
  'aws.inspector2': { path: ['severity'], severe: ['CRITICAL', 'HIGH'] },
  'aws.macie': { path: ['severity', 'description'], severe: ['High'] },
  'aws.securityhub': { path: ['findings', 'Severity', 'Label'], severe: ['CRITICAL', 'HIGH'] },
};

/** The security services whose events a rule matches. Empty for other rules. */
export function sourcesOf(rule: Resource): readonly string[] {
  const pattern = rule.get('EventPattern');
  return pattern.exists ? pattern.document().at('source').items().map((source) => source.literal() ?? '').filter((source) => SECURITY_SOURCES.has(source)) : [];
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
 * The part of a pattern for events that leaves out all severe findings of a service; undefined if it has none.
 *
 * @throws Undetermined if the pattern is unknown
 */
export function leavesOutSevere(pattern: Property, source: string): Property | undefined {
  if (!Object.hasOwn(SEVERITIES, source)) return undefined;
  const { path, severe } = SEVERITIES[source];
  const at = path.reduce((place, key) => (place.exists && place.isObject() ? place.at(key) : place), pattern.document().at('detail'));
  if (!at.exists || !at.isList()) return undefined;
  const conditions = at.items();
  return conditions.some((condition) => severe.some((value) => mayAccept(condition, value))) ? undefined : at;
}

/** Whether a condition of a pattern accepts a value. Forms that are not analyzed may. */
function mayAccept(condition: Property, value: string | number): boolean {
  if (!condition.isObject()) return typeof value === 'number' ? condition.number() === value : condition.string() === value;
  const numeric = condition.at('numeric');
  return numeric.exists ? typeof value === 'number' && satisfies(numeric, value) : true;
}

/** Whether a number satisfies `[">=", 4, "<", 7]`. */
function satisfies(numeric: Property, value: number): boolean {
  const items = numeric.items();
  return items.every((item, index) => index % 2 === 1 || compares(value, item.string()!, items[index + 1]?.number() ?? Number.NaN));
}

function compares(value: number, operator: string, bound: number): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return value === bound;
  }
}
