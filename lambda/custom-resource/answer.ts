import { Envelope, readEnvelope } from './envelope';
import { Patience } from './patience';
import { Outcome, respond } from './response';

/** Time reserved for the response, so that CloudFormation receives a failure and not a timeout. */
const RESPONSE_MS = 30_000;
const LAST_MS = 5_000;

/** The time limits of an invocation. */
export interface Times {
  /** The time limit of the request. */
  readonly patience: Patience;
  /** The time limit of the response, which must be sent even if the request used all of its time. */
  readonly lastPatience: Patience;
}

/** Settings of AWS clients. They don't retry: `Patience` does, according to the remaining time. */
export const CLIENT_SETTINGS = { maxAttempts: 1, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true } };

export function timesOf(context: { getRemainingTimeInMillis(): number }): Times {
  const end = Date.now() + context.getRemainingTimeInMillis();
  return { patience: new Patience(end - RESPONSE_MS), lastPatience: new Patience(end - LAST_MS) };
}

/** Handles an event, and reports the result to CloudFormation. */
export async function answer(rawEvent: unknown, lastPatience: Patience, work: (envelope: Envelope) => Promise<Outcome>): Promise<void> {
  const envelope = readEnvelope(rawEvent);
  const outcome = await work(envelope);
  const { RequestId, LogicalResourceId } = envelope;
  const { reason, data, physicalId } = outcome;
  console.log(JSON.stringify({ level: reason === undefined ? 'INFO' : 'ERROR', message: reason ?? 'done', RequestId, LogicalResourceId, physicalId, data }));
  await respond(envelope, outcome, lastPatience);
}
