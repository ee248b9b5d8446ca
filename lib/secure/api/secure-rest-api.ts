import { Annotations, Names, Size, Stack, Token, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AccountLogRole } from './account-log-role';
import { ApiAuthorization } from './api-authorization';
import { ApiCallers } from './api-callers';
import { ApiEndpointProps, ApiThrottling } from './api-endpoint';
import { ApiFirewall, ApiFirewallProps, DEFAULT_BODY_SIZE } from './api-firewall';
import { checkApiLimits } from './api-limits';
import { EndpointValidation, validateEndpoint } from './validate-endpoint';
import { qualify } from '../../gate';
import { sensitivityOf } from '../../inbound-events/events/sensitivity';
import { parameterNameProblems } from '../../inbound-events/parameter-names';
import { readDocument } from '../../inbound-events/read-document';
import { RequestModelOptions } from '../../inbound-events/request-model';
import { NO_UPLOADS } from '../../inbound-events/schema-problems';
import {
  ENDPOINT_BODY_METADATA, ENDPOINT_OTHER_BODIES_METADATA, ENDPOINT_PARAMETERS_METADATA, RecordedBodies, RecordedParameter,
  UNVALIDATED_PARAMETERS_METADATA,
} from '../../inbound-events/template/validated-function';
import { pointerOf } from '../../json/json-pointer';
import { amountOf, shown } from '../../quotas';
import { DescribedApi, endpointsOf } from '../open-api/open-api-endpoints';

/**
 * A custom domain name with mutual TLS: clients authenticate with certificates.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export interface ApiMutualTlsProps {
  /**
   * The domain name.
   */
  readonly domainName: string;

  /**
   * The certificate of the domain name, in the Region of the API.
   */
  readonly certificate: acm.ICertificate;

  /**
   * The bucket of the truststore, which holds the certificates of the trusted authorities.
   */
  readonly truststoreBucket: s3.IBucket;

  /**
   * The key of the truststore in the bucket; a file in PEM format.
   */
  readonly truststoreKey: string;

  /**
   * The version of the truststore in the bucket.
   *
   * @default - the latest version at deployment
   */
  readonly truststoreVersion?: string;
}

/**
 * Properties of a `SecureRestApi`.
 */
export interface SecureRestApiProps {
  /**
   * A description of the API.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Who may call endpoints without an `authorization` of their own.
   *
   * @default - each endpoint must set it
   */
  readonly authorization?: ApiAuthorization;

  /**
   * Which clients may reach the API.
   *
   * @default - all clients, subject to the endpoints' authorization and the firewall
   */
  readonly callers?: ApiCallers;

  /**
   * A custom domain name with mutual TLS. It disables the API's own `execute-api` endpoint.
   *
   * @default - no custom domain name
   */
  readonly mutualTls?: ApiMutualTlsProps;

  /**
   * Throttling limits of each endpoint.
   *
   * @default - 100 requests per second, with a burst of 200
   */
  readonly throttling?: ApiThrottling;

  /**
   * Settings of the firewall in front of the API.
   *
   * @default - the defaults of `ApiFirewall`
   */
  readonly firewall?: ApiFirewallProps;

  /**
   * Origins whose pages may call the API from browsers (CORS), such as `https://shop.example.com`. `*` is not allowed.
   *
   * @default - none
   */
  readonly allowOrigins?: string[];

  /**
   * Whether the function behind an endpoint validates requests a second time. Applies to endpoints that do not set it.
   *
   * If true and a function can't validate, an error is thrown.
   *
   * @default - true where the function can validate; an info message at synthesis names the endpoints where it can't
   */
  readonly validateInFunction?: boolean;

  /**
   * How long access logs are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly accessLogRetention?: logs.RetentionDays;

  /**
   * KMS key for the access log. Its key policy must allow CloudWatch Logs to use it.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly accessLogEncryptionKey?: kms.IKey;

  /**
   * The role that API Gateway uses to write logs. An account has one in each Region, for all its APIs.
   *
   * @default AccountLogRole.create()
   */
  readonly accountLogRole?: AccountLogRole;

