/** The answer to a call, before it is serialized. */
import type { Call } from './call';
import type { Contents } from './contents';
import type { AwsPlan } from './plan';

export type Answer =
  | { readonly output: { readonly [name: string]: unknown } }
  | { readonly error: string; readonly status?: number; readonly fields?: object }
  /** An HTTP response that is already serialized. */
  | { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: string | Buffer }
  /** Ends the connection without an answer. */
  | { readonly drop: true };

/** A call, together with everything that its answer depends on. */
export interface Asked {
  readonly call: Call;
  readonly operation: string;
  readonly plan: AwsPlan;
  readonly contents: Contents;
}

/** A fake service that returns what was put into it, until it forgets. */
export interface Remembering {
  /** Returns the answer, or undefined if the model of the service should answer. */
  answer(asked: Asked): Answer | undefined;
  forget(): void;
}

/** The message of made-up errors. A handler that wraps an error in another one usually keeps this text. */
export const MADE_UP = 'made up by cdk-sec3 fuzz';

/** A placeholder for a secret. Responses and logs must not show it. */
export const FAKE_SECRET = 'sec3-fuzz-secret-5f1c9a7e';
