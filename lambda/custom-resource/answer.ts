import { Envelope, readEnvelope } from './envelope';
import { Patience } from './patience';
import { Outcome, respond } from './response';

/** Left for the response, and to be told of a failure rather than of a timeout. */
const RESPONSE_MS = 30_000;
const LAST_MS = 5_000;

/** What an invocation has of time. */
export interface Times {
  /** For what is asked. */
  readonly patience: Patience;
  /** For the response, which has to come even where the rest took all of its time. */
  readonly lastPatience: Patience;
}

/** What clients of AWS are made with: errors are dealt with here, by the time that is left. */
export const CLIENT_SETTINGS = { maxAttempts: 1, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true } };

export function timesOf(context: { getRemainingTimeInMillis(): number }): Times {
  const end = Date.now() + context.getRemainingTimeInMillis();
  return { patience: new Patience(end - RESPONSE_MS), lastPatience: new Patience(end - LAST_MS) };
}

/** Carries out an event, and tells CloudFormation how it went. */
export async function answer(rawEvent: unknown, lastPatience: Patience, work: (envelope: Envelope) => Promise<Outcome>): Promise<void> {
  const envelope = readEnvelope(rawEvent);
  const outcome = await work(envelope);
  const { RequestId, LogicalResourceId } = envelope;
  const { reason, data, physicalId } = outcome;
  console.log(JSON.stringify({ level: reason === undefined ? 'INFO' : 'ERROR', message: reason ?? 'done', RequestId, LogicalResourceId, physicalId, data }));
  await respond(envelope, outcome, lastPatience);
}
