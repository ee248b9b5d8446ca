import { ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { integration } from './integration';
import { EventSchema, SecureFunction } from 'cdk-sec3';

/** An invalid message goes to the quarantine; the handler gets the valid one, and passes it on. */
export const app = integration('EventSchema', ({ stack, assertions }) => {
  const queue = new sqs.Queue(stack, 'Queue', { enforceSSL: true });
  const handled = new sqs.Queue(stack, 'Handled', { enforceSSL: true });
  const consumer = new SecureFunction(stack, 'Consumer', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const sqs = new SQSClient({});
exports.handler = async ({ Records }) => {
  for (const { body } of Records) await sqs.send(new SendMessageCommand({ QueueUrl: process.env.HANDLED_URL, MessageBody: body }));
};
`),
    environment: { HANDLED_URL: handled.queueUrl },
    eventSchemas: [EventSchema.sqs({ type: 'object', additionalProperties: false, required: ['id'], properties: { id: { type: 'integer' } } })],
  });
  handled.grantSendMessages(consumer);
  consumer.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));

  const send = (MessageBody: string) => assertions.awsApiCall('SQS', 'sendMessage', { QueueUrl: queue.queueUrl, MessageBody }, ['MessageId']);
  const arrives = ({ queueUrl }: sqs.IQueue, text: string) => {
    const received = assertions.awsApiCall('SQS', 'receiveMessage', { QueueUrl: queueUrl, WaitTimeSeconds: 20 });
    received.expect(ExpectedResult.objectLike({ Messages: Match.arrayWith([Match.objectLike({ Body: Match.stringLikeRegexp(text) })]) }));
    return received.waitForAssertions({ totalTimeout: Duration.minutes(5), interval: Duration.seconds(15) });
  };
  send('{"id":7}').next(send('{"id":"seven"}')).next(arrives(handled, '"id":7')).next(arrives(consumer.eventValidation!.quarantine!, 'seven'));
});
