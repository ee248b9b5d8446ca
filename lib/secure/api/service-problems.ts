import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { shown } from '../../quotas';

interface Fifo {
  readonly messageGroupIdProperty?: string;
  readonly deduplicationIdProperty?: string;
}

interface Keys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** The types of body properties that DynamoDB stores as a type of attribute. */
const TYPES: { readonly [attribute: string]: readonly string[] } = { S: ['string'], N: ['integer', 'number'], B: [] };

/** Returns why the queue or topic would reject each message. */
export function messageProblems(target: sqs.IQueue | sns.ITopic, { messageGroupIdProperty, deduplicationIdProperty }: Fifo): string[] {
  const kind = 'topicArn' in target ? 'topic' : 'queue';
  const { path } = target.node;
  if (!target.fifo) {
    return deduplicationIdProperty === undefined
      ? []
      : [`deduplicationIdProperty is ${shown(deduplicationIdProperty)}, but ${path} is a standard ${kind}, which takes no deduplication id: leave it out`];
  }
  const problems: string[] = [];
  if (messageGroupIdProperty === undefined) problems.push(`${path} is a FIFO ${kind}, whose messages need a group: set messageGroupIdProperty`);
  const resource = target.node.defaultChild as sqs.CfnQueue | sns.CfnTopic | undefined;
  if (resource && !resource.contentBasedDeduplication && deduplicationIdProperty === undefined) {
    problems.push(`${path} is a FIFO ${kind} without contentBasedDeduplication: set that of the ${kind}, or deduplicationIdProperty`);
  }
  return problems;
}

/**
 * Returns why the table would reject each item: another key than that of the table, or a key of another type. Of imported tables the key is unknown.
 *
 * @param schema JSON Schema of the body
 */
export function itemProblems(table: dynamodb.ITable, keys: Keys, schema: any): string[] {
  const resource = table.node.defaultChild as dynamodb.CfnTable | dynamodb.CfnGlobalTable | undefined;
  const { keySchema, attributeDefinitions = [] } = Stack.of(table).resolve({ keySchema: resource?.keySchema, attributeDefinitions: resource?.attributeDefinitions });
  if (!Array.isArray(keySchema) || !Array.isArray(attributeDefinitions)) return [];
  const { path } = table.node;
  const nameOf = (keyType: string): string | undefined => keySchema.find((key) => key.keyType === keyType)?.attributeName;
  return ([['partitionKey', nameOf('HASH')], ['sortKey', nameOf('RANGE')]] as const).flatMap(([option, expected]) => {
    const given = keys[option];
    if (given !== expected) {
      const is = `${option} is ${given === undefined ? 'missing' : shown(given)}`;
      return [expected === undefined ? `${is}, and the table ${path} has none: leave it out` : `${is}, and that of the table ${path} is ${shown(expected)}`];
    }
    const { attributeType } = attributeDefinitions.find(({ attributeName }) => attributeName === expected) ?? {};
    const type: unknown = schema.properties?.[expected!]?.type;
    if (typeof type !== 'string' || TYPES[attributeType]?.includes(type) !== false) return [];
    const wanted = { S: 'a string', N: 'a number', B: 'bytes, which a body can’t have,' }[attributeType as 'S' | 'N' | 'B'];
    return [`the body has ${shown(expected)} as ${type}, and the table ${path} has it as ${attributeType}: ${wanted} is expected`];
  });
}
