import type { Resource } from './resource';

/**
 * Construct ids of resources that the CDK makes for its own use, relative to the stack that holds them. Their code and
 * settings are not the app's to change, so the rules leave them alone. Each is spelled out: apps make singleton functions
 * and custom resource providers with the same constructs, and those are theirs.
 */
const OWNED: readonly RegExp[] = [
  // Singleton functions, named after their purpose and an id.
  /^(AWS|BucketNotificationsHandler|CrossRegionAwsSdk|Eval|LogRetention)[0-9a-f]{32}(\/|$)/,
  // AwsCustomResource and BucketDeployment may have several, by memory, storage and VPC.
  /^(AWS679f53fac002430cb0da5b7982bd2287|Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C)[A-Za-z0-9]*(\/|$)/,
  // Singleton functions without a purpose: dropping of spam in SES, jobs of EMR on EKS.
  /^SingletonLambda(224e77f9a32e4b4dac32983477abba16|8693BB64968944B69AAFB0CC9EB8757C)(\/|$)/,
  // Providers of custom resources.
  new RegExp(
    '^(AWSCDKCfnUtilsProvider|AWSCDK\\.TriggerCustomResourceProvider|Custom::(AWSCDKOpenIdConnectProvider|CrossAccountZoneDelegation|CrossRegionExportReader|CrossRegionExportWriter' +
      '|DeleteExistingRecordSet|ECRAutoDeleteImages|S3AutoDeleteObjects|SyntheticsAutoDeleteUnderlyingResources|VpcRestrictDefaultSG' +
      '))CustomResourceProvider(/|$)',
  ),
  // The provider framework's functions around a user's own handler.
  /(^|\/)framework-(onEvent|isComplete|onTimeout)(\/|$)/,
  // What the CDK adds to a stack by itself.
  /^(CDKMetadata|BootstrapVersion|CheckBootstrapVersion)(\/|$)/,
];

/** Whether the CDK made a resource for its own use, judged by its construct path. Never true for a bare template. */
export function isCdkOwned(resource: Resource): boolean {
  const { constructPath } = resource.stack;
  return constructPath !== undefined && isCdkOwnedPath(resource.path, constructPath);
}

/** As {@link isCdkOwned}, by the construct paths of a resource and of the stack that holds it. */
export function isCdkOwnedPath(path: string, stackPath: string): boolean {
  if (!path.startsWith(`${stackPath}/`)) return false;
  const relative = path.slice(stackPath.length + 1);
  return OWNED.some((pattern) => pattern.test(relative));
}
