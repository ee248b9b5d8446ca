import { documentPlace } from './code';
import { restDomain } from './domain';
import { EventApi } from './event-api';
import type { SamEvent } from './events/event';
import { writtenAt } from './events/event';
import { hashedId, namedId } from './logical-id';
import { child, disableServerEndpoint, ENDPOINT, INTEGRATION, isDocument, isOpenApi3, methodKey, operations, skeleton, type Draft } from './open-api';
import { toOpenApi3 } from './open-api-3';
import { addApiAuth, addMethodAuth, API_AUTH, AUTHORIZER, EVENT_AUTH } from './rest-api-auth';
import { addCors, CORS } from './rest-api-cors';
import { addRequest } from './rest-api-request';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { tagList } from './tags';
import { compact, conditional, entriesOf, isGiven, mapOf, pick, ref } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { Place } from '../origin';
import { usagePlan } from './usage-plan';

/** Properties that a RestApi has under the same name. */
const SAME = ['ApiKeySourceType', 'BinaryMediaTypes', 'Description', 'EndpointAccessMode', 'FailOnWarnings', 'MinimumCompressionSize', 'Mode', 'Name', 'Policy', 'SecurityPolicy'];

/** Properties that its stage has under the same name. */
const OF_STAGE = ['AccessLogSetting', 'CacheClusterEnabled', 'CacheClusterSize', 'CanarySetting', 'MethodSettings', 'StageName', 'TracingEnabled', 'Variables'];

/**
 * Way to avoid the second stage that a deployment creates.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html#sam-api-openapiversion
 */
const WITHOUT_SECOND_STAGE =
  'Set OpenApiVersion: 3.0.1 in Globals.Api, or in the AWS::Serverless::Api: without it, SAM creates a second stage, named Stage, to which no other ' +
  'property applies.';

/** An operation that an event adds. */
interface RestOperation {
  readonly event: SamEvent;
  readonly path: string;
  readonly method: string;
  readonly integration: JsonObject;
  readonly responses?: JsonObject;
}

/** A REST API to which events add operations. */
export class RestApi extends EventApi<RestOperation> {
  constructor(of: SamResource, expansion: SamExpansion, isImplicit = false) {
    super(of, expansion, isImplicit, mapOf(expansion.withDefaults(of.properties.Auth)) ?? {});
  }

  /** The part of its stage in names of permissions. */
  public get stageSuffix(): string {
    const stage = this.stageName;
    return typeof stage === 'string' && stage !== '' ? stage : 'Stage';
  }

  /** Returns the credentials for calling an event's function, if the API or the event sets them. */
  public credentials(eventAuth: JsonObject): unknown {
    const isIam = eventAuth.Authorizer === 'AWS_IAM' || (this.auth.DefaultAuthorizer === 'AWS_IAM' && Object.keys(eventAuth).length === 0);
    if (!isIam) return undefined;
    const roleOf = (auth: JsonObject) => (Object.hasOwn(auth, 'InvokeRole') ? (auth.InvokeRole ?? 'NONE') : undefined);
    const role = roleOf(eventAuth) ?? roleOf(this.auth);
    if (role === 'NONE') return undefined;
    return role === undefined || role === 'CALLER_CREDENTIALS' ? 'arn:aws:iam::*:user/*' : role;
  }

  protected get hasIamAuthorizer(): boolean {
    return true;
  }

  public finish(): void {
    const { of, expansion } = this;
    const { properties } = of;
    this.check({ auth: API_AUTH, authorizer: AUTHORIZER, cors: { property: 'Cors', names: CORS }, eventAuth: EVENT_AUTH });
    const places = this.bodyPlaces();
    const document = this.document(places);
    const open = document === undefined && properties.DefinitionUri === undefined ? properties.DefinitionBody : undefined;
    const location = documentPlace(properties.DefinitionUri) ?? (document ? undefined : properties.DefinitionUri);
    const endpoint = endpointOf(properties.EndpointConfiguration);
    const shared = compact({ ...of.shared, Condition: this.condition });
    expansion.add(of, of.logicalId, {
      type: 'AWS::ApiGateway::RestApi',
      hint: this.hint,
      properties: compact({
        ...pick(properties, SAME),
        Body: document ?? open,
        BodyS3Location: document ? undefined : location,
        EndpointConfiguration: endpoint,
        Parameters: endpoint && { endpointConfigurationTypes: endpoint.Types[0] },
        Tags: isGiven(properties.Tags) && isGiven(properties.PropagateTags) ? tagList(properties.Tags) : undefined,
      }),
      attributes: { ...of.own, ...shared },
      places: [{ location: 'Properties.BodyS3Location', written: 'Properties.DefinitionUri' }, ...places],
    });
    this.stage(document ?? location, shared);
    this.permitAuthorizers('aws', ({ DisableFunctionDefaultPermissions: disable }) => disable !== true, shared);
    restDomain(of, shared, expansion);
    usagePlan(of, mapOf(this.auth.UsagePlan), this.stageId, shared, expansion);
  }

