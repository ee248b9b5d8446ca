import { randomUUID } from 'crypto';
import { ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import { integration } from './integration';
import { RotatedSecret, SecretRotation } from 'cdk-sec3';

/** A requested rotation makes its version the current one. */
export const app = integration('RotatedSecret', ({ stack, assertions }) => {
  const secret = new RotatedSecret(stack, 'Secret', { rotation: SecretRotation.generated() });
  const version = randomUUID();
  const rotation = assertions.awsApiCall('SecretsManager', 'rotateSecret', { SecretId: secret.secretArn, ClientRequestToken: version }, ['VersionId']);
  const rotated = assertions.awsApiCall('SecretsManager', 'describeSecret', { SecretId: secret.secretArn });
  rotated.expect(ExpectedResult.objectLike({ VersionIdsToStages: { [version]: Match.arrayWith(['AWSCURRENT']) } }));
  rotated.waitForAssertions({ totalTimeout: Duration.minutes(5), interval: Duration.seconds(15) });
  rotation.next(rotated);
});
