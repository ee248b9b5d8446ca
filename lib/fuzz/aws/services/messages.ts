/** Services whose answers have to agree with what was sent, or with a secret: where that of a model would not do. */
import { md5 } from './s3';
import { Answer, Asked, FAKE_SECRET, Remembering } from '../answer';

const ID = '00000000-0000-4000-8000-000000000000';

/** Answers of queues, secrets, buses and functions. Nothing of them is remembered. */
export class Messages implements Remembering {
  public answer({ operation, call: { service, input }, plan, contents }: Asked): Answer | undefined {
    switch (`${service} ${operation}`) {
      case 'sqs SendMessage':
        return { output: { MessageId: ID, MD5OfMessageBody: md5(input.MessageBody) } };
      case 'sqs SendMessageBatch': {
        const entries = (input.Entries ?? []).map(({ Id, MessageBody }: any) => ({ Id, MessageId: ID, MD5OfMessageBody: md5(MessageBody) }));
        return { output: { Successful: entries, Failed: [] } };
      }
      case 'sqs ReceiveMessage': {
        const body = String(contents.value('(payload)', plan, 'message'));
        return { output: plan.items === 'missing' ? {} : { Messages: [{ MessageId: ID, ReceiptHandle: 'sec3', Body: body, MD5OfBody: md5(body), Attributes: { ApproximateReceiveCount: '1' } }] } };
      }
      case 'secretsmanager GetSecretValue': {
        if (plan.items === 'missing') return { error: 'ResourceNotFoundException' };
        const names = Object.keys(contents.item(plan, 'secret'));
        contents.used.add('(secret)');
        const secret = contents.kindOf('(secret)') === 'json' ? JSON.stringify(Object.fromEntries(names.map((name) => [name, FAKE_SECRET]))) : FAKE_SECRET;
        return { output: { ARN: `${input.SecretId}`, Name: 'fuzz', SecretString: secret, VersionId: ID, VersionStages: ['AWSCURRENT'] } };
      }
      case 'events PutEvents':
        return { output: { FailedEntryCount: 0, Entries: (input.Entries ?? []).map(() => ({ EventId: ID })) } };
      case 'lambda Invoke':
        return plan.items === 'missing' ? undefined : { status: 200, headers: { 'content-type': 'application/json' }, body: String(contents.value('(payload)', plan, 'answer')) };
      default:
        return undefined;
    }
  }

  public forget(): void {
    // Nothing is kept.
  }
}
