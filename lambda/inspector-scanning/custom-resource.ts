import type { Inspector2Client } from '@aws-sdk/client-inspector2';
import { isScanType, Scanning, ScanType } from './scanning';
import { answer, Times } from '../custom-resource/answer';
import { Envelope, requestTypeOf } from '../custom-resource/envelope';
import { RequestFailed } from '../custom-resource/errors';
import { Outcome } from '../custom-resource/response';

export interface Aws extends Times {
  readonly inspector: Inspector2Client;
}

/** Handles an event, and reports the result to CloudFormation. */
export async function carryOut(rawEvent: unknown, { inspector, patience, lastPatience }: Aws): Promise<void> {
  await answer(rawEvent, lastPatience, (envelope) => outcomeOf(envelope, new Scanning(inspector, patience)));
}

/**
 * The physical id records whether this resource enabled the scans, or found them enabled: CloudFormation passes nothing else at deletion. It never
 * changes, so no update deletes what existed before.
 */
async function outcomeOf(envelope: Envelope, scanning: Scanning): Promise<Outcome> {
  let physicalId = String(envelope.PhysicalResourceId ?? envelope.LogicalResourceId);
  try {
    const type = requestTypeOf(envelope);
    if (type === 'Delete') {
      const [, scanType, turnedOn] = /^inspector\/(\w+)\/(turned-on|found-on)$/.exec(physicalId) ?? [];
      if (isScanType(scanType) && turnedOn === 'turned-on') await scanning.turnOff(scanType);
      return { physicalId };
    }
    const scanType = scanTypeOf(envelope);
    const isTurnedOn = await scanning.turnOn(scanType, envelope.RequestId, () => (physicalId = idOf(scanType, 'turned-on')));
    // Scans that it enabled remain its own, also if an update finds them enabled.
    if (type === 'Create' && !isTurnedOn) physicalId = idOf(scanType, 'found-on');
    return { physicalId, data: { TurnedOn: String(physicalId.endsWith('/turned-on')) } };
  } catch (e) {
    return { physicalId, reason: (e as Error).message };
  }
}

function idOf(scanType: ScanType, how: 'turned-on' | 'found-on'): string {
  return `inspector/${scanType}/${how}`;
}

function scanTypeOf({ ResourceProperties }: Envelope): ScanType {
  const { ScanType: scanType } = (ResourceProperties ?? {}) as { ScanType?: unknown };
  if (!isScanType(scanType)) throw new RequestFailed(`ScanType is ${JSON.stringify(scanType)}: it has to be LAMBDA or LAMBDA_CODE`);
  return scanType;
}
