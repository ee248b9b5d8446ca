import type { JsonObject } from '../../../../json/json-object';
import { destinationPolicy, destinationService } from '../event-invoke-config';
import { managedPolicyArn } from '../policy-templates';
import { allow, inlinePolicy, type SamRole } from '../role';
import { compact, isGiven, listOf, mapOf, pick, sub } from '../values';
import { add, idOf, type SamEvent, writtenAt } from './event';

const SAME = [
  'BatchSize', 'BisectBatchOnFunctionError', 'Enabled', 'FilterCriteria', 'FunctionResponseTypes', 'KmsKeyArn', 'LoggingConfig', 'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'MetricsConfig', 'ParallelizationFactor', 'ProvisionedPollerConfig', 'Queues', 'ScalingConfig',
  'SourceAccessConfigurations', 'StartingPosition', 'StartingPositionTimestamp', 'Topics', 'TumblingWindowInSeconds',
];

/** Polled sources, by type of event: the property that names the source, and the managed policy that the role needs. */
const SOURCES: { readonly [type: string]: { readonly property?: string; readonly policy?: string } } = {
  DocumentDB: { property: 'Cluster' },
  DynamoDB: { property: 'Stream', policy: 'AWSLambdaDynamoDBExecutionRole' },
  Kinesis: { property: 'Stream', policy: 'AWSLambdaKinesisExecutionRole' },
  MQ: { property: 'Broker' },
  MSK: { property: 'Stream', policy: 'AWSLambdaMSKExecutionRole' },
  SQS: { property: 'Queue', policy: 'AWSLambdaSQSQueueExecutionRole' },
  SelfManagedKafka: {},
};

const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface', 'ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups',
];

/** Authentication types whose secret a function reads. */
const SECRET_TYPES = ['SASL_SCRAM_256_AUTH', 'SASL_SCRAM_512_AUTH', 'BASIC_AUTH', 'CLIENT_CERTIFICATE_TLS_AUTH', 'OAUTHBEARER_AUTH'];

/** The types of events that Lambda polls for. */
export const POLLED_TYPES: readonly string[] = Object.keys(SOURCES);

/** The source of a mapping that is created for an event of another type. */
interface Indirect {
  readonly logicalId: string;
  readonly written: string;
}

/** A queue, stream or topic that Lambda polls: the mapping, and the permissions that the role needs. */
export function poll(event: SamEvent, role: SamRole, indirect?: Indirect): void {
  const { type, properties, target } = event;
  const { logicalId = idOf(event), written = writtenAt(event) } = indirect ?? {};
  const { property, policy } = SOURCES[type];
  const { destination, destinationType } = destinationOf(properties);
  const sourceWritten = property === undefined || indirect ? written : writtenAt(event, property);
  add(
    event,
    logicalId,
    'AWS::Lambda::EventSourceMapping',
    {
      ...pick(properties, SAME),
      FunctionName: target.name,
      EventSourceArn: property === undefined ? undefined : properties[property],
      DestinationConfig: destination,
      SelfManagedEventSource: selfManaged(properties),
      ...kafkaConfig(type, properties),
      DocumentDBEventSourceConfig: type === 'DocumentDB' ? pick(properties, ['DatabaseName', 'CollectionName', 'FullDocument']) : undefined,
    },
    { places: [{ location: 'Properties.EventSourceArn', written: sourceWritten }, ...(indirect ? SAME.map((name) => ({ location: `Properties.${name}`, written })) : [])] },
  );
  if (policy !== undefined) role.addManaged(managedPolicyArn(policy), written);
  for (const inline of policiesOf(event)) role.addNeeded(inline, written, 'any');
  const sending = destinationPolicy(destinationType, logicalId, mapOf(destination?.OnFailure)?.Destination);
  if (sending) role.addNeeded(sending, writtenAt(event, 'DestinationConfig'), destinationService(destinationType)!);
}

/** SAM uses the type of a destination for the policy only; CloudFormation has no such property. */
function destinationOf({ DestinationConfig: config }: JsonObject): { readonly destination?: JsonObject; readonly destinationType?: unknown } {
  const destination = mapOf(config);
  const failure = mapOf(destination?.OnFailure);
  if (!destination || !failure) return { destination };
  const { Type: destinationType, ...rest } = failure;
  return { destination: { ...destination, OnFailure: rest }, destinationType };
}

