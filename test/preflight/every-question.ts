import * as fs from 'fs';
import * as path from 'path';
import { ACCOUNT, deployed, REGION } from './asking';
import { Failure, Raw, StubAws } from './stub-aws';

const CONNECTION = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/0f`;

const NAMED: readonly [type: string, property: string, name: string][] = [
  ['AWS::DynamoDB::Table', 'TableName', 'orders'],
  ['AWS::IAM::Role', 'RoleName', 'orders'],
  ['AWS::KMS::Alias', 'AliasName', 'alias/orders'],
  ['AWS::Logs::LogGroup', 'LogGroupName', '/orders'],
  ['AWS::S3::Bucket', 'BucketName', 'orders-bucket'],
  ['AWS::SecretsManager::Secret', 'Name', 'prod/orders'],
  ['AWS::SNS::Topic', 'TopicName', 'orders'],
  ['AWS::SQS::Queue', 'QueueName', 'orders'],
];

const RESOURCES = {
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { MethodSettings: [{ LoggingLevel: 'ERROR' }] } },
  Rule: { Type: 'AWS::Events::Rule', Properties: { State: 'ENABLED', EventPattern: { 'source': ['aws.iam'], 'detail-type': ['AWS API Call via CloudTrail'] } } },
  Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'orders', ReservedConcurrentExecutions: 5 } },
  Enabler: { Type: 'Custom::Sec3InspectorScanning', Properties: { ScanType: 'LAMBDA' } },
  Webhook: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { Type: 'GITHUB' }, Triggers: { Webhook: true } } },
  Connected: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { Type: 'GITLAB', Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION } } } },
  Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'REGIONAL' } },
  Key: { Type: 'AWS::KMS::Key', Properties: {} },
  ...Object.fromEntries(NAMED.map(([type, property, name], index) => [`Named${index}`, { Type: type, Properties: { [property]: name } }])),
};

/** Writes a cloud assembly that raises every question; returns its folder. */
export function everyQuestion(folder: string, environment = 'aws://unknown-account/unknown-region'): string {
  const properties = { templateFile: 'Orders.template.json', requiresBootstrapStackVersion: 6, bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version' };
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts: { Orders: { type: 'aws:cloudformation:stack', environment, properties } } }));
  fs.writeFileSync(path.join(folder, 'Orders.template.json'), JSON.stringify({ Resources: RESOURCES }));
  return folder;
}

/** Makes a stub answer as an account that lacks nothing. */
export function lacksNothing(aws: StubAws): void {
  const absent = new Failure(400, 'ResourceNotFoundException');
  aws
    .on('sts:GetCallerIdentity', { Account: ACCOUNT })
    .on('ssm:GetParameter', { Parameter: { Value: '30' } })
    .on('cloudformation:DescribeStacks', { Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] })
    .on('cloudformation:ListStackResources', deployed({ Function: 'orders' }))
    .on('apigateway:GetAccount', { cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/ApiLogs' })
    .on('cloudtrail:DescribeTrails', { trailList: [{ Name: 'audit', TrailARN: 'arn', HomeRegion: REGION }] })
    .on('cloudtrail:GetTrailStatus', { IsLogging: true })
    .on('cloudtrail:GetEventSelectors', { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] })
    .on('lambda:GetAccountSettings', { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 995 } })
    .on('lambda:GetFunctionConcurrency', { ReservedConcurrentExecutions: 5 })
    .on('lambda:GetFunctionConfiguration', {})
    .on('inspector2:GetDelegatedAdminAccount', absent)
    .on('inspector2:BatchGetAccountStatus', { accounts: [] })
    .on('codebuild:ListSourceCredentials', { sourceCredentialsInfos: [{ serverType: 'GITHUB', authType: 'CODECONNECTIONS' }] })
    .on('codeconnections:GetConnection', { Connection: { ConnectionStatus: 'AVAILABLE' } })
    .on('wafv2:ListWebACLs', { WebACLs: [] })
    .on('kms:ListKeys', { Keys: [], Truncated: false })
    .on('kms:ListAliases', { Aliases: [], Truncated: false })
    .on('servicequotas:GetServiceQuota', { Quota: { Value: 100 } })
    .on('iam:GetRole', new Failure(404, 'NoSuchEntity'))
    .on('dynamodb:DescribeTable', absent)
    .on('logs:DescribeLogGroups', { logGroups: [] })
    .on('s3:HeadBucket', new Raw('', 404))
    .on('secretsmanager:DescribeSecret', absent)
    .on('sns:GetTopicAttributes', new Failure(404, 'NotFound'))
    .on('sqs:GetQueueUrl', new Failure(400, 'QueueDoesNotExist'));
}

/** Makes a stub answer as an account that lacks everything. */
export function lacksEverything(aws: StubAws): void {
  lacksNothing(aws);
  aws
    .on('ssm:GetParameter', new Failure(400, 'ParameterNotFound'))
    .on('cloudformation:ListStackResources', new Failure(400, 'ValidationError', 'Stack with id Orders does not exist'))
    .on('apigateway:GetAccount', {})
    .on('cloudtrail:DescribeTrails', { trailList: [] })
    .on('lambda:GetAccountSettings', { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } })
    .on('inspector2:BatchGetAccountStatus', { accounts: [{ resourceState: { lambda: { status: 'DISABLING' } } }] })
    .on('codebuild:ListSourceCredentials', {})
    .on('codeconnections:GetConnection', { Connection: { ConnectionStatus: 'PENDING' } })
    .on('servicequotas:GetServiceQuota', { Quota: { Value: 0 } })
    .on('s3:HeadBucket', new Raw('', 403))
    .on('sqs:GetQueueUrl', { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders' });
}
