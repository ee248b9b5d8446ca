/** API of a service. */
export interface Service {
  /** First part of the host name. */
  readonly host: string;
  /** The name in the signature. */
  readonly signingName: string;
  /** The name in `AWS_ENDPOINT_URL_<name>`. */
  readonly variable: string;
  readonly protocol: Protocol;
}

/** A format of requests and responses. `rest` is JSON with a method and a path for each operation. */
export type Protocol =
  | { readonly kind: 'json'; readonly target: string; readonly version: '1.0' | '1.1' }
  | { readonly kind: 'query'; readonly version: string }
  | { readonly kind: 'rest' };

/** A read-only call of an API. */
export interface Operation {
  readonly service: ServiceName;
  /** The action that an IAM policy must allow; undefined if none is needed. */
  readonly action?: string;
  /** Method and path, if the protocol has no fixed ones; `{Name}` is a parameter. */
  readonly http?: { readonly method: 'GET' | 'HEAD' | 'POST'; readonly path: string };
}

function service(host: string, variable: string, protocol: Protocol): Service {
  return { host, signingName: host, variable, protocol };
}

function json(target: string, version: '1.0' | '1.1' = '1.1'): Protocol {
  return { kind: 'json', target, version };
}

/** The services that questions call. A test compares them with the models of AWS’s own SDK. */
export const SERVICES = {
  apigateway: service('apigateway', 'API_GATEWAY', { kind: 'rest' }),
  cloudformation: service('cloudformation', 'CLOUDFORMATION', { kind: 'query', version: '2010-05-15' }),
  cloudtrail: service('cloudtrail', 'CLOUDTRAIL', json('com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101')),
  codebuild: service('codebuild', 'CODEBUILD', json('CodeBuild_20161006')),
  codeconnections: service('codeconnections', 'CODECONNECTIONS', json('com.amazonaws.codeconnections.CodeConnections_20231201', '1.0')),
  dynamodb: service('dynamodb', 'DYNAMODB', json('DynamoDB_20120810', '1.0')),
  iam: service('iam', 'IAM', { kind: 'query', version: '2010-05-08' }),
  inspector2: service('inspector2', 'INSPECTOR2', { kind: 'rest' }),
  kms: service('kms', 'KMS', json('TrentService')),
  lambda: service('lambda', 'LAMBDA', { kind: 'rest' }),
  logs: service('logs', 'CLOUDWATCH_LOGS', json('Logs_20140328')),
  s3: service('s3', 'S3', { kind: 'rest' }),
  secretsmanager: service('secretsmanager', 'SECRETS_MANAGER', json('secretsmanager')),
  servicequotas: service('servicequotas', 'SERVICE_QUOTAS', json('ServiceQuotasV20190624')),
  sns: service('sns', 'SNS', { kind: 'query', version: '2010-03-31' }),
  sqs: service('sqs', 'SQS', json('AmazonSQS', '1.0')),
  ssm: service('ssm', 'SSM', json('AmazonSSM')),
  sts: service('sts', 'STS', { kind: 'query', version: '2011-06-15' }),
  wafv2: service('wafv2', 'WAFV2', json('AWSWAF_20190729')),
} as const satisfies { readonly [name: string]: Service };

export type ServiceName = keyof typeof SERVICES;

/** All calls that a pre-flight can make. */
export const OPERATIONS = {
  'apigateway:GetAccount': { service: 'apigateway', action: 'apigateway:GET', http: { method: 'GET', path: '/account' } },
  'cloudformation:DescribeStacks': { service: 'cloudformation', action: 'cloudformation:DescribeStacks' },
  'cloudformation:ListStackResources': { service: 'cloudformation', action: 'cloudformation:ListStackResources' },
  'cloudtrail:DescribeTrails': { service: 'cloudtrail', action: 'cloudtrail:DescribeTrails' },
  'cloudtrail:GetEventSelectors': { service: 'cloudtrail', action: 'cloudtrail:GetEventSelectors' },
  'cloudtrail:GetTrailStatus': { service: 'cloudtrail', action: 'cloudtrail:GetTrailStatus' },
  'codebuild:ListSourceCredentials': { service: 'codebuild', action: 'codebuild:ListSourceCredentials' },
  'codeconnections:GetConnection': { service: 'codeconnections', action: 'codeconnections:GetConnection' },
  'dynamodb:DescribeTable': { service: 'dynamodb', action: 'dynamodb:DescribeTable' },
  'iam:GetRole': { service: 'iam', action: 'iam:GetRole' },
  'inspector2:BatchGetAccountStatus': {
    service: 'inspector2', action: 'inspector2:BatchGetAccountStatus', http: { method: 'POST', path: '/status/batch/get' },
  },
  'inspector2:GetDelegatedAdminAccount': {
    service: 'inspector2', action: 'inspector2:GetDelegatedAdminAccount', http: { method: 'POST', path: '/delegatedadminaccounts/get' },
  },
  'kms:ListAliases': { service: 'kms', action: 'kms:ListAliases' },
  'kms:ListKeys': { service: 'kms', action: 'kms:ListKeys' },
  'lambda:GetAccountSettings': {
    service: 'lambda', action: 'lambda:GetAccountSettings', http: { method: 'GET', path: '/2016-08-19/account-settings' },
  },
  'lambda:GetFunctionConcurrency': {
    service: 'lambda', action: 'lambda:GetFunctionConcurrency', http: { method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
  },
  'lambda:GetFunctionConfiguration': {
    service: 'lambda', action: 'lambda:GetFunctionConfiguration', http: { method: 'GET', path: '/2015-03-31/functions/{FunctionName}/configuration' },
  },
  'logs:DescribeLogGroups': { service: 'logs', action: 'logs:DescribeLogGroups' },
  's3:HeadBucket': { service: 's3', action: 's3:ListBucket', http: { method: 'HEAD', path: '/{Bucket}' } },
  'secretsmanager:DescribeSecret': { service: 'secretsmanager', action: 'secretsmanager:DescribeSecret' },
  'servicequotas:GetServiceQuota': { service: 'servicequotas', action: 'servicequotas:GetServiceQuota' },
  'sns:GetTopicAttributes': { service: 'sns', action: 'sns:GetTopicAttributes' },
  'sqs:GetQueueUrl': { service: 'sqs', action: 'sqs:GetQueueUrl' },
  'ssm:GetParameter': { service: 'ssm', action: 'ssm:GetParameter' },
  'sts:GetCallerIdentity': { service: 'sts' },
  'wafv2:ListWebACLs': { service: 'wafv2', action: 'wafv2:ListWebACLs' },
} as const satisfies { readonly [name: string]: Operation };

export type OperationName = keyof typeof OPERATIONS;

/** Returns the action that a policy must allow for an operation; undefined if none is needed. */
export function actionOf(name: OperationName): string | undefined {
  const { action }: Operation = OPERATIONS[name];
  return action;
}
