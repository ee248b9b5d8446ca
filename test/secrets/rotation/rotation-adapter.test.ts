import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RotationAdapter } from '../../../lib/secrets/rotation/rotation-adapter';

const adapter = (timeout: Duration) => RotationAdapter.fromCode({ code: lambda.Code.fromInline('x'), timeout });

test.each<[string, Duration]>([
  ['5 minutes', Duration.minutes(5)],
  ['0.5 seconds', Duration.millis(500)],
  ['known only at deployment', Duration.seconds(new CfnParameter(new Stack(), 'Some', { type: 'Number' }).valueAsNumber)],
])('rejects a timeout that is %s', (_, timeout) => {
  expect(() => adapter(timeout)).toThrow(/^RotationAdapter\.fromCode: timeout is .*; whole seconds from 1 to 240 are expected, since/);
});

test('accepts whole seconds', () => expect(adapter(Duration.minutes(4))._timeout.toSeconds()).toBe(240));
