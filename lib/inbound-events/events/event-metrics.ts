import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The namespace of the validator's metrics. */
const NAMESPACE = 'Sec3/EventValidation';

/** Metrics of the validator. */
export type EventMetricName = 'Accepted' | 'Rejected' | 'RejectedResponses';

/** Returns the number of accepted or rejected events and records of a function. By default, the sum over five minutes. */
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
