/** Creates the resources that moto's CloudFormation skips, with the APIs of their services. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, GetRandomPasswordCommand, PutResourcePolicyCommand, SecretsManagerClient, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Identity, MadeResource } from './split-template';
import { MotoServer } from '../../test/tools/moto-server';

type Maker<T> = (moto: MotoServer, resource: MadeResource) => Promise<T>;

const json = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Resources that others reference, and that reference no others. They are created first. */
const FIRST: { readonly [type: string]: Maker<Identity> } = {
  'AWS::SecretsManager::Secret': async ({ clientConfig }, { id, properties: { Name = id, SecretString, GenerateSecretString: { PasswordLength } = {} as any } }) => {
    const client = new SecretsManagerClient(clientConfig);
    const { RandomPassword } = await client.send(new GetRandomPasswordCommand({ PasswordLength }));
    const { ARN } = await client.send(new CreateSecretCommand({ Name, SecretString: SecretString ?? RandomPassword }));
    return { ref: ARN! };
  },
  'AWS::DynamoDB::GlobalTable': async ({ clientConfig }, { id, properties: { TableName = id, AttributeDefinitions, KeySchema } }) => {
    const table = { TableName, AttributeDefinitions, KeySchema, BillingMode: 'PAY_PER_REQUEST' as const };
    const { TableDescription } = await new DynamoDBClient(clientConfig).send(new CreateTableCommand(table));
    return { ref: TableName, attributes: { Arn: TableDescription!.TableArn! } };
  },
  'AWS::ApiGatewayV2::Api': async (moto, { properties: { Name: name, ProtocolType: protocolType } }) => {
    const { apiId } = JSON.parse(await moto.rest('apigateway', 'POST', '/v2/apis', JSON.stringify({ name, protocolType })));
    return { ref: apiId };
  },
  'AWS::WAFv2::WebACL': async (moto, { id, properties }) => {
    const { Summary } = await moto.json('wafv2', 'AWSWAF_20190729.CreateWebACL', { Name: id, ...properties });
    return { ref: `${Summary.Name}|${Summary.Id}|REGIONAL`, attributes: { Arn: Summary.ARN, Id: Summary.Id } };
  },
};

/** Resources that reference others. */
const LAST: { readonly [type: string]: Maker<unknown> } = {
  'AWS::SecretsManager::ResourcePolicy': ({ clientConfig }, { properties: { SecretId, ResourcePolicy } }) =>
    new SecretsManagerClient(clientConfig).send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: json(ResourcePolicy) })),
  // The class Rotation plays the part of Secrets Manager: moto would call functions itself.
  'AWS::SecretsManager::RotationSchedule': async () => undefined,
  'AWS::SQS::QueuePolicy': ({ clientConfig }, { properties: { Queues, PolicyDocument } }) =>
    each(Queues, (url: string) => {
      const QueueUrl = new URL(new URL(url).pathname, clientConfig.endpoint).href;
      return new SQSClient(clientConfig).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: json(PolicyDocument) } }));
    }),
  'AWS::SNS::TopicPolicy': ({ clientConfig }, { properties: { Topics, PolicyDocument } }) =>
    each(Topics, (TopicArn: string) => {
      const policy = { TopicArn, AttributeName: 'Policy', AttributeValue: json(PolicyDocument) };
      return new SNSClient(clientConfig).send(new SetTopicAttributesCommand(policy));
    }),
  'AWS::CloudWatch::Alarm': (moto, { id, properties }) => moto.query('monitoring', flattened({ Action: 'PutMetricAlarm', AlarmName: id, ...properties })),
  'AWS::S3::BucketPolicy': (moto, { properties: { Bucket, PolicyDocument } }) => moto.rest('s3', 'PUT', `/${Bucket}?policy`, json(PolicyDocument)),
  'AWS::CloudTrail::Trail': async (moto, { id, properties }) => {
    const { TrailName: Name = id, S3BucketName, EventSelectors, AdvancedEventSelectors } = properties;
    await ofTrail(moto, 'CreateTrail', { Name, S3BucketName });
    if (EventSelectors ?? AdvancedEventSelectors) await ofTrail(moto, 'PutEventSelectors', { TrailName: Name, EventSelectors, AdvancedEventSelectors });
    if (properties.IsLogging) await ofTrail(moto, 'StartLogging', { Name });
  },
  'AWS::ApiGateway::Account': (moto, { properties: { CloudWatchRoleArn: value } }) =>
    moto.rest('apigateway', 'PATCH', '/account', JSON.stringify({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] })),
  'AWS::ApiGateway::Model': (moto, { id, properties: { Name: name = id, ContentType: contentType, Schema, ...place } }) =>
    ofApi(moto, 'POST', place, 'models', { name, contentType, schema: json(Schema) }),
  'AWS::ApiGateway::RequestValidator': (moto, { id: name, properties: { ValidateRequestBody, ValidateRequestParameters, ...place } }) =>
    ofApi(moto, 'POST', place, 'requestvalidators', { name, validateRequestBody: ValidateRequestBody, validateRequestParameters: ValidateRequestParameters }),
  'AWS::ApiGateway::GatewayResponse': (moto, { properties: { ResponseType, StatusCode: statusCode, ResponseTemplates: responseTemplates, ...place } }) =>
    ofApi(moto, 'PUT', place, `gatewayresponses/${ResponseType}`, { statusCode, responseTemplates }),
  'AWS::ApiGateway::Stage': (moto, { properties: { StageName: stageName, DeploymentId: deploymentId, Variables: variables, ...place } }) =>
    ofApi(moto, 'POST', place, 'stages', { stageName, deploymentId, variables }),
  'AWS::WAFv2::WebACLAssociation': (moto, { properties: { ResourceArn, WebACLArn } }) => moto.json('wafv2', 'AWSWAF_20190729.AssociateWebACL', { ResourceArn, WebACLArn }),
  'AWS::CDK::Metadata': async () => undefined,
  // No HTTP API runs in front of functions here: tests invoke them with its events.
  ...Object.fromEntries(['Authorizer', 'Integration', 'Route', 'Stage'].map((part) => [`AWS::ApiGatewayV2::${part}`, async () => undefined])),
};

