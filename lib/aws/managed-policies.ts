/**
 * What AWS managed policies are worth for the role of a function, as far as this library knows.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, by the edition of it in
 * moto 5.2.1 (1,485 policies), read on 2026-11-24.
 */

/** Policies that allow no more than a function may have on every resource, or than the CDK gives it for its event source. */
const NARROW: ReadonlySet<string> = new Set([
  'AWSLambdaBasicDurableExecutionRolePolicy',
  'AWSLambdaBasicExecutionRole',
  'AWSLambdaENIManagementAccess',
  'AWSLambdaMSKExecutionRole',
  'AWSLambdaVPCAccessExecutionRole',
  'AWSXRayDaemonWriteAccess',
  'AWSXrayWriteOnlyAccess',
  'CloudWatchLambdaApplicationSignalsExecutionRolePolicy',
  'CloudWatchLambdaInsightsExecutionRolePolicy',
]);

/** Policies for functions that reach every queue, stream, table, bucket or function of the account. */
const BROAD: ReadonlySet<string> = new Set([
  'AWSLambdaDynamoDBExecutionRole',
  'AWSLambdaExecute',
  'AWSLambdaInvocation-DynamoDB',
  'AWSLambdaKinesisExecutionRole',
  'AWSLambdaRole',
  'AWSLambdaSQSQueueExecutionRole',
  'DataScientist',
  'SecurityAudit',
]);

/** The words by which AWS names policies that cover a whole service, or all of them. */
const BROAD_NAME = /Full[A-Za-z]*Access|Admin(istrator)?(Access|Policy|[-_]|$)|PowerUser|Read(Only|Write)/;

/** How an AWS managed policy of that name is to be judged; undefined where it is not known. */
export function judgeAwsManagedPolicy(name: string): 'narrow' | 'broad' | undefined {
  if (NARROW.has(name)) return 'narrow';
  return BROAD.has(name) || BROAD_NAME.test(name) ? 'broad' : undefined;
}
