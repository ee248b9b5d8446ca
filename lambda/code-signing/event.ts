import { createHash } from 'crypto';
import { Envelope, RequestType, requestTypeOf } from '../custom-resource/envelope';
import { RequestFailed } from '../custom-resource/errors';

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
  readonly type: RequestType;
  readonly requestId: string;
  /** What all objects of this resource begin with, whatever they were signed from. */
  readonly home: string;
  readonly physicalId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const PROPERTIES: Readonly<Record<keyof SigningRequest, string>> = {
  sourceBucket: 'SourceBucket',
  sourceKey: 'SourceKey',
  bucket: 'Bucket',
  profile: 'Profile',
  profileVersion: 'ProfileVersion',
};

/** @throws RequestFailed */
export function readEvent(event: Envelope): SigningEvent {
  const { PhysicalResourceId, ResourceProperties } = event;
  const stack = event.StackId.split('/').at(-1)!;
  return {
    type: requestTypeOf(event),
    requestId: event.RequestId,
    home: `${stack}/${event.LogicalResourceId}/`,
    physicalId: typeof PhysicalResourceId === 'string' ? PhysicalResourceId : undefined,
    properties: typeof ResourceProperties === 'object' && ResourceProperties !== null ? (ResourceProperties as Record<string, unknown>) : {},
  };
}

/** @throws RequestFailed that names all that is wrong */
export function readRequest(properties: Readonly<Record<string, unknown>>): SigningRequest {
  const entries = Object.entries(PROPERTIES).map(([key, name]) => [key, name, properties[name]] as const);
  const problems = entries.filter(([, , value]) => typeof value !== 'string' || value === '').map(([, name, value]) => `${name} is ${JSON.stringify(value)}`);
  if (problems.length) throw new RequestFailed(`${problems.join('; ')}: each has to be a string`);
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
