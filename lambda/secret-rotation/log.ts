import { RotationEvent } from './event';

/** Logs a completed step, as one line of JSON, without secret values and without the rotation token. */
export type Log = (done: string) => void;

export function logOf({ step, secretArn, clientRequestToken }: RotationEvent): Log {
  return (done) => console.log(JSON.stringify({ level: 'INFO', message: done, step, secretArn, clientRequestToken }));
}
