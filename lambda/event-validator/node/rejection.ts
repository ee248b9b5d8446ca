import { pointerStep } from '../../../lib/json/json-pointer';

/** Why a value is rejected: location and rule, never the value. */
export class Rejection extends Error {
  /** JSON pointer (RFC 6901); empty for the whole value. */
  public readonly field: string;

  constructor(
    field: string,
    /** A keyword of JSON Schema, or a name of the validator's own: `json`, `utf-8`, `unicode`, `duplicate-key`, `forbidden-key`, `depth`, `number-precision`, `envelope`. */
    public readonly rule: string,
  ) {
    super(`${rule}${field === '' ? '' : ` at ${field}`}`);
    this.field = field.length > MAX_FIELD ? `${field.slice(0, MAX_FIELD)}…` : field;
  }

  /** The same for a nested value. */
  public below(prefix: string): Rejection {
    return new Rejection(prefix + this.field, this.rule);
  }
}

/** Property names may come from the sender. */
const MAX_FIELD = 256;

/** Runs a part of a check; its rejections are relative to a nested value. */
export function below<T>(prefix: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof Rejection ? error.below(prefix) : error;
  }
}

/** A step of a JSON pointer. */
export function step(key: string | number): string {
  return `/${pointerStep(key)}`;
}

/** The event can't be read, or its records may be neither lost nor skipped: the invocation fails. */
export class InvalidEvent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Sec3.InvalidEvent';
  }
}

/** The schema of answers rejects what the handler returned: an error of the handler, and not of the event. */
export class InvalidResponse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Sec3.InvalidResponse';
  }
}
