/**
 * The errors of this function. Lambda logs the name, message and stack of an error. None of these may contain a secret value, so errors have no
 * cause, and each message is written here or is known to be harmless.
 */
abstract class RotationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The function's environment is invalid. */
export class ConfigurationError extends RotationError {}

/** An event for another function, or for another state of the rotation. */
export class RotationRejected extends RotationError {}

/** The content of the secret can't be rotated. */
export class UnusableValue extends RotationError {}

/** The adapter failed, or its response is invalid. */
export class AdapterFailed extends RotationError {}

/** An AWS service rejected a call or failed. */
export class AwsCallFailed extends RotationError {
  constructor(
    operation: string,
    /** The error's name as AWS spells it. */
    public readonly code: string,
    detail?: string,
  ) {
    super(`${operation} failed with ${code}${detail ? `: ${detail}` : ''}`);
  }
}
