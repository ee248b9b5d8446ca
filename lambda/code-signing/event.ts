import { createHash } from 'crypto';
import { SigningFailed } from './errors';

/** What is to be signed, by which profile, and where the signed object goes. */
export interface SigningRequest {
  readonly sourceBucket: string;
  readonly sourceKey: string;
  readonly bucket: string;
  readonly profile: string;
  readonly profileVersion: string;
}

/** An event of a CloudFormation custom resource. */
export interface SigningEvent {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly requestId: string;
  /** What all objects of this resource begin with, whatever they were signed from. */
  readonly home: string;
  readonly physicalId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What CloudFormation needs to hear in any case. */
export interface Envelope {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

const PROPERTIES: Readonly<Record<keyof SigningRequest, string>> = {
  sourceBucket: 'SourceBucket',
  sourceKey: 'SourceKey',
  bucket: 'Bucket',
  profile: 'Profile',
  profileVersion: 'ProfileVersion',
};

/** @throws SigningFailed for an event that nobody can be told the outcome of */
export function readEnvelope(event: unknown): Envelope {
  const envelope = (typeof event === 'object' && event !== null ? event : {}) as Partial<Record<keyof Envelope, unknown>>;
  const wrong = (['ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'] as const).filter((name) => typeof envelope[name] !== 'string' || envelope[name] === '');
  if (wrong.length) throw new SigningFailed(`${wrong.join(', ')}: missing from the event: only CloudFormation invokes this function`);
  return envelope as Envelope;
}

/** @throws SigningFailed */
export function readEvent(event: Envelope & { readonly [name: string]: unknown }): SigningEvent {
  const { RequestType, PhysicalResourceId, ResourceProperties } = event;
  if (RequestType !== 'Create' && RequestType !== 'Update' && RequestType !== 'Delete') {
    throw new SigningFailed(`RequestType is ${JSON.stringify(RequestType)}: it has to be Create, Update or Delete`);
  }
  const stack = event.StackId.split('/').at(-1)!;
  return {
    type: RequestType,
    requestId: event.RequestId,
    home: `${stack}/${event.LogicalResourceId}/`,
    physicalId: typeof PhysicalResourceId === 'string' ? PhysicalResourceId : undefined,
    properties: typeof ResourceProperties === 'object' && ResourceProperties !== null ? (ResourceProperties as Record<string, unknown>) : {},
  };
}

/** @throws SigningFailed that names all that is wrong */
export function readRequest(properties: Readonly<Record<string, unknown>>): SigningRequest {
  const entries = Object.entries(PROPERTIES).map(([key, name]) => [key, name, properties[name]] as const);
  const problems = entries.filter(([, , value]) => typeof value !== 'string' || value === '').map(([, name, value]) => `${name} is ${JSON.stringify(value)}`);
  if (problems.length) throw new SigningFailed(`${problems.join('; ')}: each has to be a string`);
  return Object.fromEntries(entries.map(([key, , value]) => [key, value])) as unknown as SigningRequest;
}

/**
 * Where the signed object of a request goes, which is also the physical id of the resource: known before anything is done, so that
 * whatever a failed attempt leaves behind is found; and the same for the same request, so that a rollback finds what is there.
 */
export function prefixOf(home: string, request: SigningRequest): string {
  const { sourceBucket, sourceKey, bucket, profile, profileVersion } = request;
  const digest = createHash('sha256').update(JSON.stringify([sourceBucket, sourceKey, bucket, profile, profileVersion])).digest('hex');
  return `${home}${digest.slice(0, 32)}/`;
}