  /**
   * The maximum number of resources of the API: one for each part of a path, and the root. Set it if the quota of the account was
   * raised.
   *
   * @default 300 - API Gateway's quota for an API
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
   */
  readonly maxResources?: number;

  /**
   * Properties of the underlying `RestApi`. They take precedence over those that this construct sets.
   *
   * @default - none
   */
  readonly restApiProps?: apigateway.RestApiProps;
}

/**
 * Properties of a `SecureRestApi` from an OpenAPI document. Specify either `definition` or `definitionFile`.
 */
export interface OpenApiProps extends SecureRestApiProps {
  /**
   * The document as an object; version 3.0 or 3.1.
   *
   * @default - `definitionFile`
   */
  readonly definition?: any;

  /**
   * Path of the document, JSON or YAML, relative to the working directory.
   *
   * @default - `definition`
   */
  readonly definitionFile?: string;

  /**
   * The function of each operation, by its `operationId` or by verb and path, such as `POST /orders`.
   */
  readonly handlers: { [operation: string]: lambda.IFunction };

  /**
   * The authorization for each security scheme of the document.
   *
   * @default - operations use the API's `authorization`
   */
  readonly authorizations?: { [scheme: string]: ApiAuthorization };

  /**
   * Where schemas of the document may be loose. Pointers refer to the document.
   *
   * @default - nowhere
   */
  readonly models?: RequestModelOptions;
}

/** HTTP methods (RFC 9110) that endpoints can have. */
const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Characters that API Gateway accepts in a part of a path. Names of parameters are checked separately. */
const PATH_PART = /^(?:[\w.:$-]+|\{[^{}]*\})$/;

/** Methods whose requests have a body. */
const BODY_VERBS = ['POST', 'PUT', 'PATCH'];

/** Methods whose body has no meaning (RFC 9110, 9.3.1 and 9.3.2). */
const BODILESS_VERBS = ['GET', 'HEAD'];

/** TLS 1.2 or later; edge-optimized APIs have policies of their own. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html */
const TLS = 'SecurityPolicy_TLS13_1_2_PQ_2025_09';
const EDGE_TLS = 'SecurityPolicy_TLS12_PFS_2025_EDGE';

/** One line of JSON for each request, including the errors of API Gateway. */
const ACCESS_LOG_FORMAT = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseLength: '$context.responseLength',
  integrationError: '$context.integration.error',
  authorizerError: '$context.authorizer.error',
  wafStatus: '$context.waf.status',
  error: '$context.error.message',
  validationError: '$context.error.validationErrorString',
};

