import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { fittedText } from '../quotas';

/** The namespace of the guard's metrics. */
const GUARD_NAMESPACE = 'Sec3/RuntimeProtection';

/** Metrics of the guard. */
export type GuardMetricName = 'Blocked' | 'Alerted';

/** Returns the number of blocked or alerted operations of a function; by default in one minute. */
export function guardMetric(metricName: GuardMetricName, functionName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: GUARD_NAMESPACE,
    metricName,
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(1),
    ...options,
    dimensionsMap: { ...options.dimensionsMap, functionName },
  });
}

/** Creates an alarm that goes off at the first event in a minute. */
export function guardAlarm(
  scope: Construct,
  metricName: GuardMetricName,
  functionName: string,
  actions: readonly cloudwatch.IAlarmAction[],
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, `RuntimeProtection${metricName}`, {
    metric: guardMetric(metricName, functionName),
    alarmDescription: fittedText('AWS::CloudWatch::Alarm.AlarmDescription', `The runtime guard ${metricName === 'Blocked' ? 'blocked' : 'reported'} an operation of the code in ${scope.node.path}`),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(...actions);
  return alarm;
}
