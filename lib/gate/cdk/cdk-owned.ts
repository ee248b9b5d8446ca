import { runsCdkCode } from './cdk-code';
import { isObject, type JsonObject } from '../../json/json-object';
import type { Resource } from '../workload/resource';
import type { Workload } from '../workload/workload';

/**
 * Construct ids of resources that the CDK creates for its own use, relative to their stack. The app can't change their code and settings, so the
 * rules skip them. Each is written in full, since apps create singleton functions and custom resource providers with the same constructs, and those
 * belong to the app. A construct id can be chosen, so further conditions apply.
 */
const OWNED: readonly RegExp[] = [
  // Singleton functions, named after their purpose and an id.
  /^(AWS|BucketNotificationsHandler|CrossRegionAwsSdk|Eval|LogRetention)[0-9a-f]{32}(\/|$)/,
  // AwsCustomResource and BucketDeployment may have several functions, by memory, storage and VPC.
  /^(AWS679f53fac002430cb0da5b7982bd2287|Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C)[A-Za-z0-9]*(\/|$)/,
  // Singleton functions without a purpose: for dropping spam in SES, and for EMR jobs on EKS.
  /^SingletonLambda(224e77f9a32e4b4dac32983477abba16|8693BB64968944B69AAFB0CC9EB8757C)(\/|$)/,
  // Providers of custom resources.
  new RegExp(
    '^(AWSCDKCfnUtilsProvider|AWSCDK\\.TriggerCustomResourceProvider|Custom::(AWSCDKOpenIdConnectProvider|CrossAccountZoneDelegation|CrossRegionExportReader|CrossRegionExportWriter' +
      '|DeleteExistingRecordSet|ECRAutoDeleteImages|S3AutoDeleteObjects|SyntheticsAutoDeleteUnderlyingResources|VpcRestrictDefaultSG' +
      '))CustomResourceProvider(/|$)',
  ),
  // The provider framework's functions around a user's handler.
  /(^|\/)framework-(onEvent|isComplete|onTimeout)(\/|$)/,
];

/** Actions that the CDK allows its own functions on all resources. Rules accept its other permissions. */
const OWN_ACTIONS: ReadonlySet<string> = new Set([
  'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy', 'logs:DeleteLogGroup',
  's3:PutBucketNotification', 's3:GetBucketNotification',
  'cloudfront:GetInvalidation', 'cloudfront:CreateInvalidation',
  'iam:CreateOpenIDConnectProvider', 'iam:DeleteOpenIDConnectProvider', 'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:AddClientIDToOpenIDConnectProvider', 'iam:RemoveClientIDFromOpenIDConnectProvider',
]);

/**
 * Checks whether the CDK created a resource for its own use: a function by its construct path and its code, and the role and policies that only such
 * functions use. All other resources below such a path belong to the app, including those without proof.
 */
export function isCdkOwned(resource: Resource, workload: Workload): boolean {
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return hasOwnedPath(resource) && runsCdkCode(resource, workload);
    case 'AWS::IAM::Role':
      return hasOwnedPath(resource) && isRoleOfOwned(resource, workload) && policiesOf(resource).every(isModest);
    case 'AWS::IAM::Policy':
      return hasOwnedPath(resource) && isPolicyOfOwned(resource, workload) && isModest(resource.body.Properties?.PolicyDocument);
    default:
      return false;
  }
}

/** Checks whether the app added permissions to the role of a function that the CDK created for its own use. */
export function hasChangedRole(fn: Resource, workload: Workload): boolean {
  const attribute = fieldOf(fn.body.Properties?.Role, 'Fn::GetAtt');
  const role = Array.isArray(attribute) ? workload.resource(fn.stack, String(attribute[0])) : undefined;
  if (!role || !isCdkOwned(role, workload)) return true;
  const policies = workload.mentions(role).filter(({ location }) => /^Properties\.Roles\b/.test(location)).map(({ from }) => from);
  return !policies.every((attached) => isCdkOwned(attached, workload));
}

/** A bare template does not show where the path of its stack ends. */
function hasOwnedPath({ path, stack: { constructPath } }: Resource): boolean {
  if (constructPath !== undefined) return isCdkOwnedPath(path, constructPath);
  const parts = path.split('/');
  return parts.some((_, index) => index > 0 && isCdkOwnedPath(path, parts.slice(0, index).join('/')));
}

/** Checks whether the CDK uses a construct path for its own resources, given the path of the stack. */
export function isCdkOwnedPath(path: string, stackPath: string): boolean {
  if (!path.startsWith(`${stackPath}/`)) return false;
  const relative = path.slice(stackPath.length + 1);
  return OWNED.some((pattern) => pattern.test(relative));
}

/** Returns the policy documents that are part of a role. */
function policiesOf(role: Resource): readonly unknown[] {
  return listOf(role.body.Properties?.Policies).map((policy) => fieldOf(policy, 'PolicyDocument'));
}

function isRoleOfOwned(role: Resource, workload: Workload): boolean {
  const functions = workload.mentions(role).filter(({ from }) => from.type === 'AWS::Lambda::Function').map(({ from }) => from);
  return functions.length > 0 && functions.every((fn) => isCdkOwned(fn, workload)) && isBasicRole(role.body.Properties ?? {});
}

function isBasicRole({ ManagedPolicyArns: managed, AssumeRolePolicyDocument: trust }: JsonObject): boolean {
  return listOf(managed).every((arn) => BASIC_POLICIES.has(JSON.stringify(arn))) && isForFunctions(trust);
}

function isPolicyOfOwned(policy: Resource, workload: Workload): boolean {
  const roles = listOf(policy.body.Properties?.Roles).map((role) => workload.resource(policy.stack, String(fieldOf(role, 'Ref'))));
  const { Users: users, Groups: groups } = policy.body.Properties ?? {};
  if (roles.length === 0 || users !== undefined || groups !== undefined) return false;
  return roles.every((role) => role !== undefined && isRoleOfOwned(role, workload));
}

/** Policies for writing logs and for VPC access, by the CDK's names. */
const BASIC_POLICIES: ReadonlySet<string> = new Set(['Basic', 'VPCAccess'].flatMap((kind) => {
  const name = `:iam::aws:policy/service-role/AWSLambda${kind}ExecutionRole`;
  return [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, name]] }, { 'Fn::Sub': `arn:\${AWS::Partition}${name}` }].map((arn) => JSON.stringify(arn));
}));

/** Checks whether a policy allows no more than the CDK allows its own functions. */
function isModest(document: unknown): boolean {
  const statements = listOf(fieldOf(document, 'Statement'));
  return statements.length > 0 && statements.every((statement) => {
    const actions = listOf(fieldOf(statement, 'Action'));
    return actions.length > 0 && actions.every((action) => OWN_ACTIONS.has(String(action)));
  });
}

/** Checks whether only Lambda functions may assume a role. */
function isForFunctions(trust: unknown): boolean {
  const principals = listOf(fieldOf(trust, 'Statement')).map((statement) => JSON.stringify(fieldOf(statement, 'Principal')));
  return principals.length > 0 && principals.every((principal) => principal === '{"Service":"lambda.amazonaws.com"}');
}

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
