import { ArnFormat, CfnResource, Reference, RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FunctionLogOptions } from './function-log-options';

/** The log group that a function writes to. */
export interface FunctionLogGroup {
  /** Its ARN, with `:*` at the end, which stands for its streams. */
  readonly arn: string;

  /** The group itself, where it is the function's own. */
  readonly own?: logs.LogGroup;
}

/**
 * The log group that a function writes to: the one it was given, or one of its own.
 *
 * The own one has a generated name. One named after the function, as the CDK makes it under a feature flag, depends on the
 * function, and no policy that has to exist before the function could then name it; such a one loses its name.
 *
 * @returns undefined where the log group is not in the templates, because the CDK makes it at deployment
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

/** Lets CloudWatch Logs use a key for log groups of the function's account and Region: the name of its own is not known before it needs the key. */
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
