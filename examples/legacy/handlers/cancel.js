const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  const { id } = event.pathParameters;
  const { Item: order } = await table.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id } }));
  if (!order) return { statusCode: 404, body: JSON.stringify({ message: 'no such order' }) };
  if (order.status === 'shipped') return { statusCode: 409, body: JSON.stringify({ message: `on its way with ${carrier}` }) };
  await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { ...order, status: 'cancelled' } }));
  return { statusCode: 200, body: JSON.stringify({ id, items: order.items.length }) };
};
