import { RotationEvent } from './event';

/** What has been done, as one line of JSON. No secret value is ever among it, and neither is the rotation token. */
export type Log = (done: string) => void;

export function logOf({ step, secretArn, clientRequestToken }: RotationEvent): Log {
  return (done) => console.log(JSON.stringify({ level: 'INFO', message: done, step, secretArn, clientRequestToken }));
}
