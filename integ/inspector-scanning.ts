import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import { RemovalPolicy } from 'aws-cdk-lib';
import { integration } from './integration';
import { InspectorScanning } from 'cdk-sec3';

/** Scans are enabled after deployment, by whichever construct; a second construct does not interfere with the first. */
export const app = integration('InspectorScanning', ({ stack, assertions }) => {
  const first = new InspectorScanning(stack, 'First', { removalPolicy: RemovalPolicy.DESTROY });
  const second = new InspectorScanning(stack, 'Second', { removalPolicy: RemovalPolicy.DESTROY });
  second.node.addDependency(first);
  for (const type of ['lambda', 'lambdaCode']) {
    assertions.awsApiCall('Inspector2', 'batchGetAccountStatus', {}).assertAtPath(`accounts.0.resourceState.${type}.status`, ExpectedResult.exact('ENABLED'));
  }
});
