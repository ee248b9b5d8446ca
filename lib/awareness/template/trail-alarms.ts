/** Alarms on events of CloudTrail trails, such as changes of a trail or rejected calls, which metric filters count. */
import { Property, Resource, Workload } from '../../gate';

export const METRIC_ALARM = 'AWS::CloudWatch::Alarm';
export const COMPOSITE_ALARM = 'AWS::CloudWatch::CompositeAlarm';

/** Fields of an event of a trail in the pattern of a filter. */
const TRAIL_FIELD = /\$\.(?:event(?:Name|Source|Type)|errorCode|userIdentity)\b/;

/** Checks whether the actions of an alarm are turned off. */
export function isMuted(alarm: Resource): boolean {
  return alarm.get('ActionsEnabled').boolean() === false;
}

/** Returns the alarms on events of trails, without those that another alarm reports: metric alarms, and the composite alarms that mention them. */
export function alarmsOnTrails(workload: Workload): ReadonlySet<Resource> {
  return workload.once(alarmsOnTrails, workload, () => {
    const metrics = new Set(workload.resources('AWS::Logs::MetricFilter').filter((filter) => TRAIL_FIELD.test(filter.get('FilterPattern').written() ?? '')).flatMap(metricsOf));
    const alarms = workload.resources(METRIC_ALARM).filter((alarm) => watched(alarm).some((one) => metrics.has(one)));
    const composites = workload.resources(COMPOSITE_ALARM).filter((composite) => alarms.some((alarm) => mentions(composite, alarm)));
    const reported = (alarm: Resource) => composites.some((composite) => mentions(composite, alarm) && !isMuted(composite));
    return new Set([...alarms.filter((alarm) => !reported(alarm)), ...composites]);
  });
}

function metricsOf(filter: Resource): string[] {
  return filter.get('MetricTransformations').items().map((at) => metric(at.at('MetricNamespace'), at.at('MetricName')));
}

/** Returns the metrics of an alarm: its own, or those of its expression. */
function watched(alarm: Resource): string[] {
  const parts = [alarm.get(), ...alarm.get('Metrics').items().map((one) => one.at('MetricStat', 'Metric'))];
  return parts.map((at) => metric(at.at('Namespace'), at.at('MetricName')));
}

function metric(namespace: Property, name: Property): string {
  return JSON.stringify([namespace.written(), name.written()]);
}

function mentions(composite: Resource, alarm: Resource): boolean {
  const rule = composite.get('AlarmRule');
  const name = alarm.get('AlarmName').literal();
  return rule.references().some(({ resource }) => resource === alarm) || (name !== undefined && (rule.written() ?? '').includes(name));
}
