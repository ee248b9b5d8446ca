/** CloudTrail trails that record reads of secrets. Without one, EventBridge and logs get no event of a read. */
import { advancedRecords, basicRecords, filterKnown, Property, Resource, TrailEvent, Workload } from '../../gate';

/** A read of a secret. */
const READ: TrailEvent = { readOnly: true, eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue' };

/** Returns the trails in the templates that record the account and Region of a secret. @throws Undetermined if only some may */
export function trailsOver({ stack }: Resource, workload: Workload): readonly Resource[] {
  const here = workload.inEnvironment(stack, 'AWS::CloudTrail::Trail');
  const covers = (trail: Resource) => {
    if (!trail.created) return false;
    if (here.includes(trail) || trail.get('IsOrganizationTrail').boolean() === true) return true;
    return trail.stack.account === stack.account && trail.get('IsMultiRegionTrail').boolean() === true;
  };
  return workload.once(trailsOver, stack, () => filterKnown(workload.resources('AWS::CloudTrail::Trail'), covers));
}

/** Returns why a trail records no reads of secrets; undefined if it does. @throws Undetermined if that can't be known */
export function blindness(trail: Resource): string | undefined {
  if (trail.get('IsLogging').boolean() !== true) return 'is off';
  const basic = trail.get('EventSelectors').items();
  const advanced = trail.get('AdvancedEventSelectors').items();
  // A trail without selectors records all management events.
  if (basic.length + advanced.length === 0) return undefined;
  const answers = [...basic.map((at) => () => basicRecords(at.json(), READ)), ...advanced.map((at) => () => isAdvanced(at))];
  const recording = filterKnown(answers, (records) => records());
  return recording.length > 0 ? undefined : 'selects no management events that read, or none of Secrets Manager';
}

function isAdvanced(selector: Property): boolean {
  const records = advancedRecords(selector.json(), READ);
  if (records === undefined) throw selector.undetermined('this check does not support one of its fields');
  return records;
}
