const { KinesisClient, PutRecordCommand } = require('@aws-sdk/client-kinesis');

const kinesis = new KinesisClient({});

exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      const { id, items } = JSON.parse(body);
      const measure = { order: id, grams: items * 250 };
      await kinesis.send(new PutRecordCommand({ StreamName: process.env.STREAM_NAME, PartitionKey: id, Data: Buffer.from(JSON.stringify(measure)) }));
    } catch (error) {
      console.error(JSON.stringify({ messageId, error: error.message }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
