import { pointerStep } from '../../../lib/json/json-pointer';

/** Reason for rejecting a value: the location and the rule, never the value. */
export class Rejection extends Error {
  /** The location as a JSON pointer (RFC 6901). It is empty for the whole value. */
  public readonly field: string;

  constructor(
    field: string,
    /**
     * A keyword of JSON Schema, or a rule of the validator itself: `json`, `utf-8`, `unicode`, `duplicate-key`, `forbidden-key`, `depth`,
     * `number-precision`, `envelope`.
     */
    public readonly rule: string,
  ) {
    super(`${rule}${field === '' ? '' : ` at ${field}`}`);
    this.field = field.length > MAX_FIELD ? `${field.slice(0, MAX_FIELD)}…` : field;
  }

  /** Returns the same rejection for a nested value. */
  public below(prefix: string): Rejection {
    return new Rejection(prefix + this.field, this.rule);
  }
}

/** The maximum length of a location, because senders can choose property names. */
const MAX_FIELD = 256;

/** Runs a part of a check for a nested value, and adds its prefix to rejections. */
export function below<T>(prefix: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof Rejection ? error.below(prefix) : error;
  }
}

/** Returns a step of a JSON pointer. */
export function step(key: string | number): string {
  return `/${pointerStep(key)}`;
}

/** The event can't be read, or its records can neither be lost nor skipped. The invocation fails. */
export class InvalidEvent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Sec3.InvalidEvent';
  }
}

/** The schema of responses rejects the handler's response. This is an error of the handler, not of the event. */
export class InvalidResponse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Sec3.InvalidResponse';
  }
}
