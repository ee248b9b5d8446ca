/** CloudTrail trails that record reads of secrets. Without one, EventBridge and logs get no event of a read. */
import { filterKnown, Property, Resource, Workload } from '../../gate';

const SECRETS_MANAGER = 'secretsmanager.amazonaws.com';

/** The trails in the templates that record the account and Region of a secret. @throws Undetermined if only some may */
export function trailsOver({ stack }: Resource, workload: Workload): readonly Resource[] {
  const here = workload.inEnvironment(stack, 'AWS::CloudTrail::Trail');
  const covers = (trail: Resource) => {
    if (!trail.created) return false;
    if (here.includes(trail) || trail.get('IsOrganizationTrail').boolean() === true) return true;
    return trail.stack.account === stack.account && trail.get('IsMultiRegionTrail').boolean() === true;
  };
  return workload.once(trailsOver, stack, () => filterKnown(workload.resources('AWS::CloudTrail::Trail'), covers));
}

/** Why a trail records no reads of secrets; undefined if it does. @throws Undetermined if that can't be known */
export function blindness(trail: Resource): string | undefined {
  if (trail.get('IsLogging').boolean() !== true) return 'is off';
  const basic = trail.get('EventSelectors').items();
  const advanced = trail.get('AdvancedEventSelectors').items();
  // A trail without selectors records all management events.
  if (basic.length + advanced.length === 0) return undefined;
  const recording = filterKnown([...basic.map((at) => () => isBasic(at)), ...advanced.map((at) => () => isAdvanced(at))], (records) => records());
  return recording.length > 0 ? undefined : 'selects no management events that read, or none of Secrets Manager';
}

function isBasic(selector: Property): boolean {
  if (selector.at('IncludeManagementEvents').boolean() === false) return false;
  if (!['All', 'ReadOnly'].includes(selector.at('ReadWriteType').string() ?? 'All')) return false;
  return !selector.at('ExcludeManagementEventSources').items().some((source) => source.string() === SECRETS_MANAGER);
}

/** All fields of a selector must match a read. */
function isAdvanced(selector: Property): boolean {
  const fields = selector.at('FieldSelectors').items();
  const category = fields.find((field) => field.at('Field').string() === 'eventCategory');
  if (!category || !letsPass(category, 'Management')) return false;
  return fields.every((field) => {
    switch (field.at('Field').string()) {
      case 'readOnly':
        return letsPass(field, 'true');
      case 'eventSource':
        return letsPass(field, SECRETS_MANAGER);
      case 'eventName':
        return letsPass(field, 'GetSecretValue');
      case 'eventType':
        return letsPass(field, 'AwsApiCall');
      case 'eventCategory':
        return true;
      default:
        throw field.undetermined('this check does not support the field');
    }
  });
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
const OPERATORS: { readonly [operator: string]: (text: string, operand: string) => boolean } = {
  Equals: (text, operand) => text === operand,
  StartsWith: (text, operand) => text.startsWith(operand),
  EndsWith: (text, operand) => text.endsWith(operand),
};

function letsPass(field: Property, text: string): boolean {
  return Object.entries(OPERATORS).every(([operator, matches]) => {
    const operands = (name: string) => field.at(name).items().map((operand) => operand.string()!);
    const wanted = operands(operator);
    const isWanted = wanted.length === 0 || wanted.some((operand) => matches(text, operand));
    return isWanted && !operands(`Not${operator}`).some((operand) => matches(text, operand));
  });
}
