const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  const { id, amount } = JSON.parse(event.body);
  await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { id, amount } }));
  return { statusCode: 202, body: JSON.stringify({ id }) };
};
