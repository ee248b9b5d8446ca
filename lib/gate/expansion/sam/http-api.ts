import { documentPlace } from './code';
import { httpDomain } from './domain';
import { EventApi } from './event-api';
import type { SamEvent } from './events/event';
import { writtenAt } from './events/event';
import { addHttpAuth, addRouteAuth, HTTP_API_AUTH, HTTP_AUTHORIZER, HTTP_EVENT_AUTH } from './http-api-auth';
import { namedId } from './logical-id';
import { ANY_METHOD, child, disableServerEndpoint, INTEGRATION, isDocument, items, methodKey, skeleton, type Draft } from './open-api';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, conditional, entriesOf, isGiven, isIntrinsic, mapOf, pick, ref } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { Place } from '../origin';

const DEFAULT_STAGE = '$default';

/** The path of the route for requests that no other route matches. */
export const DEFAULT_PATH = '$default';

const CORS = ['AllowCredentials', 'AllowHeaders', 'AllowMethods', 'AllowOrigins', 'ExposeHeaders', 'MaxAge'];

/** A route that an event adds. */
interface HttpRoute {
  readonly event: SamEvent;
  readonly path: string;
  readonly method: string;
  readonly uri: JsonObject;
}

/** An HTTP API to which events add routes. */
export class HttpApi extends EventApi<HttpRoute> {
  constructor(of: SamResource, expansion: SamExpansion, isImplicit = false) {
    super(of, expansion, isImplicit, mapOf(expansion.withDefaults(of.properties.Auth)) ?? {});
  }

  /** Checks whether the default route calls the same target: its permission then applies to other routes, too. */
  public hasDefaultRouteTo(logicalId: string): boolean {
    const isDefault = ({ path, method }: HttpRoute) => path === DEFAULT_PATH && methodKey(method) === ANY_METHOD;
    return this.added.some((route) => isDefault(route) && route.event.target.logicalId === logicalId);
  }

  protected get hasIamAuthorizer(): boolean {
    return this.auth.EnableIamAuthorizer === true;
  }

  public finish(): void {
    const { of, expansion } = this;
    const { properties } = of;
    this.check({ auth: HTTP_API_AUTH, authorizer: HTTP_AUTHORIZER, cors: { property: 'CorsConfiguration', names: CORS }, eventAuth: HTTP_EVENT_AUTH });
    const places = this.bodyPlaces();
    const document = this.document(places);
    const open = document === undefined && properties.DefinitionUri === undefined ? properties.DefinitionBody : undefined;
    const shared = compact({ ...of.shared, Condition: this.condition });
    expansion.add(of, of.logicalId, {
      type: 'AWS::ApiGatewayV2::Api',
      hint: this.hint,
      properties: compact({
        Body: document ?? open,
        BodyS3Location: document ? undefined : (documentPlace(properties.DefinitionUri) ?? properties.DefinitionUri),
        FailOnWarnings: isGiven(properties.FailOnWarnings) ? properties.FailOnWarnings : undefined,
      }),
      attributes: { ...of.own, ...shared },
      places: [{ location: 'Properties.BodyS3Location', written: 'Properties.DefinitionUri' }, ...places],
    });
    const tags = { ...mapOf(properties.Tags), 'httpapi:createdBy': 'SAM' };
    this.stage(tags, shared);
    this.permitAuthorizers('${AWS::Partition}', ({ EnableFunctionDefaultPermissions: enable }) => enable === true, shared);
    httpDomain(of, tags, shared, expansion);
  }

  private document(places: Place[]): Draft | undefined {
    const { of, auth } = this;
    const { properties } = of;
    const isManaged = !isGiven(properties.DefinitionBody) && !isGiven(properties.DefinitionUri);
    const base = isManaged ? skeleton({ openapi: '3.0.1' }) : this.given();
    if (!base || !isDocument(base)) return undefined;
    if (isGiven(properties.DefinitionUri)) return base;
    for (const route of this.added) this.addMethod(base, route, places);
    this.makePathsConditional(base, isManaged);
    if (isGiven(properties.CorsConfiguration)) this.addCors(base, places);
    if (Object.keys(auth).length > 0) {
      addHttpAuth(base, auth);
      places.push({ location: 'Properties.Body.components.securitySchemes', written: 'Properties.Auth.Authorizers' });
    }
    if (properties.DisableExecuteApiEndpoint !== undefined) disableServerEndpoint(base, properties.DisableExecuteApiEndpoint);
    if (isGiven(properties.FailOnWarnings)) renameDefaultPath(base, places);
    const info = child(base, 'info');
    if (properties.Name !== undefined) info.title = properties.Name;
    if (properties.Description !== undefined) info.description = properties.Description;
    return base;
  }

