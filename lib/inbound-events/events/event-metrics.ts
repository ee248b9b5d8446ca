import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The namespace of the validator's metrics. */
const NAMESPACE = 'Sec3/EventValidation';

/** What the validator counts. */
export type EventMetricName = 'Accepted' | 'Rejected' | 'RejectedResponses';

/** How many events and records of a function were accepted or rejected; by default in five minutes. */
export function eventMetric(metricName: EventMetricName, functionName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName,
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
    dimensionsMap: { ...options.dimensionsMap, functionName },
  });
}
