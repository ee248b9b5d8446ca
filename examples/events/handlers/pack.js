const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      const { id, items } = JSON.parse(body);
      await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { id, items } }));
    } catch (error) {
      console.error(JSON.stringify({ messageId, error: error.message }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
