import { aliasOf, type FunctionAlias } from './alias';
import type { SamApis } from './apis';
import { codeOf } from './code';
import type { DeploymentPreferences } from './deployment-preference';
import { destinationService, eventInvokeConfig } from './event-invoke-config';
import { expandFunctionEvents, type EventTarget } from './events';
import { functionUrl } from './function-url';
import { managedPolicyArn } from './policy-templates';
import { allow, SamRole } from './role';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { tagsOf } from './tags';
import { compact, getAtt, ifOf, isGiven, isNoValue, mapOf, pick, ref } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { Place } from '../origin';

/** Properties that a Lambda function has under the same name. */
const SAME = [
  'Architectures', 'CodeSigningConfigArn', 'Description', 'DurableConfig', 'Environment', 'EphemeralStorage', 'FileSystemConfigs', 'FunctionName', 'FunctionScalingConfig',
  'Handler', 'ImageConfig', 'KmsKeyArn', 'Layers', 'LoggingConfig', 'MemorySize', 'PackageType', 'PublishToLatestPublished', 'RecursiveLoop',
  'ReservedConcurrentExecutions', 'Runtime', 'RuntimeManagementConfig', 'SnapStart', 'TenancyConfig', 'Timeout', 'VpcConfig',
] as const;

const DEAD_LETTER_ACTIONS: { readonly [type: string]: string } = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

/** Data that the functions of a template share. */
interface ExpansionContext {
  readonly expansion: SamExpansion;
  readonly apis: SamApis;
  readonly deployments: DeploymentPreferences;
}

/** Creates the resources that SAM creates for an `AWS::Serverless::Function`. */
export function expandFunction(fn: SamResource, { expansion, apis, deployments }: ExpansionContext): void {
  const { logicalId, properties } = fn;
  const role = roleOf(fn, expansion);
  const code = codeOfFunction(fn, expansion);
  const alias = aliasOf(fn, code, expansion);
  const chosen = chooseRole(fn, getAtt(role.logicalId, 'Arn'));
  const places: Place[] = [
    { location: 'Properties.Code', written: codeProperty(fn) },
    { location: 'Properties.Code.SourceKMSKeyArn', written: 'Properties.SourceKMSKeyArn' },
    { location: 'Properties.TracingConfig', written: 'Properties.Tracing' },
    { location: 'Properties.TracingConfig.Mode', written: 'Properties.Tracing' },
    { location: 'Properties.DeadLetterConfig', written: 'Properties.DeadLetterQueue' },
  ];
  if (properties.Role === undefined) places.push({ location: 'Properties.Role', written: 'Properties.Policies' });
  const deadLetters = mapOf(properties.DeadLetterQueue);
  expansion.add(fn, logicalId, {
    type: 'AWS::Lambda::Function',
    properties: compact({
      ...pick(properties, SAME),
      CapacityProviderConfig: capacityProvider(properties.CapacityProviderConfig),
      Code: code,
      Role: chosen,
      Tags: tagsOf(properties.Tags),
      TracingConfig: isTraced(fn, expansion) ? { Mode: properties.Tracing } : undefined,
      DeadLetterConfig: deadLetters && { TargetArn: deadLetters.TargetArn },
    }),
    attributes: fn.own,
    places,
  });
  if (alias) alias.add(expansion);
  if (properties.FunctionUrlConfig !== undefined) functionUrl(fn, targetOf(fn, alias), expansion);
  if (properties.DeploymentPreference !== undefined) deployments.add(fn, alias);
  if (properties.EventInvokeConfig !== undefined) eventInvokeConfig(fn, alias, role, expansion);
  role.addPolicies(properties.Policies);
  expandFunctionEvents(fn, targetOf(fn, alias), role, apis, expansion);
  if (chosen !== properties.Role) expansion.add(fn, role.logicalId, { ...role.toResource(), attributes: roleAttributes(fn, expansion) });
}

function targetOf(fn: SamResource, alias: FunctionAlias | undefined): EventTarget {
  const { logicalId } = fn;
  if (!alias) return { of: fn, logicalId, name: ref(logicalId), arn: getAtt(logicalId, 'Arn'), placeholder: `${logicalId}.Arn` };
  return { of: fn, logicalId: alias.logicalId, name: ref(alias.logicalId), arn: ref(alias.logicalId), placeholder: alias.logicalId };
}

