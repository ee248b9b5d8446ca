const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  const { id } = event.queryStringParameters;
  const { Item } = await table.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id } }));
  return { statusCode: 200, body: JSON.stringify(Item) };
};
