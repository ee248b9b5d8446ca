const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const sqs = new SQSClient({});

// API Gateway has checked the body against order.schema.json.
exports.handler = async (event) => {
  const { id, amount, currency } = JSON.parse(event.body);
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify({ id, amount, currency }) }));
  return { statusCode: 202, body: JSON.stringify({ id }) };
};
