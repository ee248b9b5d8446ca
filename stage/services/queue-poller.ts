import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LambdaFunction, TooManyRequests } from './lambda-service';
import { DeployedMapping } from '../deployment/deployment';
import { Invocation } from '../root/environment';

/**
 * Lambda's poller of a queue. The messages of a failed batch, and messages that a function reports as failed, are delivered again immediately instead
 * of after the visibility timeout.
 */
export class QueuePoller {
  /** The number of messages that were delivered to the function, and the number of those that failed. */
  public received = 0;
  public failed = 0;

  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
    private readonly mapping: DeployedMapping,
    private readonly fn: () => LambdaFunction,
  ) {}

  /** Delivers messages to the function until the queue returns no more. */
  public async drain(): Promise<void> {
    while (await this.poll());
  }

  /** Delivers one batch to the function. Returns false if there is none. */
  public async poll(): Promise<boolean> {
    const { Messages: messages = [] } = await this.sqs.send(new ReceiveMessageCommand({
      QueueUrl: this.queueUrl, MaxNumberOfMessages: this.mapping.batchSize, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'],
    }));
    if (messages.length === 0) return false;
    const failed = this.failures(messages, await this.invoke({ Records: messages.map((message) => this.recordOf(message)) }));
    this.received += messages.length;
    this.failed += failed.size;
    const entries = messages.map(({ MessageId: Id, ReceiptHandle }) => ({ Id, ReceiptHandle }));
    const done = entries.filter(({ Id }) => !failed.has(Id!));
    const again = entries.filter(({ Id }) => failed.has(Id!)).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    if (done.length > 0) await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.queueUrl, Entries: done }));
    if (again.length > 0) await this.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.queueUrl, Entries: again }));
    return true;
  }

  /** Invokes the function. If it has too many invocations, the messages stay in the queue. */
  private async invoke(event: object): Promise<Invocation | undefined> {
    try {
      return await this.fn().invoke(event);
    } catch (e) {
      if (!(e instanceof TooManyRequests)) throw e;
      return undefined;
    }
  }

  /** Returns the ids of failed messages. A response that Lambda can't read, or that names an unknown message, fails the batch. */
  private failures(messages: readonly Message[], invocation: Invocation | undefined): ReadonlySet<string> {
    const all = new Set(messages.map(({ MessageId }) => MessageId!));
    if (!invocation || invocation.functionError) return all;
    if (!this.mapping.reportsFailures) return new Set();
    const answer = JSON.parse(invocation.payload || 'null') ?? {};
    const failures = answer.batchItemFailures ?? [];
    if (!Array.isArray(failures)) return all;
    const ids = failures.map((failure) => failure?.itemIdentifier);
    return ids.every((id) => all.has(id)) ? new Set(ids) : all;
  }

  private recordOf({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes, MessageAttributes = {} }: Message): object {
    const attributes = Object.entries(MessageAttributes).map(([name, { StringValue: stringValue, DataType: dataType }]) => {
      return [name, { stringValue, dataType }];
    });
    return {
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: Object.fromEntries(attributes),
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.mapping.source,
      awsRegion: this.mapping.source.split(':')[3],
    };
  }
}
