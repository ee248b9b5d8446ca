const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** The key makes a second delivery of the same event harmless. */
exports.handler = async ({ detail: { id, items } }) => {
  await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { id, items } }));
};
