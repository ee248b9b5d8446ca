import { ExpectedResult, IApiCall, IDeployAssert, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RuntimeProtection } from 'cdk-sec3';

/** A handler that starts a program, which no policy of this library allows. */
export const STARTS_A_PROGRAM = lambda.Code.fromInline(`
exports.handler = async () => {
  try {
    require('child_process').execFileSync('/bin/true');
    return 'started';
  } catch (e) {
    return 'rejected';
  }
};
`);

/** Invokes such a function: the guard rejects, and its metric counts that. */
export function assertBlocked(assertions: IDeployAssert, fn: lambda.IFunction): IApiCall {
  const rejected = assertions.invokeFunction({ functionName: fn.functionName }).expect(ExpectedResult.objectLike({ Payload: '"rejected"' }));
  const { namespace, metricName, dimensions } = RuntimeProtection.metricBlocked(fn);
  const now = Date.now();
  const counted = assertions.awsApiCall('CloudWatch', 'getMetricStatistics', {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: Object.entries(dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
    StartTime: new Date(now - Duration.days(1).toMilliseconds()).toISOString(),
    EndTime: new Date(now + Duration.days(1).toMilliseconds()).toISOString(),
    Period: Duration.days(2).toSeconds(),
    Statistics: ['Sum'],
  });
  counted.expect(ExpectedResult.objectLike({ Datapoints: Match.arrayWith([Match.objectLike({ Sum: 1 })]) }));
  counted.waitForAssertions({ totalTimeout: Duration.minutes(15), interval: Duration.seconds(30) });
  return rejected.next(counted);
}
