const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE_NAME;

/** Handles notes: a user only reads and writes the notes of the token's subject. */
exports.handler = async ({ routeKey, pathParameters, body, requestContext }) => {
  const owner = requestContext.authorizer.jwt.claims.sub;
  if (routeKey === 'POST /notes') {
    const { id, text } = JSON.parse(body);
    await table.send(new PutCommand({ TableName, Item: { owner, id, text } }));
    return { statusCode: 201, body: JSON.stringify({ id }) };
  }
  const { Item: note } = await table.send(new GetCommand({ TableName, Key: { owner, id: pathParameters.id } }));
  return note ? { statusCode: 200, body: JSON.stringify(note) } : { statusCode: 404, body: JSON.stringify({ message: 'no such note' }) };
};
