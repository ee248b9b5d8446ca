const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

exports.handler = async (event) => {
  const { id } = event.pathParameters;
  // API Gateway checks that a parameter is there, not what it is.
  if (!ID.test(id)) return { statusCode: 400, body: JSON.stringify({ message: 'id is not an order id' }) };
  const { Item: order } = await table.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id } }));
  return order ? { statusCode: 200, body: JSON.stringify(order) } : { statusCode: 404, body: JSON.stringify({ message: 'no such order' }) };
};
