import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization } from './api-authorization';
import { ApiService } from './api-service';
import { ApiParameter } from '../../inbound-events/api-parameter';
import { UploadProps } from '../../inbound-events/event-schema-options';
import { RequestModel } from '../../inbound-events/request-model';

/**
 * An endpoint of a `SecureRestApi`.
 */
export interface ApiEndpointProps {
  /**
   * The function that handles requests, by a proxy integration. Specify exactly one of `handler`, `service` and `integration`.
   *
   * @default - `service` or `integration`
   */
  readonly handler?: lambda.IFunction;

  /**
   * The AWS service that receives the body, without a function in between.
   *
   * @default - `handler` or `integration`
   */
  readonly service?: ApiService;

  /**
   * Any other integration.
   *
   * @default - `handler` or `service`
   */
  readonly integration?: apigateway.Integration;

  /**
   * The schema of a JSON body. GET and HEAD requests have no body.
   *
   * The model applies to every content type, so a request can't bypass it with another content type. With `form` or `uploads`, the
   * function rejects other content types. If no body is declared, POST, PUT and PATCH need a function that validates requests; it rejects every
   * body.
   *
   * @default - no body
   */
  readonly body?: RequestModel;

  /**
   * The schema of a form (`application/x-www-form-urlencoded`). API Gateway can't validate forms, so the function must; see
   * `validateInFunction`.
   *
   * @default - no forms
   */
  readonly form?: RequestModel;

  /**
   * Bodies that are validated only by type and size, in the function. Binary types need `binaryMediaTypes` of the API;
   * `fromOpenApi` sets them.
   *
   * @default - none
   */
  readonly uploads?: UploadProps[];

  /**
   * The path parameters by name. They must be exactly those in the path.
   *
   * @default - none
   */
  readonly pathParameters?: { [name: string]: ApiParameter };

  /**
   * The query string parameters by name.
   *
   * @default - none
   */
  readonly queryParameters?: { [name: string]: ApiParameter };

  /**
   * The headers that the endpoint reads, by name.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: ApiParameter };

  /**
   * The cookies that the endpoint reads, by name, each with its value as sent. API Gateway can't validate cookies, so the function must; see
   * `validateInFunction`. Other cookies are allowed.
   *
   * @default - none
   */
  readonly cookies?: { [name: string]: ApiParameter };

  /**
   * Who may call the endpoint.
   *
   * @default - the API's `authorization`; if it has none, an error is thrown
   */
  readonly authorization?: ApiAuthorization;

  /**
   * Throttling limits of this endpoint. They replace those of the API.
   *
   * @default - the limits of the API
   */
  readonly throttling?: ApiThrottling;

  /**
   * Whether the function of `handler` validates requests a second time, against `body` and the parameters, before its own code runs. API Gateway only
   * checks that required parameters are present. The function also checks types, ranges, patterns and formats, and rejects parameters (except
   * headers) and bodies that the endpoint does not declare, and content that JSON must not contain (see `EventSchema`). Invalid requests get status
   * 400, as with `EventSchema.restApi`.
   *
   * Supported for `SecureFunction` and `SecureNodejsFunction` with Node.js or Python, directly or through a version or alias, and for functions with
   * an `EventValidation`. If the function's own `eventSchemas` contain schemas for the route, those are used instead. Other events of a function
   * without `eventSchemas` are not validated.
   *
   * If true and the function can't validate, an error is thrown.
   *
   * @default - the API's `validateInFunction`
   */
  readonly validateInFunction?: boolean;
}

/**
 * Request rate limits.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export interface ApiThrottling {
  /**
   * The steady-state rate, in requests per second.
   */
  readonly rateLimit: number;

  /**
   * The maximum number of concurrent requests (burst).
   */
  readonly burstLimit: number;
}
