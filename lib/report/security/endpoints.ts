/** Lists the endpoints of a workload: everything that a client can call with a request. */
import { attempt, Outcome, Property, Resource, Workload } from '../../gate';
import { isQuickCreated } from '../../inbound-events/template/api-stages';
import { isForUrl } from '../../inbound-events/template/invocation';
import { BALANCER_LISTENER, BALANCER_RULE, isOfFunctions } from '../../inbound-events/template/listeners';
import { isPreflight, Operation } from '../../inbound-events/template/operation';
import { eachOperation, OPERATION_TYPES } from '../../inbound-events/template/rest-api';

/** Subject of counted findings: a resource, or a part of it. */
export interface Subject {
  readonly resource: Resource;
  /** The location of the part in the resource: `Properties.Body.paths./orders.get`. @default - the whole resource */
  readonly location?: string;
  /** Other resources whose findings concern it, such as the permission of a function URL. @default - none */
  readonly others?: readonly Resource[];
}

const V2_API = 'AWS::ApiGatewayV2::Api';
const V2_ROUTE = 'AWS::ApiGatewayV2::Route';
const PERMISSION = 'AWS::Lambda::Permission';

/** Types of resources that are one endpoint each, or hold several. */
const READERS: { readonly [type: string]: (resource: Resource, workload: Workload) => readonly Subject[] } = {
  ...Object.fromEntries(OPERATION_TYPES.map((type) => [type, (resource, workload) => operationsOf(resource, workload, isPreflight)])),
  [V2_API]: httpApi,
  [V2_ROUTE]: route,
  'AWS::Lambda::Url': functionUrl,
  'AWS::AppSync::GraphQLApi': (resource) => [{ resource }],
  'AWS::AppSync::Api': (resource, workload) => [{ resource, others: referring(workload, resource, 'AWS::AppSync::ChannelNamespace') }],
  'AWS::ElasticLoadBalancingV2::TargetGroup': (resource, workload) => targetGroup(resource, 'TargetType', workload),
  'AWS::VpcLattice::TargetGroup': (resource, workload) => targetGroup(resource, 'Type', workload),
};

/**
 * Returns the endpoints, each once: operations and routes of APIs except preflight requests, function URLs, AppSync APIs, and target groups of
 * functions. An API whose operations are unknown is one endpoint.
 *
 * @param isCounted whether a resource counts, such as one of the judged stacks
 */
export function endpointsOf(workload: Workload, isCounted: (resource: Resource) => boolean): Subject[] {
  return workload.resources(...Object.keys(READERS)).filter(isCounted).flatMap((resource) => {
    const found: Subject[] = [];
    // What an open value hides is reported by the rules, as undetermined.
    const open = attempt((): readonly Outcome[] => {
      found.push(...READERS[resource.type](resource, workload));
      return [];
    });
    return open.length > 0 ? [{ resource }] : found;
  });
}

/** Operations of an API, or the operation that a method declares. */
function operationsOf(resource: Resource, workload: Workload, isLeftOut: (operation: Operation) => boolean): Subject[] {
  const found: Subject[] = [];
  const isDocument = resource.type !== 'AWS::ApiGateway::Method';
  const open = eachOperation(resource, workload, (operation) => {
    if (!isLeftOut(operation)) found.push({ resource, ...(isDocument && { location: operation.at.location }) });
    return [];
  });
  return open.length > 0 ? [...found, { resource }] : found;
}

/** Routes in the document of an HTTP API, and the route of a quick-created one. */
function httpApi(resource: Resource, workload: Workload): Subject[] {
  const documented = operationsOf(resource, workload, (operation) => operation.verb() === 'OPTIONS');
  return isQuickCreated(resource) ? [...documented, { resource }] : documented;
}

/** Returns a route. In a WebSocket API, $connect decides who may use all of them. */
function route(resource: Resource, workload: Workload): Subject[] {
  const key = resource.get('RouteKey').string() ?? '';
  if (/^OPTIONS\b/i.test(key)) return [];
  const api = targetOf(resource.get('ApiId'));
  if (api?.get('ProtocolType').string()?.toUpperCase() !== 'WEBSOCKET') return [{ resource }];
  const connect = referring(workload, api, V2_ROUTE).filter((other) => other !== resource && other.get('RouteKey').string() === '$connect');
  return [{ resource, others: [api, ...connect] }];
}

/** Returns a function URL. A permission of its function can open it to everyone. */
function functionUrl(resource: Resource, workload: Workload): Subject[] {
  const fn = targetOf(resource.get('TargetFunctionArn'));
  return [{ resource, others: fn ? referring(workload, fn, PERMISSION).filter(isForUrl) : [] }];
}

/** Functions behind a load balancer or VPC Lattice. Listeners, their rules and services authenticate callers. */
function targetGroup(resource: Resource, kind: string, workload: Workload): Subject[] {
  if (!isOfFunctions(resource, kind)) return [];
  const forwarding = [BALANCER_LISTENER, BALANCER_RULE].flatMap((type) => referring(workload, resource, type));
  const lattice = ['AWS::VpcLattice::Listener', 'AWS::VpcLattice::Rule'].flatMap((type) => referring(workload, resource, type));
  const services = lattice.flatMap((listener) => targetOf(listener.get('ServiceIdentifier')) ?? []);
  return [{ resource, others: [...forwarding, ...services] }];
}

function targetOf(at: Property): Resource | undefined {
  return at.references()[0]?.resource;
}

function referring(workload: Workload, target: Resource, type: string): Resource[] {
  return [...new Set(workload.mentions(target, type).map(({ from }) => from))];
}
