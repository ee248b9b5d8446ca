import { Envelope } from './envelope';
import { Patience } from './patience';

/** The maximum length of a reason: CloudFormation accepts responses of at most 4096 bytes. */
const LONGEST_REASON = 1000;

export interface Outcome {
  readonly physicalId: string;
  /** The attributes of the resource. */
  readonly data?: object;
  /** Reason of a failed request. Undefined if it succeeded. */
  readonly reason?: string;
}

/**
 * Reports the result to CloudFormation.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 * @throws RequestFailed if CloudFormation can't be reached
 */
export async function respond(envelope: Envelope, { physicalId, data, reason }: Outcome, patience: Patience): Promise<void> {
  const body = JSON.stringify({
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    // JSON writes a control character as six bytes.
    Reason: reason?.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, LONGEST_REASON),
    PhysicalResourceId: physicalId,
    StackId: envelope.StackId,
    RequestId: envelope.RequestId,
    LogicalResourceId: envelope.LogicalResourceId,
    Data: data,
  });
  await patience.call('The response to CloudFormation', async () => {
    // The URL is signed for a request without a content type.
    const response = await fetch(envelope.ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body, signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    if (!response.ok) throw Object.assign(new Error('the response was not accepted'), { status: response.status });
  });
}
