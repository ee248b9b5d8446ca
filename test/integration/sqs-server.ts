import { createHash } from 'crypto';
import * as http from 'http';
import { LoopbackModel } from '../tools/loopback-model';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

/** SendMessageBatch of SQS (AWS JSON protocol), for messages to any queue. */
export class SqsServer extends LoopbackModel {
  public static start(): Promise<SqsServer> {
    return new SqsServer().listen();
  }

  /** Bodies of all messages. */
  public readonly messages: any[] = [];
  /** Bodies of all messages as they were sent. */
  public readonly received: string[] = [];
  /** Number of messages in each request. */
  public readonly requests: number[] = [];
  /** Whether all messages are rejected. */
  public rejects = false;

  /** Variables with which a function sends to this server. */
  public get environment(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_ENDPOINT_URL_SQS: this.url,
      SEC3_EVENT_QUARANTINE: `${this.url}/123456789012/quarantine`,
    };
  }

  protected async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    if (this.rejects || request.headers['x-amz-target'] !== 'AmazonSQS.SendMessageBatch') {
      response.statusCode = 403;
      response.end('{"__type":"com.amazonaws.sqs#AccessDenied","message":"rejected"}');
      return;
    }
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly Entries: readonly Entry[] };
    this.requests.push(Entries.length);
    this.received.push(...Entries.map(({ MessageBody }) => MessageBody));
    this.messages.push(...Entries.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown));
    const Successful = Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') }));
    response.end(JSON.stringify({ Successful, Failed: [] }));
  }
}
