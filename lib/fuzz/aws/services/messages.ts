/** Services whose answers must agree with the request or with a secret. A made-up answer from the model would not. */
import { md5 } from './s3';
import { Answer, Asked, FAKE_SECRET, Remembering } from '../answer';
import type { Contents } from '../contents';
import type { AwsPlan } from '../plan';

const ID = '00000000-0000-4000-8000-000000000000';
/** Members of a secret that are not secret, such as the name of a user. */
const NOT_SECRET = /^(user|user_?name|host(name)?|port|db(name|_name)?|database|schema|engine|region|url|uri|endpoint|client_?id|type|version)$/i;

/** Answers of queues, secrets, buses and functions. They keep no state. */
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
        const body = contents.textOf('(payload)', plan, 'message');
        return { output: plan.items === 'missing' ? {} : { Messages: [{ MessageId: ID, ReceiptHandle: 'sec3', Body: body, MD5OfBody: md5(body), Attributes: { ApproximateReceiveCount: '1' } }] } };
      }
      case 'secretsmanager GetSecretValue': {
        if (plan.items === 'missing') return { error: 'ResourceNotFoundException' };
        return { output: { ARN: `${input.SecretId}`, Name: 'fuzz', SecretString: secretIn(contents, plan), VersionId: ID, VersionStages: ['AWSCURRENT'] } };
      }
      case 'events PutEvents':
        return { output: { FailedEntryCount: 0, Entries: (input.Entries ?? []).map(() => ({ EventId: ID })) } };
      case 'lambda Invoke':
        return plan.items === 'missing' ? undefined : { status: 200, headers: { 'content-type': 'application/json' }, body: contents.textOf('(payload)', plan, 'answer') };
      default:
        return undefined;
    }
  }

  public forget(): void {
    // This service keeps no state.
  }
}

/** Returns a secret: a text, or JSON whose texts are secret. */
function secretIn(contents: Contents, plan: AwsPlan): string {
  contents.used.add('(secret)');
  if (contents.kindOf('(secret)') === 'text') return FAKE_SECRET;
  const secret = (name: string, value: unknown) => (typeof value === 'string' && contents.kindOf(name) === 'text' && !NOT_SECRET.test(name) ? FAKE_SECRET : value);
  return JSON.stringify(Object.fromEntries(Object.entries(contents.item(plan, 'secret')).map(([name, value]) => [name, secret(name, value)])));
}