/**
 * A REST API that validates requests. Each endpoint has declared parameters, a validator and an authorization. A body has a model that applies
 * to every content type; the function validates forms and uploads. A firewall, throttling and TLS 1.2 or later protect the API, and requests
 * are logged.
 *
 * `addEndpoint` throws an error if an endpoint has no authorization, or if a POST, PUT or PATCH has neither a model nor a function that rejects
 * bodies.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class SecureRestApi extends Construct {
  /**
   * Creates an API with all operations of an OpenAPI document. Each operation gets a model, parameters, a validator, an
   * authorization and a function.
   *
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props the document, and the functions of its operations
   * @throws Error with all problems of the document, by operation
   */
  public static fromOpenApi(scope: Construct, id: string, props: OpenApiProps): SecureRestApi {
    const where = `[${scope.node.path}/${id}]`;
    if ((props.definition === undefined) === (props.definitionFile === undefined)) {
      throw new Error(`${where} either definition or definitionFile is expected`);
    }
    let described: DescribedApi;
    try {
      const document = props.definitionFile === undefined ? props.definition : readDocument(props.definitionFile);
      described = endpointsOf(document, { ...props, hasDefaultAuthorization: props.authorization !== undefined });
    } catch (e) {
      throw new Error(`${where} ${(e as Error).message}`);
    }
    const api = new SecureRestApi(scope, id, withBinaryTypes(props, described));
    api.changes.push(...described.patch);
    for (const { route, props: endpoint } of described.endpoints) api.addEndpoint(route, endpoint);
    return api;
  }

  /**
   * The underlying API.
   */
  public readonly restApi: apigateway.RestApi;

  /**
   * The firewall in front of the stage.
   */
  public readonly firewall: ApiFirewall;

  /**
   * The log group of the access log.
   */
  public readonly accessLogGroup: logs.LogGroup;

  /**
   * The custom domain name with mutual TLS, if any.
   */
  public readonly domainName?: apigateway.DomainName;

  private readonly changes: any[] = [];
  private readonly authorization?: ApiAuthorization;
  private readonly isRestricted: boolean;
  private readonly allowOrigins: readonly string[];
  private readonly validateInFunction?: boolean;
  private readonly validators = new Map<string, apigateway.RequestValidator>();
  private readonly maxBodySize: Size;
  private readonly endpoints = new Set<string>();
  private readonly invoked = new Set<lambda.IFunction>();

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props callers, default authorization and limits
   * @throws Error with all invalid properties
   */
  constructor(scope: Construct, id: string, props: SecureRestApiProps = {}) {
    super(scope, id);
    this.reject(problemsOfApi(props));
    this.authorization = props.authorization;
    this.allowOrigins = props.allowOrigins ?? [];
    this.validateInFunction = props.validateInFunction;
    this.isRestricted = props.callers !== undefined || props.mutualTls !== undefined;
    const { rateLimit, burstLimit } = props.throttling ?? { rateLimit: 100, burstLimit: 200 };

    this.accessLogGroup = new logs.LogGroup(this, 'AccessLog', {
      retention: props.accessLogRetention ?? logs.RetentionDays.ONE_YEAR,
      encryptionKey: props.accessLogEncryptionKey,
    });
    this.restApi = new apigateway.RestApi(this, 'RestApi', {
      description: props.description,
      // The CDK accepts only one of the two properties.
      endpointConfiguration: props.restApiProps?.endpointTypes
        ? undefined
        : props.callers?.toEndpointConfiguration() ?? { types: [apigateway.EndpointType.REGIONAL] },
      policy: props.callers?.toPolicy(),
      disableExecuteApiEndpoint: props.mutualTls !== undefined,
      cloudWatchRole: false,
      deploy: true,
      defaultCorsPreflightOptions: props.allowOrigins && { allowOrigins: props.allowOrigins },
      ...props.restApiProps,
      deployOptions: {
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLogGroup),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FORMAT)),
        // Errors inside API Gateway, without the data of requests.
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        tracingEnabled: true,
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstLimit,
        ...props.restApiProps?.deployOptions,
      },
    });
    (props.accountLogRole ?? AccountLogRole.create())._setFor(this.restApi);
    Validations.of(this.restApi).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG2',
      reason: 'Each endpoint has a validator for what it declares; the rule requires one validator of bodies and parameters, used or not.',
    });
    checkApiLimits(this.restApi, props.maxResources);
    this.rejectOldTls(endpointTypeOf(props));
    this.hideDetail();
    this.firewall = new ApiFirewall(this, 'Firewall', props.firewall);
    this.maxBodySize = props.firewall?.maxBodySize ?? DEFAULT_BODY_SIZE;
    this.firewall.protect(this.restApi.deploymentStage.stageArn);
    this.domainName = props.mutualTls && this.addDomainName(props.mutualTls);
  }

  /**
   * The changes that `models.bound` of {@link fromOpenApi} made to the document, as a JSON Patch (RFC 6902): a list of operations, each change once.
   * The document with these changes describes what the API accepts, and needs no `bound`.
   */
  public get documentPatch(): any[] {
    return [...this.changes];
  }

  /**
   * Adds an endpoint.
   *
   * @param route HTTP method and path, such as `POST /orders/{id}`
   * @param props target, schemas and authorization of the endpoint
   * @returns the method
   * @throws Error with everything that is missing, superfluous or invalid
   */
  public addEndpoint(route: string, props: ApiEndpointProps): apigateway.Method {
    const authorization = props.authorization ?? this.authorization;
    const problems = problemsOfEndpoint(route, props);
    problems.push(...this.uploadProblems(props));
    if (this.endpoints.has(route)) problems.push('it already exists');
    problems.push(...this.siblingProblems(route));
    if (route.startsWith('OPTIONS ') && this.allowOrigins.length > 0) problems.push('the API answers OPTIONS itself because of allowOrigins: remove this endpoint, or allowOrigins');
    if (!authorization) {
      problems.push('authorization is missing; set it here or for the API, ApiAuthorization.none(reason) if every client may call it');
    }
    const validation = problems.length > 0 ? { isValidated: false, isDisabled: false, obstacles: [] } : this.validateInside(route, props, problems);
    this.reject(problems.map((problem) => `endpoint ${shown(route)}: ${problem}`));

    const [verb, path] = route.split(' ');
    const parameters = requestParameters(props);
    const integration = this.integrationOf(route, props);
    const model = props.body?.bind(this.restApi);
    const method = this.restApi.root.resourceForPath(path).addMethod(
      verb,
      integration,
      {
        authorizationType: authorization!.type,
        authorizer: authorization!.authorizer,
        authorizationScopes: authorization!.scopes.length > 0 ? authorization!.scopes : undefined,
        requestModels: model && { ...(hasOtherBodies(props) ? {} : { $default: model }), 'application/json': model },
        requestParameters: Object.keys(parameters).length > 0 ? parameters : undefined,
        requestValidator: this.validator(model !== undefined, Object.keys(parameters).length > 0),
        methodResponses: props.service?._statuses.map((statusCode) => ({ statusCode })),
      },
    );
    acknowledgeAuthorization(method, authorization!, this.isRestricted);
    if (props.throttling) this.throttle(verb, path, props.throttling);
    if (validation.isValidated) noteForFuzzer(method, props);
    if (validation.isDisabled) recordUnvalidated(method, props);
    if (validation.isValidated && isForFunction(route, props)) acknowledgeFunction(method, props);
    if (validation.obstacles.length > 0 && Object.keys(parameters).length > 0) {
      Annotations.of(method).addInfoV2('cdk-sec3:validateInFunction', `API Gateway only checks that required parameters are present, and the function does not validate them: ${validation.obstacles.join('; ')}`);
    }
    this.endpoints.add(route);
    return method;
  }

  /** API Gateway allows one parameter at each position of a path. */
  private siblingProblems(route: string): string[] {
    const problems: string[] = [];
    let resource: apigateway.IResource | undefined = this.restApi.root;
    for (const part of route.split(' ')[1]?.split('/').filter((each) => each !== '') ?? []) {
      const parameter: apigateway.Resource | undefined = resource?.node.children.filter((child) => child instanceof apigateway.Resource).find(({ node }) => /^\{/.test(node.id));
      if (/^\{/.test(part) && parameter && parameter.node.id !== part) {
        problems.push(`${part} is at the position where ${parameter.path} has ${parameter.node.id}, and API Gateway allows one parameter there: use the same name`);
      }
      resource = (resource as apigateway.Resource | undefined)?.getResource(part);
    }
    return problems;
  }

  /** Makes the function validate requests. The obstacles are the reasons why it can't. */
  private validateInside(route: string, props: ApiEndpointProps, problems: string[]): Omit<EndpointValidation, 'problem'> & { readonly isDisabled: boolean } {
    const { handler, body, form, uploads, pathParameters, queryParameters, headers, cookies } = props;
    const isWanted = props.validateInFunction ?? this.validateInFunction;
    if (!handler) {
      if (props.validateInFunction) problems.push('validateInFunction is true, but the endpoint has no handler');
      return { isValidated: false, isDisabled: false, obstacles: [] };
    }
    const endpoint = { handler, route, body, form, uploads, pathParameters, queryParameters, headers, cookies, isWanted: isWanted ?? true };
    const { problem, obstacles, isValidated } = validateEndpoint(endpoint);
    if (problem !== undefined) problems.push(problem);
    if (isWanted && obstacles.length > 0) problems.push(`validateInFunction is true, but the function can't validate: ${obstacles.join('; ')}`);
    const forFunction = leftToFunction(route, props);
    if (!isValidated && problem === undefined && forFunction !== undefined) {
      const reasons = obstacles.length > 0 ? obstacles.join('; ') : isWanted === false ? 'validateInFunction is false' : 'its own schemas contain the route';
      problems.push(`${forFunction}, and its function does not: ${reasons}`);
    }
    return { isValidated, isDisabled: isWanted === false, obstacles };
  }

  /** A size that is known only at deployment is left to the firewall. */
  private uploadProblems({ uploads = [] }: ApiEndpointProps): string[] {
    const most = amountOf(this.maxBodySize, 'bytes');
    return uploads.flatMap(({ maxSize }, index) => {
      if (most === undefined || !((amountOf(maxSize, 'bytes') ?? 0) > most)) return [];
      const [size, limit] = [maxSize, this.maxBodySize].map((each) => `${amountOf(each, 'kibibytes')} KiB`);
      return [`uploads[${index}].maxSize is ${size}, but the firewall blocks bodies above ${limit}: lower it, or raise maxBodySize of firewall`];
    });
  }

  private integrationOf(route: string, { handler, service, body, integration }: ApiEndpointProps): apigateway.Integration {
    if (integration) return integration;
    if (handler) return this.invocationOf(handler);
    try {
      return service!._integration(this, body!.schema, this.allowOrigins);
    } catch (e) {
      throw new Error(`[${this.node.path}] endpoint ${shown(route)}: ${(e as Error).message}`);
    }
  }

  /**
   * A proxy integration. Each function gets one permission, for the deployed stage only. This excludes the test stage of the
   * console and keeps the function's policy short, which is limited to 20 KB.
   */
  private invocationOf(handler: lambda.IFunction): apigateway.Integration {
    if (!this.invoked.has(handler)) {
      this.invoked.add(handler);
      handler.addPermission(`Invoke${Names.nodeUniqueId(handler.node)}`, {
        scope: this,
        principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: this.restApi.arnForExecuteApi('*', '/*', this.restApi.deploymentStage.stageName),
      });
    }
    const { partition, region } = Stack.of(this);
    return new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`,
    });
  }

  /** One validator for each combination, shared by endpoints; none for an endpoint without body and parameters. */
  private validator(validateRequestBody: boolean, validateRequestParameters: boolean): apigateway.RequestValidator | undefined {
    const kind = [validateRequestBody && 'Body', validateRequestParameters && 'Parameters'].filter(Boolean).join('And');
    if (kind === '') return undefined;
    let validator = this.validators.get(kind);
    if (!validator) {
      validator = this.restApi.addRequestValidator(`Validate${kind}`, { validateRequestBody, validateRequestParameters });
      this.validators.set(kind, validator);
    }
    return validator;
  }

  private throttle(verb: string, path: string, { rateLimit, burstLimit }: ApiThrottling): void {
    const stage = this.restApi.deploymentStage.node.defaultChild as apigateway.CfnStage;
    const settings = (stage.methodSettings ?? []) as apigateway.CfnStage.MethodSettingProperty[];
    // The path is one step of a JSON pointer.
    const resourcePath = path === '/' ? '/' : pointerOf([path]);
    stage.methodSettings = [...settings, { httpMethod: verb, resourcePath, throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit }];
  }

  private rejectOldTls(type: apigateway.EndpointType): void {
    const api = this.restApi.node.defaultChild as apigateway.CfnRestApi;
    // The L2 construct has no properties for these.
    api.securityPolicy ??= type === apigateway.EndpointType.EDGE ? EDGE_TLS : TLS;
    api.endpointAccessMode ??= 'STRICT';
  }

  /** Error responses contain no details of the API. */
  private hideDetail(): void {
    const responses: [string, apigateway.ResponseType, string][] = [
      ['BadBody', apigateway.ResponseType.BAD_REQUEST_BODY, 'Bad request'],
      ['BadParameters', apigateway.ResponseType.BAD_REQUEST_PARAMETERS, 'Bad request'],
      ['ClientError', apigateway.ResponseType.DEFAULT_4XX, 'Request rejected'],
      ['ServerError', apigateway.ResponseType.DEFAULT_5XX, 'Internal error'],
    ];
    for (const [id, type, message] of responses) {
      this.restApi.addGatewayResponse(id, { type, templates: { 'application/json': JSON.stringify({ message }) } });
    }
  }

  private addDomainName(props: ApiMutualTlsProps): apigateway.DomainName {
    return this.restApi.addDomainName('DomainName', {
      domainName: props.domainName,
      certificate: props.certificate,
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
      mtls: { bucket: props.truststoreBucket, key: props.truststoreKey, version: props.truststoreVersion },
    });
  }

  private reject(problems: readonly string[]): void {
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('\n')}`);
  }
}