/** Checks whether moto's CloudFormation skips resources of a type. */
export function isLeftOut(type: string): boolean {
  return type in FIRST || type in LAST;
}

/** Creates a resource, or chooses the name that it will have. */
export async function identityOf(moto: MotoServer, resource: MadeResource): Promise<Identity> {
  const make = FIRST[resource.type];
  return make ? make(moto, resource) : { ref: resource.properties.StageName ?? resource.properties.Name ?? resource.id };
}

/** Creates the remaining resources, and completes those that exist. */
export async function makeLeftOut(
  moto: MotoServer,
  resources: readonly MadeResource[],
  identities: ReadonlyMap<string, Identity>,
): Promise<void> {
  // Associations refer to stages, so they come last.
  const ordered = [...resources].sort((a, b) => Number(a.type.endsWith('Association')) - Number(b.type.endsWith('Association')));
  for (const resource of ordered) {
    const { type, id, properties } = resource;
    if (type in LAST) await LAST[type](moto, resource);
    if (type !== 'AWS::SecretsManager::Secret' || properties.KmsKeyId === undefined) continue;
    const key = { SecretId: identities.get(id)!.ref, KmsKeyId: properties.KmsKeyId };
    await new SecretsManagerClient(moto.clientConfig).send(new UpdateSecretCommand(key));
  }
}

function ofApi(moto: MotoServer, method: string, { RestApiId }: { RestApiId?: string }, what: string, body: object): Promise<string> {
  return moto.rest('apigateway', method, `/restapis/${RestApiId}/${what}`, JSON.stringify(body));
}

function ofTrail(moto: MotoServer, operation: string, parameters: object): Promise<unknown> {
  return moto.json('cloudtrail', `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${operation}`, parameters);
}

function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<unknown> {
  return Promise.all(items.map(work));
}

/** Returns parameters in the format of AWS's Query protocol. */
function flattened(value: any, name = ''): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) return { [name]: String(value) };
  const entries = Array.isArray(value) ? value.map((item, index) => [`member.${index + 1}`, item]) : Object.entries(value);
  return Object.assign({}, ...entries.map(([key, item]) => flattened(item, name ? `${name}.${key}` : `${key}`)));
}