  private addMethod(document: Draft, { event, path, method, uri }: HttpRoute, places: Place[]): void {
    const { properties, target } = event;
    const item = child(child(document, 'paths'), path);
    const key = methodKey(method);
    const existing = mapOf(item[key]);
    const isIntegrated = Boolean(existing?.[INTEGRATION]);
    const definition = (isIntegrated ? existing : { ...existing }) as Draft;
    if (!isIntegrated) {
      definition[INTEGRATION] = { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: '2.0', uri };
      if (path === DEFAULT_PATH && key === ANY_METHOD) definition.isDefaultRoute = true;
      definition.responses ??= {};
      item[key] = conditional(target.of.condition, definition);
    }
    const at = `Properties.Body.paths.${path}.${key}`;
    places.push({ location: at, written: writtenAt(event), logicalId: target.of.logicalId });
    const auth = this.eventAuth(event);
    if (auth) {
      addRouteAuth(definition, auth, this.auth);
      places.push({ location: `${at}.security`, written: writtenAt(event, 'Auth'), logicalId: target.of.logicalId });
    }
    const integration = child(definition, INTEGRATION);
    if (isGiven(properties.TimeoutInMillis)) integration.timeoutInMillis = properties.TimeoutInMillis;
    if (isGiven(properties.PayloadFormatVersion)) integration.payloadFormatVersion = properties.PayloadFormatVersion;
    const names = [...path.matchAll(/\{(.*?)\}/g)].map(([, name]) => name);
    if (names.length > 0) definition.parameters = [...items(definition, 'parameters'), ...names.map((name) => ({ name, in: 'path', required: true }))];
  }

  private makePathsConditional(document: Draft, isManaged: boolean): void {
    if (!isManaged) return;
    const paths = child(document, 'paths');
    const byPath = new Map<string, (string | undefined)[]>();
    for (const { event, path } of this.added) byPath.set(path, [...(byPath.get(path) ?? []), event.target.of.condition]);
    for (const [path, conditions] of byPath) {
      paths[path] = conditional(this.conditionOfPath(path, conditions), paths[path]);
    }
  }

  private addCors(document: Draft, places: Place[]): void {
    const cors = this.expansion.withDefaults(this.of.properties.CorsConfiguration);
    const key = 'x-amazon-apigateway-cors';
    places.push({ location: `Properties.Body.${key}`, written: 'Properties.CorsConfiguration' });
    const settings = mapOf(cors);
    const given = Object.entries(settings ?? {}).map(([name, entry]) => [camelCase(name), entry] as const);
    if (settings) document[key] = { ...mapOf(document[key]), ...Object.fromEntries(given) };
    else if (cors === true) document[key] = { ...mapOf(document[key]), allowOrigins: ['*'] };
    else document[key] = isIntrinsic(cors) ? inCamelCase(cors) : cors;
  }

  private stage(tags: JsonObject, shared: JsonObject): void {
    const { of, expansion, logicalId } = this;
    const { properties } = of;
    const name = isGiven(properties.StageName) ? properties.StageName : DEFAULT_STAGE;
    const stageId = name === DEFAULT_STAGE ? `${logicalId}ApiGatewayDefaultStage` : namedId(logicalId, typeof name === 'string' ? name : '', 'Stage');
    const settings = this.routeSettings();
    expansion.add(of, stageId, {
      type: 'AWS::ApiGatewayV2::Stage',
      hint: this.hint,
      properties: compact({
        ...pick(properties, ['AccessLogSettings', 'DefaultRouteSettings', 'StageVariables']),
        RouteSettings: Object.keys(settings).length > 0 ? settings : undefined,
        ApiId: ref(logicalId),
        StageName: name,
        AutoDeploy: true,
        Tags: tags,
      }),
      attributes: shared,
      places: this.isImplicit ? this.implicitPlaces() : [],
    });
    expansion.renamed.set(`${logicalId}.Stage`, stageId);
  }

  /** Settings of routes: those of the API, and those of its events. */
  private routeSettings(): JsonObject {
    const settings = new Map(entriesOf(this.of.properties.RouteSettings));
    for (const { event, path, method } of this.added) {
      const own = mapOf(event.properties.RouteSettings);
      if (!own) continue;
      const route = method === ANY_METHOD ? path : `${method.toUpperCase()} ${path}`;
      settings.set(route, { ...mapOf(settings.get(route)), ...own });
    }
    return Object.fromEntries(settings);
  }
}

/** API Gateway warns about a path without a leading slash. */
function renameDefaultPath(document: Draft, places: Place[]): void {
  const { [DEFAULT_PATH]: item, ...paths } = child(document, 'paths');
  if (item === undefined) return;
  document.paths = { ...paths, [`/${DEFAULT_PATH}`]: item };
  const at = `Properties.Body.paths.${DEFAULT_PATH}`;
  const moved = places.filter(({ location }) => location.startsWith(`${at}.`));
  places.push(...moved.map((place) => ({ ...place, location: place.location.replace(at, `Properties.Body.paths./${DEFAULT_PATH}`) })));
}

/** Names of CORS settings in OpenAPI's notation, within intrinsics, too. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [CORS.includes(key) ? camelCase(key) : key, inCamelCase(inner)]));
}

function camelCase(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
