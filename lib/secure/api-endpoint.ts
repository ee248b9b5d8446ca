import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization } from './api-authorization';
import { ApiService } from './api-service';
import { ApiParameter } from '../inbound-events/api-parameter';
import { UploadProps } from '../inbound-events/event-schema-options';
import { RequestModel } from '../inbound-events/request-model';

/**
 * An endpoint of a `SecureRestApi`.
 */
export interface ApiEndpointProps {
  /**
   * The function that answers, by a proxy integration. Give this, `service` or `integration`.
   *
   * @default - `service` or `integration`
   */
  readonly handler?: lambda.IFunction;

  /**
   * The AWS service that takes the body, with no function between.
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
   * What a request's body must be, in JSON. GET and HEAD take none.
   *
   * The model holds for every content type, so that a request can't escape it by naming another; beside `form` or `uploads`, the function refuses other types. Without
   * any body, POST, PUT and PATCH need a function that validates requests, which refuses all bodies.
   *
   * @default - no body
   */
  readonly body?: RequestModel;

  /**
   * What a form must be (`application/x-www-form-urlencoded`). API Gateway can't validate forms, so that the function has to; see `validateInFunction`.
   *
   * @default - no forms
   */
  readonly form?: RequestModel;

  /**
   * Bodies of which type and size alone are validated, in the function. Types that are no text need `binaryMediaTypes` of the API; `fromOpenApi` sets them.
   *
   * @default - none
   */
  readonly uploads?: UploadProps[];

  /**
   * The parameters in the path, each by its name; all that the path names, and no others.
   *
   * @default - none
   */
  readonly pathParameters?: { [name: string]: ApiParameter };

  /**
   * The parameters in the query string, each by its name.
   *
   * @default - none
   */
  readonly queryParameters?: { [name: string]: ApiParameter };

  /**
   * The headers that the endpoint reads, each by its name.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: ApiParameter };

  /**
   * Who may call the endpoint.
   *
   * @default - the API's `authorization`; without one there, it is an error
   */
  readonly authorization?: ApiAuthorization;

  /**
   * Limits for this endpoint in place of those of the API.
   *
   * @default - the API's
   */
  readonly throttling?: ApiThrottling;

  /**
   * Whether requests are held against `body` and the parameters once more, in the function of `handler`, before its own code gets them. API Gateway sees of
   * parameters only whether they are there; the function sees types, ranges, patterns and formats, parameters and bodies that the endpoint does not declare (headers
   * excepted), and what no JSON may hold (see `EventSchema`). It answers with status 400 as `EventSchema.restApi` does.
   *
   * It can be done for `SecureFunction` and `SecureNodejsFunction` of Node.js and Python, by themselves or by a version or alias, and for functions with an `EventValidation`. Schemas for
   * the route among the function's own `eventSchemas` stay in the place of this. Other events of a function that has no `eventSchemas` are not touched.
   *
   * With true, it is an error where it can't be done.
   *
   * @default - that of the API
   */
  readonly validateInFunction?: boolean;
}

/**
 * How many requests are let through.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export interface ApiThrottling {
  /**
   * Requests in a second, in the long run.
   */
  readonly rateLimit: number;

  /**
   * Requests at once.
   */
  readonly burstLimit: number;
}
