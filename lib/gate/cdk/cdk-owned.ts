import { runsCdkCode } from './cdk-code';
import { isObject, type JsonObject } from '../../json/json-object';
import type { Resource } from '../workload/resource';
import type { Workload } from '../workload/workload';

/**
 * Construct ids of resources that the CDK makes for its own use, relative to the stack that holds them. Their code and
 * settings are not the app's to change, so the rules leave them alone. Each is spelled out: apps make singleton functions
 * and custom resource providers with the same constructs, and those are theirs. Anybody can give a construct such an id, so more is asked.
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
];

/** What the CDK lets its own functions do with all resources; what it lets them do besides, rules have nothing against. */
const OWN_ACTIONS: ReadonlySet<string> = new Set([
  'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy', 'logs:DeleteLogGroup',
  's3:PutBucketNotification', 's3:GetBucketNotification',
  'cloudfront:GetInvalidation', 'cloudfront:CreateInvalidation',
  'iam:CreateOpenIDConnectProvider', 'iam:DeleteOpenIDConnectProvider', 'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:AddClientIDToOpenIDConnectProvider', 'iam:RemoveClientIDFromOpenIDConnectProvider',
]);

/**
 * Whether the CDK made a resource for its own use: a function by its construct path and by its code, and the role and policies that only
 * such functions have. All else that lies below such a path is the app's, and so is what can't be proven.
 */
export function isCdkOwned(resource: Resource, workload: Workload): boolean {
  if (!hasOwnedPath(resource)) return false;
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return runsCdkCode(resource, workload);
    case 'AWS::IAM::Role':
      return isRoleOfOwned(resource, workload) && policiesOf(resource).every(isModest);
    case 'AWS::IAM::Policy':
      return isPolicyOfOwned(resource, workload) && isModest(resource.body.Properties?.PolicyDocument);
    default:
      return false;
  }
}

/** Whether a function that the CDK made for its own use may do more than the CDK alone lets it: the app added to its role. */
export function hasChangedRole(fn: Resource, workload: Workload): boolean {
  const attribute = fieldOf(fn.body.Properties?.Role, 'Fn::GetAtt');
  const role = Array.isArray(attribute) ? workload.resource(fn.stack, String(attribute[0])) : undefined;
  if (!role || !isCdkOwned(role, workload)) return true;
  const policies = workload.mentions(role).filter(({ location }) => /^Properties\.Roles\b/.test(location)).map(({ from }) => from);
  return !policies.every((attached) => isCdkOwned(attached, workload));
}

/** A bare template does not say where the path of its stack ends. */
function hasOwnedPath({ path, stack: { constructPath } }: Resource): boolean {
  if (constructPath !== undefined) return isCdkOwnedPath(path, constructPath);
  const parts = path.split('/');
  return parts.some((_, index) => index > 0 && isCdkOwnedPath(path, parts.slice(0, index).join('/')));
}

/** Whether a construct path is one that the CDK gives to resources for its own use, by it and that of the stack that holds it. */
export function isCdkOwnedPath(path: string, stackPath: string): boolean {
  if (!path.startsWith(`${stackPath}/`)) return false;
  const relative = path.slice(stackPath.length + 1);
  return OWNED.some((pattern) => pattern.test(relative));
}

/** The documents of the policies that are part of a role. */
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

/** Policies to write logs, and to be part of a VPC, as the CDK names them. */
const BASIC_POLICIES: ReadonlySet<string> = new Set(['Basic', 'VPCAccess'].flatMap((kind) => {
  const name = `:iam::aws:policy/service-role/AWSLambda${kind}ExecutionRole`;
  return [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, name]] }, { 'Fn::Sub': `arn:\${AWS::Partition}${name}` }].map((arn) => JSON.stringify(arn));
}));

/** Whether all that a policy allows is what the CDK lets its own functions do. */
function isModest(document: unknown): boolean {
  const statements = listOf(fieldOf(document, 'Statement'));
  return statements.length > 0 && statements.every((statement) => {
    const actions = listOf(fieldOf(statement, 'Action'));
    return actions.length > 0 && actions.every((action) => OWN_ACTIONS.has(String(action)));
  });
}

/** Whether functions are all that may take on a role. */
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
