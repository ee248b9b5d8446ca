/**
 * What Lambda logs of an error is its name, message and stack: none of these may carry a secret value, so no error has a cause, and
 * each message is written here or is known to be harmless.
 */
abstract class RotationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The function's environment says something that cannot be carried out. */
export class ConfigurationError extends RotationError {}

/** An event that is not for this function, or not for this moment of the rotation. */
export class RotationRejected extends RotationError {}

/** What the secret holds cannot be rotated as it is. */
export class UnusableValue extends RotationError {}

/** The adapter failed, or answered with something else than was asked. */
export class AdapterFailed extends RotationError {}

/** An AWS service rejected or failed. */
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
