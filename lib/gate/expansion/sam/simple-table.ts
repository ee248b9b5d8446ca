import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { tagList } from './tags';
import { compact, isGiven, mapOf, pick } from './values';

const TYPES: { readonly [type: string]: string } = { String: 'S', Number: 'N', Binary: 'B' };

/** Creates the resources that SAM creates for an `AWS::Serverless::SimpleTable`. */
export function expandSimpleTable(table: SamResource, expansion: SamExpansion): void {
  const { properties } = table;
  const key = mapOf(properties.PrimaryKey) ?? { Name: 'id', Type: 'String' };
  const throughput = isGiven(properties.ProvisionedThroughput) ? { ProvisionedThroughput: properties.ProvisionedThroughput } : { BillingMode: 'PAY_PER_REQUEST' };
  expansion.add(table, table.logicalId, {
    type: 'AWS::DynamoDB::Table',
    properties: compact({
      ...pick(properties, ['PointInTimeRecoverySpecification', 'SSESpecification', 'TableName']),
      ...throughput,
      AttributeDefinitions: [{ AttributeName: key.Name, AttributeType: TYPES[String(key.Type)] }],
      KeySchema: [{ AttributeName: key.Name, KeyType: 'HASH' }],
      Tags: isGiven(properties.Tags) ? tagList(properties.Tags) : undefined,
    }),
    attributes: table.own,
    places: ['AttributeDefinitions', 'KeySchema'].map((name) => ({ location: `Properties.${name}`, written: 'Properties.PrimaryKey' })),
  });
}
