import * as lambda from 'aws-cdk-lib/aws-lambda';

type Recorder = (resource: lambda.CfnFunction) => unknown;

const recorders = new Set<Recorder>();

/**
 * Has what rooms further down know how to record of a function recorded for each that is made from a user's code further up, where
 * those rooms can't be imported.
 */
export function recordFunctionsBy(recorder: Recorder): void {
  recorders.add(recorder);
}

/** Tells those rooms of a function that was made from a user's code. */
export function recordFunction(fn: lambda.Function): void {
  for (const record of recorders) record(fn.node.defaultChild as lambda.CfnFunction);
}
