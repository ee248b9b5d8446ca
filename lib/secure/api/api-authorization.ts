import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { MINIMUM_REASON_LENGTH } from '../../gate';
import { shown } from '../../quotas';

/** A scope (RFC 6749, section 3.3). */
const SCOPE = /^[!#-[\]-~]+$/;

/**
 * Authorization of an endpoint of a REST API: who may call it. Set on the method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export class ApiAuthorization {
  /**
   * Callers sign requests with AWS credentials (Signature Version 4) and need `execute-api:Invoke` on the method.
   */
  public static iam(): ApiAuthorization {
    return new ApiAuthorization(apigateway.AuthorizationType.IAM);
  }

  /**
   * Callers send a token of a Cognito user pool.
   *
   * @param authorizer the authorizer; it can serve many endpoints
   * @param scopes OAuth 2.0 scopes; the access token must have one of them. @default - an identity token is accepted
   * @throws Error if a scope is empty, or has characters that no scope has, such as spaces
   */
  public static cognito(authorizer: apigateway.CognitoUserPoolsAuthorizer, scopes: string[] = []): ApiAuthorization {
    const invalid = scopes.find((scope) => !Token.isUnresolved(scope) && !SCOPE.test(scope));
    if (invalid !== undefined) throw new Error(`ApiAuthorization.cognito: scopes has ${shown(invalid)}; a scope such as orders/read is expected`);
    return new ApiAuthorization(apigateway.AuthorizationType.COGNITO, authorizer, scopes);
  }

  /**
   * A Lambda function authorizes callers by a token or by other parts of the request.
   *
   * @param authorizer a `TokenAuthorizer` or `RequestAuthorizer`; it can serve many endpoints
   */
  public static lambda(authorizer: apigateway.IAuthorizer): ApiAuthorization {
    return new ApiAuthorization(apigateway.AuthorizationType.CUSTOM, authorizer);
  }

  /**
   * Every client that reaches the API may call the endpoint.
   *
   * The gate accepts this if the API's resource policy or network limits the clients. Otherwise the reason counts as an
   * acknowledgement of the finding.
   *
   * @param reason why open access is acceptable, at least 10 characters
   * @throws Error if the reason is shorter
   */
  public static none(reason: string): ApiAuthorization {
    if (reason.trim().length < MINIMUM_REASON_LENGTH) {
      throw new Error(`ApiAuthorization.none: the reason ${shown(reason)} is too short; explain in at least ${MINIMUM_REASON_LENGTH} characters why everyone may call the endpoint`);
    }
    return new ApiAuthorization(apigateway.AuthorizationType.NONE, undefined, [], reason);
  }

  private constructor(
    /** The authorization type of API Gateway. */
    public readonly type: apigateway.AuthorizationType,
    /** The authorizer, if there is one. */
    public readonly authorizer?: apigateway.IAuthorizer,
    /** Scopes; a token must have one of them. */
    public readonly scopes: string[] = [],
    /** Why there is no authorization; undefined for other types. */
    public readonly reason?: string,
  ) {}
}
