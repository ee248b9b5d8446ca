import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

/** Returns the asset that the CDK created for the code of a function or layer; undefined if the code is not an asset. */
export function stagedCode(scope: Construct): s3_assets.Asset | undefined {
  const code = scope.node.tryFindChild('Code');
  return code instanceof s3_assets.Asset ? code : undefined;
}
