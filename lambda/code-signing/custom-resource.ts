import type { S3Client } from '@aws-sdk/client-s3';
import type { SignerClient } from '@aws-sdk/client-signer';
import { CodeSigning } from './code-signing';
import { Envelope, prefixOf, readEnvelope, readEvent, readRequest, SigningEvent } from './event';
import { Patience } from './patience';
import { Outcome, respond } from './response';
import { SignedObjects } from './signed-objects';
import { SigningJobs } from './signing-jobs';

export interface Aws {
  readonly s3: S3Client;
  readonly signer: SignerClient;
  /** For signing. */
  readonly patience: Patience;
  /** For the response, which has to come even where signing took all of its time. */
  readonly lastPatience: Patience;
}

/** Carries out an event, and tells CloudFormation how it went. */
export async function carryOut(rawEvent: unknown, aws: Aws): Promise<void> {
  const envelope = readEnvelope(rawEvent);
  const outcome = await outcomeOf(envelope, aws);
  const { RequestId, LogicalResourceId } = envelope;
  const { reason, signed, physicalId } = outcome;
  console.log(JSON.stringify({ level: reason === undefined ? 'INFO' : 'ERROR', message: reason ?? 'done', RequestId, LogicalResourceId, physicalId, signed }));
  await respond(envelope, outcome, aws.lastPatience);
}

async function outcomeOf(envelope: Envelope, { s3, signer, patience }: Aws): Promise<Outcome> {
  let physicalId = envelope.LogicalResourceId;
  try {
    const event = readEvent({ ...envelope });
    physicalId = physicalIdOf(event) ?? physicalId;
    const signed = await new CodeSigning(new SigningJobs(signer, patience), new SignedObjects(s3, patience)).run(event);
    return { physicalId, signed };
  } catch (e) {
    return { physicalId, reason: (e as Error).message };
  }
}

function physicalIdOf(event: SigningEvent): string | undefined {
  return event.type === 'Delete' ? event.physicalId : prefixOf(event.home, readRequest(event.properties));
}
