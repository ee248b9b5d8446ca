import { ArnFormat, CfnResource, Reference, RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FunctionLogOptions } from './function-log-options';

/** The log group of a function. */
export interface FunctionLogGroup {
  /** Its ARN with `:*` at the end, which matches its log streams. */
  readonly arn: string;

  /** The log group construct, if it was created for the function. */
  readonly own?: logs.LogGroup;
}

/**
 * The log group of a function: the one it was given, or a new one.
 *
 * The new one has a generated name. With a feature flag, the CDK names the log group after the function. It then depends on the
 * function, but the role's policy must exist before the function and name the log group. So that name is removed.
 *
 * @returns undefined if the log group is not in the templates, because the CDK creates it at deployment
 */
export function logGroupOf(fn: lambda.Function, options: FunctionLogOptions): FunctionLogGroup | undefined {
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  const config = resource.loggingConfig as lambda.CfnFunction.LoggingConfigProperty | undefined;
  if (config?.logGroup !== undefined) return { arn: arnOf(config.logGroup, fn) };
  if (fn.node.tryFindChild('LogRetention')) return undefined;
  const own = (fn.node.tryFindChild('LogGroup') as logs.LogGroup | undefined) ?? new logs.LogGroup(fn, 'LogGroup');
  configure(own, options);
  if (options.logEncryptionKey) allowLogGroups(options.logEncryptionKey, fn);
  resource.loggingConfig = { ...config, logGroup: own.logGroupName };
  return { arn: own.logGroupArn, own };
}

function arnOf(logGroupName: string, fn: lambda.Function): string {
  const { firstToken } = Tokenization.reverseString(logGroupName);
  if (Reference.isReference(firstToken)) {
    const { target } = firstToken;
    if (CfnResource.isCfnResource(target) && target.cfnResourceType === 'AWS::Logs::LogGroup') return target.getAtt('Arn').toString();
  }
  return Stack.of(fn).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `${logGroupName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function configure(logGroup: logs.LogGroup, options: FunctionLogOptions): void {
  const { logGroupRetention = logs.RetentionDays.ONE_YEAR, logGroupRemovalPolicy = RemovalPolicy.RETAIN } = options;
  const resource = logGroup.node.defaultChild as logs.CfnLogGroup;
  resource.logGroupName = undefined;
  resource.retentionInDays = logGroupRetention === logs.RetentionDays.INFINITE ? undefined : logGroupRetention;
  resource.kmsKeyId = options.logEncryptionKey?.keyArn;
  logGroup.applyRemovalPolicy(logGroupRemovalPolicy);
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
