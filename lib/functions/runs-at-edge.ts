import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Checks whether CloudFront may run the function that has the given role.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
 */
export function runsAtEdge(role: iam.IRole | undefined): boolean {
  const trust = role instanceof iam.Role ? role.assumeRolePolicy?.toJSON() : undefined;
  return JSON.stringify(trust ?? null).includes('edgelambda.');
}