function codeProperty({ properties }: SamResource): string {
  const property = ['InlineCode', 'ImageUri', 'CodeUri'].find((name) => properties[name] !== undefined);
  return property === undefined ? 'Properties' : `Properties.${property}`;
}

/** Returns the code of a function. An image that is built according to `Metadata` has no address before, and then one with its hash in the tag. */
function codeOfFunction(fn: SamResource, expansion: SamExpansion): JsonObject {
  const { PackageType: packageType, InlineCode: inline, ImageUri: image, CodeUri: uri, SourceKMSKeyArn: key } = fn.properties;
  if (expansion.withDefaults(packageType) === 'Image') return compact({ ImageUri: image });
  const code = inline === undefined ? codeOf(uri) : { ZipFile: inline };
  return compact({ ...code, SourceKMSKeyArn: key });
}

function isTraced(of: SamResource, expansion: SamExpansion): boolean {
  const tracing = expansion.withDefaults(of.properties.Tracing);
  return isGiven(tracing) && tracing !== 'Disabled';
}

function roleOf(fn: SamResource, expansion: SamExpansion): SamRole {
  const { properties } = fn;
  const role = new SamRole(fn, expansion, {
    service: 'lambda.amazonaws.com',
    trust: properties.AssumeRolePolicyDocument,
    path: properties.RolePath,
    boundary: properties.PermissionsBoundary,
    tags: tagsOf(properties.Tags),
  });
  role.addManaged(managedPolicyArn(properties.DurableConfig === undefined ? 'AWSLambdaBasicExecutionRole' : 'AWSLambdaBasicDurableExecutionRolePolicy'), 'Properties');
  if (isTraced(fn, expansion)) role.addManaged(managedPolicyArn('AWSXrayWriteOnlyAccess'), 'Properties.Tracing');
  if (isGiven(properties.VpcConfig)) role.addManaged(managedPolicyArn('AWSLambdaVPCAccessExecutionRole'), 'Properties.VpcConfig');
  const deadLetters = mapOf(properties.DeadLetterQueue);
  const action = DEAD_LETTER_ACTIONS[String(deadLetters?.Type)];
  if (deadLetters && action === undefined) expansion.gap(fn, 'Properties.DeadLetterQueue.Type', 'SQS or SNS is expected');
  if (deadLetters && action !== undefined) {
    const document = { Version: '2012-10-17', Statement: [allow(action, deadLetters.TargetArn)] };
    role.addInline({ PolicyName: 'DeadLetterQueuePolicy', PolicyDocument: document }, 'Properties.DeadLetterQueue', destinationService(deadLetters.Type));
  }
  return role;
}

/** Returns the role of the function: its own, the one that SAM creates, or either of them by a condition. */
function chooseRole({ properties: { Role: own } }: SamResource, arn: JsonObject): unknown {
  if (!isGiven(own) || isNoValue(own)) return arn;
  const choice = ifOf(own);
  if (!choice || !choice.slice(1).some(isNoValue)) return own;
  const [condition, ...branches] = choice;
  return { 'Fn::If': [condition, ...branches.map((branch) => (isNoValue(branch) ? arn : branch))] };
}

function roleAttributes(fn: SamResource, expansion: SamExpansion): JsonObject {
  const [condition, whenTrue, whenFalse] = ifOf(fn.properties.Role) ?? [];
  if (condition === undefined || isNoValue(whenTrue) === isNoValue(whenFalse)) return fn.shared;
  if (isNoValue(whenTrue)) return { ...fn.shared, Condition: condition };
  expansion.conditions.set(`NOT${condition}`, { 'Fn::Not': [{ Condition: condition }] });
  return { ...fn.shared, Condition: `NOT${condition}` };
}

function capacityProvider(config: unknown): JsonObject | undefined {
  const map = mapOf(config);
  if (!map) return undefined;
  const { Arn: arn, ...rest } = map;
  return { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn, ...rest } };
}

