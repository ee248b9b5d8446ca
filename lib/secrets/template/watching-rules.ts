/** Which rules of EventBridge, and which filters of logs, see an event about a secret. */
import { standsFor } from './attached-to-secret';
import { covers, filterKnown, Property, Resource, Workload } from '../../gate';

/** An event of CloudTrail about a secret. */
export interface SecretEvent {
  readonly name: string;
  readonly detailType: 'AWS API Call via CloudTrail' | 'AWS Service Event via CloudTrail';
  /** Where the event has the identifier of the secret, below `detail`. */
  readonly idPath: readonly string[];
}

/**
 * The rules that get an event about a secret and hand it to a target, whatever their state but disabled. Events of CloudTrail
 * come to the default bus of the secret's own account and Region.
 *
 * @throws Undetermined where none does, but one may
 */
export function watchingRules(secret: Resource, workload: Workload, event: SecretEvent): Resource[] {
  return filterKnown(workload.inEnvironment(secret.stack, 'AWS::Events::Rule'), (rule) => rule.created && watches(rule, secret, event));
}

/**
 * The metric filters that count an event in the logs of a trail.
 *
 * @throws Undetermined where none does, but one may
 */
export function countingFilters(secret: Resource, workload: Workload, event: SecretEvent): Resource[] {
  // Neither `$.eventName != "..."` nor `-"..."`, which leave the event out.
  const counts = new RegExp(`(?<!(?:!=\\s*|-)"?)\\b${event.name}\\b`);
  return filterKnown(
    workload.inEnvironment(secret.stack, 'AWS::Logs::MetricFilter'),
    (filter) => filter.created && counts.test(filter.get('FilterPattern').string() ?? ''),
  );
}

function watches(rule: Resource, secret: Resource, { name, detailType, idPath }: SecretEvent): boolean {
  const pattern = rule.get('EventPattern');
  if (!pattern.exists) return false;
  if (!pattern.isObject()) throw pattern.undetermined('a pattern that is written as an object is expected');
  const detail = pattern.at('detail');
  return (
    accepts(pattern.at('source'), 'aws.secretsmanager') &&
    accepts(pattern.at('detail-type'), detailType) &&
    accepts(detail.at('eventName'), name) &&
    acceptsSecret(detail.at(...idPath), secret) &&
    (rule.get('EventBusName').string() ?? 'default') === 'default' &&
    rule.get('State').string() !== 'DISABLED' &&
    rule.get('Targets').items().length > 0
  );
}

/** Whether a field of a pattern lets a text pass; one that is absent lets all pass. */
function accepts(field: Property, text: string): boolean {
  return !field.exists || filterKnown(field.items(), (item) => acceptsText(item, text)).length > 0;
}

function acceptsText(item: Property, text: string): boolean {
  if (!item.isObject()) return item.string() === text;
  return filterKnown(item.entries(), ([operator, operand]) => {
    switch (operator) {
      case 'prefix':
        return text.startsWith(operand.string()!);
      case 'suffix':
        return text.endsWith(operand.string()!);
      case 'wildcard':
        return covers(operand.string()!, text);
      case 'anything-but':
        return !operand.itemsOrOne().some((excepted) => acceptsText(excepted, text));
      case 'exists':
        return operand.boolean() === true;
      default:
        throw operand.undetermined(`operator ${JSON.stringify(operator)} is not one that this check knows`);
    }
  }).length > 0;
}

/** Whether a field of a pattern lets a secret pass: by a reference to it, or by the name that it is given. */
function acceptsSecret(field: Property, secret: Resource): boolean {
  return !field.exists || filterKnown(field.items(), (item) => acceptsId(item, secret)).length > 0;
}

function acceptsId(item: Property, secret: Resource): boolean {
  const operand = item.isObject() ? item.entries()[0]?.[1] : item;
  if (operand?.references().some(({ resource }) => standsFor(resource, secret))) return true;
  const name = secret.get('Name').literal();
  return name !== undefined && acceptsText(item, name);
}
