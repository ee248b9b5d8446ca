import type { Resource } from './resource';

/**
 * Construct ids of resources that the CDK makes for its own use, relative to the stack that holds them. Their code and
 * settings are not the app's to change, so the rules leave them alone.
 */
const OWNED: readonly RegExp[] = [
  // Singleton functions: AwsCustomResource, BucketDeployment, BucketNotificationsHandler, LogRetention, ...
  /^[A-Za-z][A-Za-z0-9:-]*[0-9a-fA-F]{32}(\/|$)/,
  // Custom resource providers in core: S3 auto-delete, cross-region references, VPC restrict default SG, ...
  /^Custom::[A-Za-z0-9]+(\/|$)/,
  // The provider framework's functions around a user's own handler.
  /(^|\/)framework-(onEvent|isComplete|onTimeout)(\/|$)/,
  // What the CDK adds to a stack by itself.
  /^(CDKMetadata|BootstrapVersion|CheckBootstrapVersion)(\/|$)/,
];

/** Whether the CDK made a resource for its own use, judged by its construct path. Never true for a bare template. */
export function isCdkOwned(resource: Resource): boolean {
  const { constructPath } = resource.stack;
  if (constructPath === undefined) return false;
  const { path } = resource;
  if (!path.startsWith(`${constructPath}/`)) return false;
  const relative = path.slice(constructPath.length + 1);
  return OWNED.some((pattern) => pattern.test(relative));
}
