import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { recordFunction, recordFunctionsBy } from '../../lib/functions/recorded-functions';

test('each recorder is told once of each function', () => {
  const told: lambda.CfnFunction[] = [];
  const recorder = (resource: lambda.CfnFunction) => told.push(resource);
  recordFunctionsBy(recorder);
  recordFunctionsBy(recorder);
  const fn = new lambda.Function(new Stack(), 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(' ') });
  recordFunction(fn);
  expect(told).toEqual([fn.node.defaultChild]);
});
