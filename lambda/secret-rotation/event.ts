import { RotationRejected } from './errors';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type Step = (typeof STEPS)[number];

/**
 * The event that Secrets Manager sends for each step.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export interface RotationEvent {
  readonly step: Step;
  readonly secretArn: string;
  /** The token of the request, which is also the id of the version that the rotation creates. */
  readonly clientRequestToken: string;
  /** Identifies the sender of the request to Secrets Manager. It is as confidential as the value. */
  readonly rotationToken?: string;
}

/** @throws RotationRejected for an event that Secrets Manager would never send, or for the secret of another function */
export function readEvent(event: unknown, ownSecret: string): RotationEvent {
  const { Step: step, SecretId: secretArn, ClientRequestToken: token, RotationToken: rotationToken } = (event ?? {}) as Record<string, unknown>;
  const problems: string[] = [];
  if (!STEPS.some((known) => known === step)) problems.push(`Step is ${shown(step)}: it has to be one of ${STEPS.join(', ')}`);
  if (secretArn !== ownSecret) problems.push(`SecretId is ${shown(secretArn)}: this function rotates ${ownSecret} and nothing else`);
  if (typeof token !== 'string' || token.length < 32 || token.length > 64) {
    problems.push(`ClientRequestToken is ${shown(token)}: it has to have 32 to 64 characters`);
  }
  // The token itself is never shown.
  if (rotationToken !== undefined && typeof rotationToken !== 'string') problems.push('RotationToken is not a string');
  if (problems.length) throw new RotationRejected(`Not an event of this rotation: ${problems.join('; ')}`);
  return { step: step as Step, secretArn: ownSecret, clientRequestToken: token as string, rotationToken: rotationToken as string | undefined };
}

/** Formats a value for the log. Anyone who can invoke the function chooses these values, so their length is limited. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 200);
}
