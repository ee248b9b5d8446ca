/** Answers calls to AWS in the place of AWS, on this machine: functions get no credentials that are worth anything, and no network. */
import { createHash } from 'crypto';
import * as http from 'http';
import { AddressInfo } from 'net';

/** A value that stands for a secret, and that no answer and no log may show. */
export const FAKE_SECRET = 'sec3-fuzz-secret-5f1c9a7e';

/** Answers by operation: `SendMessage`, `GetItem`. Replaces what is answered otherwise. */
export interface RecordedAnswers {
  readonly [operation: string]: unknown;
}

type Answer = (request: any) => unknown;

const md5 = (text: unknown) => createHash('md5').update(String(text)).digest('hex');

/** Where an empty answer would not do. */
const ANSWERS: { readonly [operation: string]: Answer } = {
  SendMessage: ({ MessageBody: body }) => ({ MessageId: '00000000-0000-4000-8000-000000000000', MD5OfMessageBody: md5(body) }),
  SendMessageBatch: ({ Entries: entries = [] }) => ({
    Successful: entries.map(({ Id: id, MessageBody: body }: any) => ({ Id: id, MessageId: '00000000-0000-4000-8000-000000000000', MD5OfMessageBody: md5(body) })),
    Failed: [],
  }),
  GetSecretValue: () => ({ ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:fuzz-AbCdEf', Name: 'fuzz', SecretString: FAKE_SECRET, VersionId: '0'.repeat(36) }),
  GetParameter: ({ Name: name }) => ({ Parameter: { Name: name, Type: 'SecureString', Value: FAKE_SECRET, Version: 1 } }),
  Query: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
  Scan: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
  PutEvents: ({ Entries: entries = [] }) => ({ FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: '0' })) }),
};

/** A server on the loopback that answers calls of AWS SDKs. */
export class AwsAnswers {
  private readonly server: http.Server;

  constructor(private readonly recorded: RecordedAnswers = {}) {
    this.server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
        const { type, text } = this.answer(String(request.headers['x-amz-target'] ?? ''), body);
        response.writeHead(200, { 'content-type': type, 'x-amzn-requestid': 'sec3-fuzz' }).end(text);
      });
    });
    this.server.unref();
  }

  /** @returns the URL for `AWS_ENDPOINT_URL` */
  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(target: string, body: string): { readonly type: string; readonly text: string } {
    const operation = target.split('.').pop() ?? '';
    // Protocols without a target: query, whose answers are XML, and REST, for which an empty object is one.
    const action = operation || new URLSearchParams(body).get('Action') || '';
    const own = Object.hasOwn(this.recorded, action) ? this.recorded[action] : undefined;
    if (!operation && action) return { type: 'text/xml', text: typeof own === 'string' ? own : `<${action}Response><${action}Result/></${action}Response>` };
    const made = own ?? ANSWERS[action]?.(parsed(body)) ?? {};
    return { type: 'application/x-amz-json-1.0', text: JSON.stringify(made) };
  }
}

function parsed(body: string): any {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}
