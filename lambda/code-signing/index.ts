import { S3Client } from '@aws-sdk/client-s3';
import { SignerClient } from '@aws-sdk/client-signer';
import { carryOut } from './custom-resource';
import { Patience } from './patience';

/** Left for the response, and to be told of a failure rather than of a timeout. */
const RESPONSE_MS = 30_000;
const LAST_MS = 5_000;

// Errors are dealt with here, by the time that is left.
const settings = { maxAttempts: 1, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true } };
const s3 = new S3Client(settings);
const signer = new SignerClient(settings);

/** A CloudFormation custom resource that is a package signed by AWS Signer. */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const end = Date.now() + context.getRemainingTimeInMillis();
  await carryOut(event, { s3, signer, patience: new Patience(end - RESPONSE_MS), lastPatience: new Patience(end - LAST_MS) });
}
