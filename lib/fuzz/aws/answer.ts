/** What is answered to a call, before it is written. */
import type { Call } from './call';
import type { Contents } from './contents';
import type { AwsPlan } from './plan';

export type Answer =
  | { readonly output: { readonly [name: string]: unknown } }
  | { readonly error: string; readonly status?: number; readonly fields?: object }
  /** Written already. */
  | { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: string | Buffer }
  /** The connection ends without an answer. */
  | { readonly drop: true };

/** A call with what answers depend on. */
export interface Asked {
  readonly call: Call;
  readonly operation: string;
  readonly plan: AwsPlan;
  readonly contents: Contents;
}

/** A service that finds again what was put, until it forgets. */
export interface Remembering {
  /** Undefined where the model of the service is to answer. */
  answer(asked: Asked): Answer | undefined;
  forget(): void;
}

/** What errors say: who passes one on in another error has it in there. */
export const MADE_UP = 'made up by cdk-sec3 fuzz';

/** A value that stands for a secret, and that no answer and no log may show. */
export const FAKE_SECRET = 'sec3-fuzz-secret-5f1c9a7e';
