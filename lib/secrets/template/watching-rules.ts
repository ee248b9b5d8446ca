/** EventBridge rules and log filters that receive an event about a secret. */
import { secretsBehind } from './attached-to-secret';
import { acceptsValue, eventFilters, filterKnown, flatMapKnown, Lookup, passesOne, Property, Resource, Undetermined, Workload } from '../../gate';

/** Identification of a CloudTrail event about a secret. */
interface SecretEventProps {
  readonly name: string;
  readonly detailType: 'AWS API Call via CloudTrail' | 'AWS Service Event via CloudTrail';
  /** Path of the secret's identifier in the event, below `detail`. */
  readonly idPath: readonly string[];
}

/** A CloudTrail event about a secret. Rules that receive it are found by the secrets, and by their names. */
export interface SecretEvent extends Lookup {
  /** Whether a rule that selects secrets by name patterns selects a name. */
  readonly isPicked: (rule: Resource, name: string, workload: Workload) => boolean;
  /** Whether a metric filter counts it. */
  readonly isCounted: (filter: Resource) => boolean;
}

/** The key of rules that receive an event of every secret. */
const EVERY = Symbol('every secret');

/** The key of rules that select secrets by name patterns. */
const PATTERN = Symbol('patterns of names');

/** Returns an event and how it is monitored; a constant of the rule that uses it. */
export function secretEvent({ name, detailType, idPath }: SecretEventProps): SecretEvent {
  // Neither `$.eventName != "..."` nor `-"..."`, which exclude the event.
  const counts = new RegExp(`(?<!(?:!=\\s*|-)"?)\\b${name}\\b`);
  const idsIn = (rule: Resource) => rule.get('EventPattern', 'detail', ...idPath);
  const filtersIn = (rule: Resource) => eventFilters(idsIn(rule));
  return {
    *keysOf(rule) {
      const pattern = rule.get('EventPattern');
      if (!pattern.exists) return;
      if (!pattern.isObject()) throw pattern.undetermined('a pattern that is written as an object is expected');
      const isGotten =
        acceptsValue(pattern.at('source'), 'aws.secretsmanager') &&
        acceptsValue(pattern.at('detail-type'), detailType) &&
        acceptsValue(pattern.at('detail', 'eventName'), name);
      if (!isGotten) return;
      const ids = idsIn(rule);
      if (ids.exists) yield* keysOfIds(ids);
      else yield EVERY;
    },
    test: isDelivered,
    isPicked: (rule, secretName, workload) => passesOne(workload.once(filtersIn, rule, () => filtersIn(rule)), secretName),
    isCounted: (filter) => filter.created && counts.test(filter.get('FilterPattern').string() ?? ''),
  };
}

/**
 * Returns the rules that receive an event about a secret and pass it to a target, and are not disabled. CloudTrail events
 * are on the default bus of the secret's own account and Region.
 *
 * @throws Undetermined if none does, but one may
 */
export function watchingRules(secret: Resource, workload: Workload, event: SecretEvent): readonly Resource[] {
  const rules = workload.inEnvironment(secret.stack, 'AWS::Events::Rule');
  const name = secret.get('Name').literal();
  if (name === undefined) return workload.having(rules, event, EVERY, secret);
  const lookups = [
    () => workload.having(rules, event, EVERY, secret, name),
    () => filterKnown(workload.having(rules, event, PATTERN), (rule) => event.isPicked(rule, name, workload)),
  ];
  return flatMapKnown(lookups, (lookUp) => lookUp());
}

/**
 * Returns the metric filters that count an event in the logs of a trail.
 *
 * @throws Undetermined if none does, but one may
 */
export function countingFilters(secret: Resource, workload: Workload, { isCounted }: SecretEvent): readonly Resource[] {
  const filters = workload.inEnvironment(secret.stack, 'AWS::Logs::MetricFilter');
  return workload.once(isCounted, filters, () => filterKnown(filters, isCounted));
}

function isDelivered(rule: Resource): boolean {
  const isOnDefaultBus = (rule.get('EventBusName').string() ?? 'default') === 'default';
  return isOnDefaultBus && rule.get('State').string() !== 'DISABLED' && rule.get('Targets').items().length > 0;
}

/** Yields the secrets that a pattern selects, and their names. An unknown item may select any. */
function* keysOfIds(ids: Property): Iterable<unknown> {
  let open: Undetermined | undefined;
  for (const item of ids.items()) {
    try {
      const isOperator = item.isObject();
      const operand = isOperator ? item.entries()[0]?.[1] : item;
      yield* operand?.references().flatMap(({ resource }) => secretsBehind(resource)) ?? [];
      yield isOperator || item.hasUnknownPart() ? PATTERN : item.string();
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      open ??= e;
    }
  }
  if (open) throw open;
}
