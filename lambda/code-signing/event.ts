import { createHash } from 'crypto';
import { Envelope, RequestType, requestTypeOf } from '../custom-resource/envelope';
import { RequestFailed } from '../custom-resource/errors';

/** Object to sign, profile and destination. */
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
  /** The common prefix of all objects of this resource, regardless of their source. */
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

/** @throws RequestFailed that names all problems */
export function readRequest(properties: Readonly<Record<string, unknown>>): SigningRequest {
  const entries = Object.entries(PROPERTIES).map(([key, name]) => [key, name, properties[name]] as const);
  const problems = entries.filter(([, , value]) => typeof value !== 'string' || value === '').map(([, name, value]) => `${name} is ${JSON.stringify(value)}`);
  if (problems.length) throw new RequestFailed(`${problems.join('; ')}: each has to be a string`);
  return Object.fromEntries(entries.map(([key, , value]) => [key, value])) as unknown as SigningRequest;
}

/**
 * Returns the destination of a request's signed object, which is also the physical id of the resource. It is known before the work starts, so the
 * remains of failed attempts are found. It is the same for the same request, so a rollback finds the existing object.
 */
export function prefixOf(home: string, request: SigningRequest): string {
  const { sourceBucket, sourceKey, bucket, profile, profileVersion } = request;
  const digest = createHash('sha256').update(JSON.stringify([sourceBucket, sourceKey, bucket, profile, profileVersion])).digest('hex');
  return `${home}${digest.slice(0, 32)}/`;
}
