const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const sqs = new SQSClient({});

exports.handler = async ({ Records }) => {
  for (const { Sns } of Records) {
    const { id, items } = JSON.parse(Sns.Message);
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify({ id, items }) }));
  }
};
