import { S3Client } from '@aws-sdk/client-s3';
import { SignerClient } from '@aws-sdk/client-signer';
import { carryOut } from './custom-resource';
import { CLIENT_SETTINGS, timesOf } from '../custom-resource/answer';

const s3 = new S3Client(CLIENT_SETTINGS);
const signer = new SignerClient(CLIENT_SETTINGS);

/** Handles the events of a CloudFormation custom resource: a package signed by AWS Signer. */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  await carryOut(event, { s3, signer, ...timesOf(context) });
}
