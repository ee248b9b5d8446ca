const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');

const sns = new SNSClient({});

exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    // Removed items have no new image.
    if (!dynamodb.NewImage) continue;
    const order = { id: dynamodb.NewImage.id.S, items: Number(dynamodb.NewImage.items.N) };
    try {
      await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message: JSON.stringify(order) }));
    } catch (error) {
      console.error(JSON.stringify({ sequenceNumber: dynamodb.SequenceNumber, error: error.message }));
      // Later records are delivered again with it, in order.
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
};
