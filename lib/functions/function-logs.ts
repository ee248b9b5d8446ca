import { ArnFormat, CfnResource, Reference, RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FunctionLogOptions } from './function-log-options';

/** Existing log groups that a function keeps using: none, those in its template, or also the one that Lambda created. */
export type KeptLogGroups = 'none' | 'of-template' | 'all';

/** The log group that a hardened function writes to. */
export type LogPlan =
  /** Set by the app. */
  | { readonly kind: 'given'; readonly name: string }
  /** New, with a generated name. */
  | { readonly kind: 'new' }
  /** Created by the CDK under its feature flag, without a name. */
  | { readonly kind: 'renamed'; readonly group: logs.LogGroup }
  /** Named after the function: in the template, of a custom resource, or created by Lambda at the first invocation. */
  | { readonly kind: 'kept'; readonly group?: logs.LogGroup; readonly madeByLambda: boolean };

/** The log group that a function writes to. */
export interface FunctionLogs {
  /** Allows the function's role to write to it. */
  readonly statement: iam.PolicyStatement;

  /** Whether the statement names the function by a reference, so that the function can't wait for it. */
  readonly namesFunction: boolean;

  /** The log group construct, if it was created for the function. */
  readonly own?: logs.LogGroup;
}

/** Decides which log group a function writes to. */
export function logPlanOf(fn: lambda.Function, kept: KeptLogGroups = 'none'): LogPlan {
  const name = loggingConfigOf(fn)?.logGroup;
  if (name !== undefined) return { kind: 'given', name };
  if (fn.node.tryFindChild('LogRetention')) return { kind: 'kept', madeByLambda: false };
  const group = fn.node.tryFindChild('LogGroup') as logs.LogGroup | undefined;
  if (group) return kept === 'none' ? { kind: 'renamed', group } : { kind: 'kept', group, madeByLambda: false };
  return kept === 'all' ? { kind: 'kept', madeByLambda: true } : { kind: 'new' };
}

/**
 * Applies a plan.
 *
 * A new log group has a generated name. A name derived from the function would make the log group depend on it, and the policy, which must exist
 * before the function, could not refer to it. The policy of a kept log group is created after the function.
 */
export function applyLogPlan(plan: LogPlan, fn: lambda.Function, options: FunctionLogOptions): FunctionLogs {
  if (plan.kind === 'given') return { statement: logStatement([arnOf(plan.name, fn)]), namesFunction: false };
  if (plan.kind === 'kept') return keptLogs(plan, fn, options);
  const own = plan.kind === 'renamed' ? plan.group : new logs.LogGroup(fn, 'LogGroup');
  (own.node.defaultChild as logs.CfnLogGroup).logGroupName = undefined;
  configure(own, { logGroupRetention: logs.RetentionDays.ONE_YEAR, logGroupRemovalPolicy: RemovalPolicy.RETAIN, ...given(options) }, fn);
  resourceOf(fn).loggingConfig = { ...loggingConfigOf(fn), logGroup: own.logGroupName };
  return { statement: logStatement([own.logGroupArn]), namesFunction: false, own };
}

/** Settings of the app are kept: a shorter retention would delete events. */
function keptLogs({ group, madeByLambda }: LogPlan & { readonly kind: 'kept' }, fn: lambda.Function, options: FunctionLogOptions): FunctionLogs {
  if (group) configure(group, options, fn);
  const { functionName, ref } = resourceOf(fn);
  // Names from the CDK are tokens, which may resolve to nothing.
  const isGenerated = Stack.of(fn).resolve(functionName) === undefined;
  const arn = arnOfName(`/aws/lambda/${isGenerated ? ref : functionName}`, fn);
  const statement = madeByLambda ? logStatement([arn, `${arn}:*`], 'logs:CreateLogGroup') : logStatement([`${arn}:*`]);
  return { statement, namesFunction: isGenerated, own: group };
}

function resourceOf(fn: lambda.Function): lambda.CfnFunction {
  return fn.node.defaultChild as lambda.CfnFunction;
}

function loggingConfigOf(fn: lambda.Function): lambda.CfnFunction.LoggingConfigProperty | undefined {
  return resourceOf(fn).loggingConfig as lambda.CfnFunction.LoggingConfigProperty | undefined;
}

/** Returns the options that are not undefined. */
function given(options: FunctionLogOptions): FunctionLogOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Allows writing to a log group. Its ARN ends with `:*`, which matches its streams. */
function logStatement(resources: string[], ...more: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: [...more, 'logs:CreateLogStream', 'logs:PutLogEvents'], resources });
}

function arnOf(logGroupName: string, fn: lambda.Function): string {
  const { firstToken } = Tokenization.reverseString(logGroupName);
  if (Reference.isReference(firstToken)) {
    const { target } = firstToken;
    if (CfnResource.isCfnResource(target) && target.cfnResourceType === 'AWS::Logs::LogGroup') return target.getAtt('Arn').toString();
  }
  return `${arnOfName(logGroupName, fn)}:*`;
}

function arnOfName(logGroupName: string, fn: lambda.Function): string {
  return Stack.of(fn).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

function configure(logGroup: logs.LogGroup, options: FunctionLogOptions, fn: lambda.Function): void {
  const { logGroupRetention, logGroupRemovalPolicy, logEncryptionKey } = options;
  const resource = logGroup.node.defaultChild as logs.CfnLogGroup;
  if (logGroupRetention !== undefined) {
    resource.retentionInDays = logGroupRetention === logs.RetentionDays.INFINITE ? undefined : logGroupRetention;
  }
  if (logEncryptionKey) {
    resource.kmsKeyId = logEncryptionKey.keyArn;
    allowLogGroups(logEncryptionKey, fn);
  }
  if (logGroupRemovalPolicy !== undefined) logGroup.applyRemovalPolicy(logGroupRemovalPolicy);
}

/**
 * Allows CloudWatch Logs to use a key for all log groups of the function's account and Region, since the log group's name is not
 * known before it needs the key.
 */
function allowLogGroups(key: kms.IKey, fn: lambda.Function): void {
  const stack = Stack.of(fn);
  const logGroups = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  );
}
