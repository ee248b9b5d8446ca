const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  const { id } = event.pathParameters;
  const { Item: order } = await table.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id } }));
  return order ? { statusCode: 200, body: JSON.stringify(order) } : { statusCode: 404, body: JSON.stringify({ message: 'no such order' }) };
};