  private get stageName(): unknown {
    return this.isImplicit ? 'Prod' : this.of.properties.StageName;
  }

  private get stageId(): string {
    const name = this.stageName;
    return typeof name === 'string' ? namedId(this.logicalId, name, 'Stage') : `${this.logicalId}Stage`;
  }

  private document(places: Place[]): Draft | undefined {
    const { of, auth } = this;
    const { properties } = of;
    const isManaged = !isGiven(properties.DefinitionBody) && !isGiven(properties.DefinitionUri);
    const base = isManaged ? this.empty() : this.given();
    if (!base || !isDocument(base)) return undefined;
    // Files that are uploaded to S3 stay unchanged.
    if (isGiven(properties.DefinitionUri)) return base;
    if (isManaged || properties.MergeDefinitions === true) this.addOperations(base, places);
    else this.overrideAuth(base);
    this.addFeatures(base, auth, places);
    return toOpenApi3(base, properties.OpenApiVersion);
  }

  private empty(): Draft {
    const { OpenApiVersion: version } = this.of.properties;
    return skeleton(isOpenApi3(version) ? { openapi: String(version) } : { swagger: '2.0' });
  }

  private addOperations(document: Draft, places: Place[]): void {
    const paths = child(document, 'paths');
    const byPath = new Map<string, RestOperation[]>();
    for (const operation of this.added) {
      const known = byPath.get(operation.path);
      if (known) known.push(operation);
      else byPath.set(operation.path, [operation]);
    }
    for (const [path, added] of byPath) {
      const existing = mapOf(paths[path]) as Draft | undefined;
      const item = existing ?? {};
      // Resource policies of events name the operations of the path.
      paths[path] = item;
      for (const operation of added) this.addMethod(document, item, operation, places);
      if (!existing) paths[path] = conditional(this.conditionOfPath(path, added.map(({ event }) => event.target.of.condition)), item);
    }
  }

  private addMethod(document: Draft, item: Draft, { event, path, method, integration, responses = {} }: RestOperation, places: Place[]): void {
    const { of } = event.target;
    const key = methodKey(method);
    const definition: Draft = { ...mapOf(item[key]), responses, [INTEGRATION]: { ...integration } };
    item[key] = conditional(of.condition, definition);
    places.push({ location: `Properties.Body.paths.${path}.${key}`, written: writtenAt(event), logicalId: of.logicalId });
    const auth = this.eventAuth(event);
    if (auth) {
      addMethodAuth(document, definition, path, auth, this.auth, this.stageSuffix);
      places.push({ location: `Properties.Body.paths.${path}.${key}.security`, written: writtenAt(event, 'Auth'), logicalId: of.logicalId });
    }
    addRequest(document, definition, event, places, `Properties.Body.paths.${path}.${key}`);
  }

  /** An event may change the authorization of an operation in the document. */
  private overrideAuth(document: Draft): void {
    for (const { event, path, method } of this.added) {
      const auth = mapOf(event.properties.Auth);
      if (auth?.OverrideApiAuth !== true) continue;
      for (const operation of operations(document)) {
        if (operation.path !== path || operation.method !== methodKey(method)) continue;
        addMethodAuth(document, operation.definition, path, auth, this.auth, this.stageSuffix);
      }
    }
  }