function selfManaged({ KafkaBootstrapServers: servers }: JsonObject): JsonObject | undefined {
  return isGiven(servers) ? { Endpoints: { KafkaBootstrapServers: servers } } : undefined;
}

function kafkaConfig(type: string, { ConsumerGroupId: group, SchemaRegistryConfig: registry }: JsonObject): JsonObject {
  const config = compact({ ConsumerGroupId: group, SchemaRegistryConfig: registry });
  if (Object.keys(config).length === 0) return {};
  return type === 'MSK' ? { AmazonManagedKafkaEventSourceConfig: config } : { SelfManagedKafkaEventSourceConfig: config };
}

function policiesOf(event: SamEvent): JsonObject[] {
  const { type, properties } = event;
  const secrets = (...types: string[]) =>
    listOf(properties.SourceAccessConfigurations).flatMap((config) => {
      const { Type: secretType, URI: uri } = mapOf(config) ?? {};
      return types.includes(String(secretType)) && uri !== undefined ? [allow(['secretsmanager:GetSecretValue'], uri)] : [];
    });
  const key = properties.SecretsManagerKmsKeyId;
  const decrypt = typeof key === 'string' ? [allow(['kms:Decrypt'], sub(`arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/${key}`))] : [];
  const policy = (name: string, statements: JsonObject[]) => (statements.length > 0 ? [inlinePolicy(name, ...statements)] : []);
  switch (type) {
    case 'MSK':
      return policy('MSKExecutionRolePolicy', [...registryStatements(properties), ...secrets('CLIENT_CERTIFICATE_TLS_AUTH')]);
    case 'MQ': {
      const name = properties.DynamicPolicyName === true ? `${idOf(event)}AMQPolicy` : 'SamAutoGeneratedAMQPolicy';
      return policy(name, [...secrets('BASIC_AUTH'), allow(['mq:DescribeBroker'], properties.Broker), ...decrypt]);
    }
    case 'SelfManagedKafka': {
      const isInVpc = listOf(properties.SourceAccessConfigurations).some((config) => mapOf(config)?.Type === 'VPC_SUBNET');
      const statements = [...secrets(...SECRET_TYPES), ...secrets('SERVER_ROOT_CA_CERTIFICATE'), ...(isInVpc ? [allow(NETWORK_INTERFACES, '*')] : []), ...decrypt];
      return policy('SelfManagedKafkaExecutionRolePolicy', [...statements, ...registryStatements(properties)]);
    }
    case 'DocumentDB': {
      const describe = (action: string, resource: unknown) => allow([`rds:${action}`], resource);
      const ofAccount = (resource: string) => sub(`arn:\${AWS::Partition}:rds:\${AWS::Region}:\${AWS::AccountId}:${resource}:*`);
      return policy('SamAutoGeneratedDocumentDBPolicy', [
        ...secrets('BASIC_AUTH'),
        describe('DescribeDBClusterParameters', ofAccount('cluster-pg')),
        describe('DescribeDBSubnetGroups', ofAccount('subgrp')),
        describe('DescribeDBClusters', properties.Cluster),
        allow(NETWORK_INTERFACES, '*'),
        ...decrypt,
      ]);
    }
    default:
      return [];
  }
}

/** Returns the permissions for reading a schema registry. */
function registryStatements({ SchemaRegistryConfig: config }: JsonObject): JsonObject[] {
  const registry = mapOf(config);
  if (!registry) return [];
  const uri = registry.SchemaRegistryURI;
  const access = listOf(registry.AccessConfigs).flatMap((entry) => {
    const { URI: secret } = mapOf(entry) ?? {};
    return secret === undefined ? [] : [allow(['secretsmanager:GetSecretValue'], secret)];
  });
  const text = typeof uri === 'string' ? uri : mapOf(uri) === undefined ? (uri as { readonly 'Fn::Sub'?: unknown } | undefined)?.['Fn::Sub'] : undefined;
  const [, name] = (typeof text === 'string' && /^arn(?::[^:]*|:\$\{[^}]*\}){4}:registry\/(.+)$/.exec(text.replace(/\$\{AWS::(\w+)\}/g, '$1'))) || [];
  if (name === undefined) return access;
  const schemas = sub(`arn:\${AWS::Partition}:glue:\${AWS::Region}:\${AWS::AccountId}:schema/${name}/*`);
  return [...access, allow(['glue:GetRegistry'], uri), allow(['glue:GetSchemaVersion'], [schemas])];
}
