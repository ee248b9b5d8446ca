import { Outcome } from '../../lib/awareness/feed';

/** The namespace of the metrics, as in the alarms of the construct. */
const NAMESPACE = 'Sec3/Bulletins';

/**
 * Returns the metrics of a reading, in the embedded metric format, which CloudWatch extracts from the log.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsOf(feed: string, outcome: Outcome, isUnexpected: boolean, now: number): object {
  const { source, status, items, notified, digested, drift, readAt } = outcome;
  const values: { [name: string]: number } = {
    Readings: status === 'read' ? 1 : 0,
    ParseFailures: isUnexpected ? 1 : 0,
    SchemaDrift: drift,
    Items: items,
    Notified: notified,
    Digested: digested,
    ...(readAt === undefined ? {} : { Age: Math.max(0, Math.round((now - readAt) / 1000)) }),
  };
  const metrics = Object.keys(values).map((name) => ({ Name: name, Unit: name === 'Age' ? 'Seconds' : 'Count' }));
  return {
    _aws: { Timestamp: now, CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Feed', 'Source'], ['Feed']], Metrics: metrics }] },
    Feed: feed,
    Source: source,
    ...values,
  };
}