  private addFeatures(document: Draft, auth: JsonObject, places: Place[]): void {
    const { properties } = this.of;
    if (isGiven(properties.Cors)) {
      for (const path of addCors(document, properties.Cors)) places.push({ location: `Properties.Body.paths.${path}.options`, written: 'Properties.Cors' });
    }
    if (Object.keys(auth).length > 0) {
      addApiAuth(document, auth, this.stageName);
      places.push(
        { location: 'Properties.Body.securityDefinitions', written: 'Properties.Auth.Authorizers' },
        { location: 'Properties.Body.components.securitySchemes', written: 'Properties.Auth.Authorizers' },
        { location: 'Properties.Body.x-amazon-apigateway-policy', written: 'Properties.Auth.ResourcePolicy' },
      );
    }
    for (const [type, response] of entriesOf(properties.GatewayResponses)) {
      child(document, 'x-amazon-apigateway-gateway-responses')[type] = gatewayResponse(mapOf(response) ?? {});
      places.push({ location: `Properties.Body.x-amazon-apigateway-gateway-responses.${type}`, written: `Properties.GatewayResponses.${type}` });
    }
    if (isGiven(properties.BinaryMediaTypes)) document['x-amazon-apigateway-binary-media-types'] = withSlashes(this.expansion.withDefaults(properties.BinaryMediaTypes));
    for (const [name, schema] of entriesOf(properties.Models)) {
      child(document, 'definitions')[name.toLowerCase()] = schema;
      for (const at of ['definitions', 'components.schemas']) places.push({ location: `Properties.Body.${at}.${name.toLowerCase()}`, written: `Properties.Models.${name}` });
    }
    if (properties.DisableExecuteApiEndpoint !== undefined) disableEndpoint(document, properties.DisableExecuteApiEndpoint);
  }

  private stage(source: unknown, shared: JsonObject): void {
    const { of, expansion, logicalId } = this;
    const { properties } = of;
    const deploymentId = hashedId(`${logicalId}Deployment`, source ?? {});
    const places = this.isImplicit ? this.implicitPlaces() : [];
    const hasSecondStage = properties.OpenApiVersion === undefined;
    expansion.add(of, deploymentId, {
      type: 'AWS::ApiGateway::Deployment',
      properties: compact({ RestApiId: ref(logicalId), StageName: hasSecondStage ? 'Stage' : undefined }),
      attributes: shared,
      name: `${logicalId}Deployment`,
      remedy: hasSecondStage ? WITHOUT_SECOND_STAGE : undefined,
      places: this.isImplicit ? places : [{ location: 'Properties.StageName', written: 'Properties.OpenApiVersion' }],
    });
    expansion.add(of, this.stageId, {
      type: 'AWS::ApiGateway::Stage',
      hint: this.hint,
      properties: compact({
        ...pick(properties, OF_STAGE),
        RestApiId: ref(logicalId),
        DeploymentId: ref(deploymentId),
        StageName: this.stageName,
        Tags: isGiven(properties.Tags) ? tagList(properties.Tags) : undefined,
      }),
      attributes: shared,
      places,
    });
    expansion.renamed.set(`${logicalId}.Stage`, this.stageId);
    expansion.renamed.set(`${logicalId}.Deployment`, deploymentId);
  }
}

function endpointOf(value: unknown): { readonly Types: readonly unknown[]; readonly [key: string]: unknown } | undefined {
  if (!isGiven(value)) return undefined;
  const map = mapOf(value);
  if (!map) return { Types: [value] };
  const endpoints = map.VPCEndpointIds ?? map.VpcEndpointIds;
  return { Types: [map.Type], ...compact({ VpcEndpointIds: endpoints, IpAddressType: map.IpAddressType }) };
}

function gatewayResponse({ ResponseParameters: parameters, ResponseTemplates: templates, StatusCode: status }: JsonObject): JsonObject {
  const places = mapOf(parameters) ?? {};
  const prefixed = ([['Headers', 'header'], ['Paths', 'path'], ['QueryStrings', 'querystring']] as const).flatMap(([property, place]) =>
    entriesOf(places[property]).map(([name, value]) => [`gatewayresponse.${place}.${name}`, value] as const),
  );
  const statusCode = status === undefined ? undefined : String(status);
  return compact({ responseParameters: Object.fromEntries(prefixed), responseTemplates: templates ?? {}, statusCode });
}

/** SAM writes slashes in media types as `~1`. */
function withSlashes(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/~1/g, '/');
  return Array.isArray(value) ? value.map(withSlashes) : value;
}

function disableEndpoint(document: Draft, value: unknown): void {
  if (isOpenApi3(document.openapi)) disableServerEndpoint(document, value);
  else child(document, ENDPOINT).disableExecuteApiEndpoint = value;
}