/** Acknowledges what this gate and cdk-nag would report for authorization that they do not recognize. */
function acknowledgeAuthorization(method: apigateway.Method, { type, reason }: ApiAuthorization, isRestricted: boolean): void {
  if (reason !== undefined && !isRestricted) Validations.of(method).acknowledge({ id: qualify('MethodAuthorized'), reason });
  if (reason !== undefined) Validations.of(method).acknowledge({ id: 'AwsSolutions::AwsSolutions-APIG4', reason });
  if (type !== apigateway.AuthorizationType.COGNITO) {
    Validations.of(method).acknowledge({ id: 'AwsSolutions::AwsSolutions-COG4', reason: reason ?? `Callers are authorized by ${type}.` });
  }
}

function endpointTypeOf({ restApiProps, callers }: SecureRestApiProps): apigateway.EndpointType {
  const [type] = restApiProps?.endpointTypes ?? (restApiProps?.endpointConfiguration ?? callers?.toEndpointConfiguration())?.types ?? [];
  return type ?? apigateway.EndpointType.REGIONAL;
}

/** Browsers send the scheme, host and port of a page, and compare them with the allowed origin character by character. */
function problemsOfOrigin(origin: string): string[] {
  const [, start, path] = /^(https?:\/\/[\w.:[\]-]+)([/?#].*)?$/.exec(origin) ?? [];
  if (Token.isUnresolved(origin) || (start !== undefined && path === undefined)) return [];
  const fix = start === undefined ? '' : `: an origin has no path, so remove ${shown(path)}`;
  return [`allowOrigins: ${shown(origin)} is not one origin, such as https://shop.example.com${fix}`];
}

function problemsOfApi(props: SecureRestApiProps): string[] {
  const problems: string[] = [];
  problems.push(...(props.allowOrigins ?? []).flatMap(problemsOfOrigin));
  if (props.throttling) problems.push(...problemsOfThrottling(props.throttling));
  const { maxResources, restApiProps } = props;
  if (maxResources !== undefined && !(Number.isInteger(maxResources) && maxResources >= 1)) {
    problems.push(`maxResources is ${shown(maxResources)}; a whole number of at least 1 is expected`);
  }
  if (restApiProps?.deploy === false) problems.push('restApiProps.deploy is false, but the firewall and the log belong to the stage that the API creates: remove it');
  if (endpointTypeOf(props) === apigateway.EndpointType.PRIVATE && !props.callers && !restApiProps?.policy) {
    problems.push('it is private, and API Gateway does not deploy a private API without a resource policy: set callers, such as ApiCallers.fromVpcEndpoints(...)');
  }
  if (props.restApiProps?.cloudWatchRole) problems.push('restApiProps.cloudWatchRole sets the role of the account again for each API; use accountLogRole, which sets it once for the stack');
  return problems;
}

function problemsOfThrottling({ rateLimit, burstLimit }: ApiThrottling): string[] {
  return Object.entries({ rateLimit, burstLimit })
    .filter(([, limit]) => !Token.isUnresolved(limit) && !(Number.isFinite(limit) && limit > 0))
    .map(([name, limit]) => `throttling.${name} is ${shown(limit)}; a number of requests above 0 is expected`);
}

function problemsOfEndpoint(route: string, props: ApiEndpointProps): string[] {
  const [, verb, path] = /^(\S+) (\/\S*)$/.exec(route) ?? [];
  if (verb === undefined) return ['it is not a verb and a path, such as "POST /orders/{id}"'];
  const problems: string[] = [];
  if (!VERBS.includes(verb)) problems.push(`${verb} is not one of ${VERBS.join(', ')}`);
  if (path !== '/' && path.endsWith('/')) problems.push('the path ends with a slash');
  for (const part of path.split('/').filter((each) => each !== '' && !PATH_PART.test(each))) {
    problems.push(`the path has the part ${shown(part)}; letters, digits and -._$: are expected, or one parameter in braces`);
  }
  for (const [, name] of path.matchAll(/(?<=\/):(\w+)(?=\/|$)/g)) problems.push(`the path has the part :${name}, which API Gateway takes literally; write {${name}} for a parameter`);
  const targets = [props.handler, props.service, props.integration].filter((target) => target !== undefined);
  if (targets.length !== 1) problems.push(`one of handler, service and integration is expected, not ${targets.length}`);
  if (props.service && !props.body) problems.push('service needs a body, since it receives nothing else');
  const forFunction = leftToFunction(route, props);
  if (forFunction !== undefined && !props.handler) problems.push(forFunction);
  if (BODILESS_VERBS.includes(verb) && (props.body || hasOtherBodies(props))) problems.push(`${verb} takes no body`);
  const named = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  for (const name of new Set(named.filter((each, index) => named.indexOf(each) < index))) problems.push(`the path names {${name}} twice: give each parameter its own name`);
  problems.push(...parameterNameProblems(props));
  if (props.uploads?.length === 0) problems.push(NO_UPLOADS);
  const declared = Object.keys(props.pathParameters ?? {});
  for (const name of named) {
    if (!/^[\w.-]+$/.test(name)) problems.push(`the path names {${name}}; a parameter of letters, digits, dots, hyphens and underscores is expected`);
    else if (!declared.includes(name)) problems.push(`the path names {${name}}, but pathParameters does not declare it`);
  }
  for (const name of declared) {
    if (!named.includes(name)) problems.push(`pathParameters.${name} is not in the path`);
    if (!props.pathParameters![name].required) problems.push(`pathParameters.${name} is optional; a path parameter can't be omitted`);
  }
  if (props.throttling) problems.push(...problemsOfThrottling(props.throttling));
  return problems;
}

function requestParameters(props: ApiEndpointProps): { [name: string]: boolean } {
  return Object.fromEntries(recordedParameters({ ...props, cookies: undefined }).map(({ place, name, required }) => [`method.request.${place}.${name}`, required]));
}

/** API Gateway passes bodies of other types than these to functions as text, which would corrupt binary ones. */
function withBinaryTypes(props: OpenApiProps, { endpoints }: DescribedApi): SecureRestApiProps {
  const types = endpoints.flatMap(({ props: { uploads = [] } }) => uploads.map(({ contentType }) => contentType)).filter((type) => !/^text\//.test(type));
  if (types.length === 0) return props;
  const given = props.restApiProps?.binaryMediaTypes ?? [];
  return { ...props, restApiProps: { ...props.restApiProps, binaryMediaTypes: [...new Set([...given, ...types])] } };
}

function hasOtherBodies({ form, uploads = [] }: ApiEndpointProps): boolean {
  return form !== undefined || uploads.length > 0;
}

/** Whether API Gateway has no model that covers all bodies of the endpoint. */
function isForFunction(route: string, props: ApiEndpointProps): boolean {
  return hasOtherBodies(props) || (!props.body && !props.service && BODY_VERBS.includes(route.split(' ')[0]));
}

/** The parts of an endpoint that its function must validate, because API Gateway can't; undefined if there are none. */
function leftToFunction(route: string, props: ApiEndpointProps): string | undefined {
  if (hasOtherBodies(props)) return 'API Gateway can’t validate forms and uploads';
  if (Object.keys(props.cookies ?? {}).length > 0) return 'API Gateway can’t validate cookies';
  return isForFunction(route, props) ? `${route.split(' ')[0]} needs a body, so that API Gateway can validate it` : undefined;
}

/** Acknowledges the finding of the gate for the method, because the function validates requests. */
function acknowledgeFunction(method: apigateway.Method, props: ApiEndpointProps): void {
  const reason = hasOtherBodies(props)
    ? 'The validator before the handler checks forms, and type and size of uploads; it rejects every content type that is not declared.'
    : 'No body is declared, and the validator before the handler rejects any body.';
  // The model of a body leaves other content types to the function; without one, API Gateway validates no body.
  Validations.of(method).acknowledge({ id: qualify(props.body ? 'MethodContentTypeClosed' : 'MethodBodyValidated'), reason });
}

/** Records the parameters whose schemas nothing validates, for the gate. */
function recordUnvalidated(method: apigateway.Method, props: ApiEndpointProps): void {
  const names = recordedParameters(props).map(({ place, name }) => `${place}.${name}`);
  if (names.length > 0) (method.node.defaultChild as apigateway.CfnMethod).addMetadata(UNVALIDATED_PARAMETERS_METADATA, names);
}

/** Records schemas that the function validates and the method does not contain. */
function noteForFuzzer(method: apigateway.Method, props: ApiEndpointProps): void {
  const resource = method.node.defaultChild as apigateway.CfnMethod;
  resource.addMetadata(ENDPOINT_PARAMETERS_METADATA, recordedParameters(props));
  const schema: unknown = props.body?._markedSchema;
  if (sensitivityOf(schema).plans) resource.addMetadata(ENDPOINT_BODY_METADATA, JSON.stringify(schema));
  if (hasOtherBodies(props)) resource.addMetadata(ENDPOINT_OTHER_BODIES_METADATA, recordedBodies(props));
}

function recordedBodies({ form, uploads }: ApiEndpointProps): RecordedBodies {
  return {
    ...(form && { form: JSON.stringify(form._markedSchema) }),
    ...(uploads && { uploads: uploads.map(({ contentType, maxSize }) => ({ contentType: contentType.toLowerCase(), maxBytes: amountOf(maxSize, 'bytes')! })) }),
  };
}

function recordedParameters({ pathParameters, queryParameters, headers, cookies }: ApiEndpointProps): RecordedParameter[] {
  const places = { path: pathParameters, querystring: queryParameters, header: headers, cookie: cookies };
  return Object.entries(places).flatMap(([place, parameters]) =>
    Object.entries(parameters ?? {}).map(([name, { required, schema }]) => ({ name, place, required, schema: JSON.stringify(schema) })),
  );
}
