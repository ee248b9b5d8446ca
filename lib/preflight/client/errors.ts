import type { OperationName } from './operations';

/** An error response of AWS. */
export class ServiceError extends Error {
  constructor(
    public readonly operation: OperationName,
    public readonly status: number,
    /** Error code such as `ResourceNotFoundException`; the HTTP status if there is none. */
    public readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ServiceError';
  }

  /** Whether the service says that the resource does not exist. A 404 without a code may come from a proxy, except for requests without a body. */
  public get isNotFound(): boolean {
    return /NotFound|NoSuch|NonExistent|DoesNotExist/.test(this.code) || (this.status === 404 && this.operation === 's3:HeadBucket');
  }
}

/** A question could not be asked. The message has the reason, and `fix` the solution. */
export class UnaskableError extends Error {
  constructor(
    message: string,
    public readonly fix: string,
  ) {
    super(message);
    this.name = 'UnaskableError';
  }
}

const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized|^AuthorizationError$/;

const UNACCEPTED =
  /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKeyId|MissingAuthenticationToken|IncompleteSignature|InvalidToken|OptInRequired/;

/** Explains why an AWS error leaves a question unanswered. */
export function unaskable(error: ServiceError, action: string): UnaskableError {
  const said = `${error.code}${error.message === '' ? '' : `: ${error.message}`}`;
  if (DENIED.test(error.code)) {
    return new UnaskableError(`The credentials may not call ${action} (${said})`, 'Allow it: cdk-sec3 preflight --policy prints the policy that is needed.');
  }
  if (UNACCEPTED.test(error.code)) {
    return new UnaskableError(`AWS does not accept the credentials for ${error.operation} (${said})`, 'Sign in again, or check the account, the Region and the clock.');
  }
  return new UnaskableError(`${error.operation} failed (${said})`, 'Try again. If it persists, call the operation manually.');
}
