import { Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { finalQueue } from '../notifications';

/** Checks whether events of failed asynchronous invocations are kept: in a dead-letter queue, a topic or a destination. */
export function hasFailureDestination(fn: lambda.Function): boolean {
  return (fn.node.defaultChild as lambda.CfnFunction).deadLetterConfig !== undefined || hasOnFailure(fn);
}

/**
 * Creates a queue for events of failed asynchronous invocations.
 *
 * It is a dead-letter queue and not an on-failure destination, because Lambda keeps the former with each version of the
 * function, and the latter for a single version or alias.
 */
export function makeFailureQueue(fn: lambda.Function): sqs.Queue {
  const queue = finalQueue(fn, 'FailedEvents', 'This is the dead-letter queue of a function: messages end here, and nothing is meant to move them on');
  (fn.node.defaultChild as lambda.CfnFunction).deadLetterConfig = { targetArn: queue.queueArn };
  return queue;
}

/** A dead-letter queue or an on-failure destination is enough, but cdk-nag requires both: acknowledges the other one. */
export function acknowledgeOtherDestination(fn: lambda.Function): void {
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  const config = invokeConfigOf(fn);
  if (hasOnFailure(fn) && resource.deadLetterConfig === undefined) {
    Validations.of(resource).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason: 'Failed events go to the on-failure destination of the function; a dead-letter queue would only duplicate them',
    });
  } else if (config && !hasOnFailure(fn) && resource.deadLetterConfig !== undefined) {
    Validations.of(config).acknowledge({
      id: 'Serverless::Serverless-LambdaAsyncFailureDestination',
      reason: 'Failed events go to the dead-letter queue or topic of the function; a destination would only duplicate them',
    });
  }
}

function hasOnFailure(fn: lambda.Function): boolean {
  const destinations = invokeConfigOf(fn)?.destinationConfig as lambda.CfnEventInvokeConfig.DestinationConfigProperty | undefined;
  return destinations?.onFailure !== undefined;
}

/** Returns the settings of asynchronous invocation that the CDK creates from props of the function, or in `configureAsyncInvoke`. */
function invokeConfigOf(fn: lambda.Function): lambda.CfnEventInvokeConfig | undefined {
  return fn.node.tryFindChild('EventInvokeConfig')?.node.defaultChild as lambda.CfnEventInvokeConfig | undefined;
}
