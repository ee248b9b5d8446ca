import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { deprecationOf } from '../../../lib/secure/functions/runtime-deprecation';

afterEach(() => jest.useRealTimers());

test.each<[string, string, string | undefined]>([
  ['nodejs22.x', '2027-04-29T23:59:59Z', undefined],
  ['nodejs22.x', '2027-04-30T00:00:00Z', '2027-04-30'],
  ['nodejs14.x', '2026-11-24T00:00:00Z', '2023-12-04'],
  ['nodejs26.x', '2099-01-01T00:00:00Z', undefined],
  ['nodejs99.x', '2099-01-01T00:00:00Z', undefined],
])('%s on %s: %s', (name, now, expected) => {
  const fn = new lambda.Function(new Stack(), 'Fn', {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: new lambda.Runtime(name, lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true }),
  });
  jest.useFakeTimers({ now: new Date(now) });
  expect(deprecationOf(fn)).toBe(expected);
});
