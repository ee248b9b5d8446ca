import { Inspector2Client } from '@aws-sdk/client-inspector2';
import { carryOut } from './custom-resource';
import { CLIENT_SETTINGS, timesOf } from '../custom-resource/answer';

const inspector = new Inspector2Client(CLIENT_SETTINGS);

/** Handles the events of a CloudFormation custom resource for one kind of Amazon Inspector scan, enabled in the account and Region. */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  await carryOut(event, { inspector, ...timesOf(context) });
}
