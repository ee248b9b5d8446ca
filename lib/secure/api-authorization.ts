import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { MINIMUM_REASON_LENGTH } from '../gate';
import { shown } from '../quotas';

/**
 * Who may call an endpoint of a REST API, as the method itself decides it.
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
   * @param authorizer one authorizer may serve many endpoints
   * @param scopes OAuth 2.0 scopes of which the access token must have one. @default - an identity token is accepted
   */
  public static cognito(authorizer: apigateway.CognitoUserPoolsAuthorizer, scopes: string[] = []): ApiAuthorization {
    return new ApiAuthorization(apigateway.AuthorizationType.COGNITO, authorizer, scopes);
  }

  /**
   * A Lambda function decides, by a token or by other parts of the request.
   *
   * @param authorizer a `TokenAuthorizer` or `RequestAuthorizer`; one may serve many endpoints
   */
  public static lambda(authorizer: apigateway.IAuthorizer): ApiAuthorization {
    return new ApiAuthorization(apigateway.AuthorizationType.CUSTOM, authorizer);
  }

  /**
   * Everybody who reaches the API may call the endpoint.
   *
   * The gate accepts it where the API's resource policy or network limits who that is, and takes the reason as an
   * acknowledgement elsewhere.
   *
   * @param reason why it is acceptable, at least 10 characters
   * @throws Error where the reason is shorter
   */
  public static none(reason: string): ApiAuthorization {
    if (reason.trim().length < MINIMUM_REASON_LENGTH) {
      throw new Error(`ApiAuthorization.none: the reason ${shown(reason)} is too short; say in at least ${MINIMUM_REASON_LENGTH} characters why everybody may call the endpoint`);
    }
    return new ApiAuthorization(apigateway.AuthorizationType.NONE, undefined, [], reason);
  }

  private constructor(
    /** What API Gateway calls it. */
    public readonly type: apigateway.AuthorizationType,
    /** The authorizer, where there is one. */
    public readonly authorizer?: apigateway.IAuthorizer,
    /** Scopes that a token must have one of. */
    public readonly scopes: string[] = [],
    /** Why there is no authorization, where there is none. */
    public readonly reason?: string,
  ) {}
}
