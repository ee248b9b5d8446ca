import type { S3Client } from '@aws-sdk/client-s3';
import type { SignerClient } from '@aws-sdk/client-signer';
import { CodeSigning } from './code-signing';
import { prefixOf, readEvent, readRequest, SigningEvent } from './event';
import { SignedObjects } from './signed-objects';
import { SigningJobs } from './signing-jobs';
import { answer, Times } from '../custom-resource/answer';
import { Envelope } from '../custom-resource/envelope';
import { Outcome } from '../custom-resource/response';

export interface Aws extends Times {
  readonly s3: S3Client;
  readonly signer: SignerClient;
}

/** Handles an event, and reports the result to CloudFormation. */
export async function carryOut(rawEvent: unknown, aws: Aws): Promise<void> {
  await answer(rawEvent, aws.lastPatience, (envelope) => outcomeOf(envelope, aws));
}

async function outcomeOf(envelope: Envelope, { s3, signer, patience }: Aws): Promise<Outcome> {
  let physicalId = envelope.LogicalResourceId;
  try {
    const event = readEvent(envelope);
    physicalId = physicalIdOf(event) ?? physicalId;
    const data = await new CodeSigning(new SigningJobs(signer, patience), new SignedObjects(s3, patience)).run(event);
    return { physicalId, data };
  } catch (e) {
    return { physicalId, reason: (e as Error).message };
  }
}

function physicalIdOf(event: SigningEvent): string | undefined {
  return event.type === 'Delete' ? event.physicalId : prefixOf(event.home, readRequest(event.properties));
}
