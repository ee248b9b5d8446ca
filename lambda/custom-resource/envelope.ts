import { RequestFailed } from './errors';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** The properties of an event that a response to CloudFormation requires. */
export interface Envelope {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly [property: string]: unknown;
}

/** @throws RequestFailed if the event lacks the properties for a response */
export function readEnvelope(event: unknown): Envelope {
  const envelope = (typeof event === 'object' && event !== null ? event : {}) as Readonly<Record<string, unknown>>;
  const wrong = (['ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'] as const).filter((name) => typeof envelope[name] !== 'string' || envelope[name] === '');
  if (wrong.length) throw new RequestFailed(`${wrong.join(', ')}: missing from the event: only CloudFormation invokes this function`);
  return envelope as Envelope;
}

/** @throws RequestFailed if the type is unknown */
export function requestTypeOf({ RequestType: type }: Envelope): RequestType {
  if (type !== 'Create' && type !== 'Update' && type !== 'Delete') {
    throw new RequestFailed(`RequestType is ${JSON.stringify(type)}: it has to be Create, Update or Delete`);
  }
  return type;
}
