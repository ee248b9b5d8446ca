const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const secrets = new SecretsManagerClient({});

exports.handler = async (event) => {
  // Read for each batch: the key may have been rotated since the last one.
  const { SecretString: key } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.PAYMENT_KEY_ARN }));
  const batchItemFailures = [];
  for (const { messageId, body } of event.Records) {
    try {
      await processOrder(JSON.parse(body), key);
    } catch (error) {
      console.error(JSON.stringify({ messageId, error: error.message }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

async function processOrder({ id, amount, currency }, key) {
  const response = await fetch('https://payments.example.com/charge', {
    method: 'POST',
    headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify({ order: id, amount, currency }),
  });
  if (!response.ok) throw new Error(`the payment provider answered ${response.status}`);
  await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: { id, amount, currency, paid: true } }));
}
