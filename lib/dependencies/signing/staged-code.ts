import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

/** The asset that the CDK made of the code of a function or layer; none where the code is no asset. */
export function stagedCode(scope: Construct): s3_assets.Asset | undefined {
  const code = scope.node.tryFindChild('Code');
  return code instanceof s3_assets.Asset ? code : undefined;
}
