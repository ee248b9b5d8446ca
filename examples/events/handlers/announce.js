const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');

const sns = new SNSClient({});

exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    // What was removed has no new image.
    if (!dynamodb.NewImage) continue;
    const order = { id: dynamodb.NewImage.id.S, items: Number(dynamodb.NewImage.items.N) };
    try {
      await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message: JSON.stringify(order) }));
    } catch (error) {
      console.error(JSON.stringify({ sequenceNumber: dynamodb.SequenceNumber, error: error.message }));
      // Those behind it come again with it, in their order.
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
};
