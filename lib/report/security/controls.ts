import { endpointsOf, Subject } from './endpoints';
import { callersOf, keepsFailedEvents } from './failed-events';
import { knownIn } from './scenario';
import type { FunctionFacts } from './workload-map';
import { GateResult, Resource } from '../../gate';
import { RUNTIME_CATEGORIES } from '../../runtime-protection/template/runtime-policy-document';
import { groupBy } from '../model';

/** A control, and the number of resources that it applies to. */
export interface Control {
  readonly id: string;
  /** Title: `Functions with a role of their own`. */
  readonly title: string;
  readonly has: number;
  /** Number of resources that it could apply to. */
  readonly of: number;
  /** Number of these for which it is undetermined. */
  readonly unknown: number;
}

const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';

/** Managed policies that let a role write to every log group of the account. */
const ALL_LOG_GROUPS = /service-role\/AWSLambda(?:Basic|VPCAccess)ExecutionRole/;

/** Rules for all requests and events of one kind. */
const AUTHORIZATION = [
  'MethodAuthorized', 'HttpApiRouteAuthorized', 'WebSocketRouteAuthorized', 'FunctionUrlAuthorized', 'AppSyncAuthorized', 'ListenerAuthorized',
];
const REQUEST_VALIDATION = ['MethodBodyValidated', 'MethodParametersValidated', 'HttpApiRouteValidated', 'FunctionUrlValidated'];
const EVENT_VALIDATION = ['EventSourceValidated', 'ServiceEventValidated'];

/** Returns the controls of a workload in numbers, for comparisons between reports. */
export function controlsOf(result: GateResult, facts: readonly FunctionFacts[]): Control[] {
  const exempt = new Set(result.evaluation.exempt);
  const isCounted = (resource: Resource) => resource.stack.judged && !exempt.has(resource);
  const functions = result.workload.resources(FUNCTION).filter(isCounted);
  const ofFunctions = (id: string, title: string, holds: (fn: Resource) => boolean): Control => {
    return counted(id, title, functions.map((fn) => knownIn(result.workload, () => holds(fn))));
  };
  const endpoints = knownIn(result.workload, () => endpointsOf(result.workload, isCounted)) ?? [];
  const callers = functions.flatMap((fn) => knownIn(result.workload, () => callersOf(fn, result.workload)) ?? []);
  const sources = [...new Set(callers)].map((resource): Subject => ({ resource }));
  const users = usersOfRoles(result, functions);
  const guard = (id: string, title: string, enforcing: boolean): Control => counted(id, title, facts.map(({ policy }) => {
    return policy === undefined ? undefined : policy !== null && RUNTIME_CATEGORIES.some((category) => policy.modes[category] === 'block') === enforcing;
  }));
  return [
    ofFunctions('own-role', 'Functions with a role of their own', (fn) => rolesOf(fn).some((role) => users.get(role) === 1)),
    ofFunctions('own-logs', 'Functions whose role may write only to their log group', (fn) => rolesOf(fn).every((role) => !writesToAllLogs(role)) && rolesOf(fn).length > 0),
    failedEvents(result, functions),
    ofFunctions('traced', 'Functions that are traced', (fn) => fn.get('TracingConfig', 'Mode').string() === 'Active'),
    guard('guard-alert-only', 'Functions whose guard only reports', false),
    guard('guard-enforcing', 'Functions whose guard blocks', true),
    byRules(result, 'authorized', 'Endpoints with authorization', AUTHORIZATION, endpoints),
    byRules(result, 'validated-endpoints', 'Endpoints whose requests are validated', REQUEST_VALIDATION, endpoints),
    byRules(result, 'validated-sources', 'Event sources whose events are validated', EVENT_VALIDATION, sources),
    byRules(result, 'rotated', 'Secrets that are rotated', ['SecretRotated']),
    byRules(result, 'certified', 'Functions whose packages are certified', ['DependenciesCertified']),
    byRules(result, 'least-privilege', 'Functions whose role has least privilege', ['FunctionRoleLeastPrivilege']),
  ];
}

/** Functions whose callers all receive errors directly have no events to keep, and are not counted. */
function failedEvents(result: GateResult, functions: readonly Resource[]): Control {
  const answers = functions.map((fn) => knownIn(result.workload, () => keepsFailedEvents(fn, result.workload)));
  return counted('failed-events', 'Functions called asynchronously or by polling whose failed events are kept', answers.filter((answer) => answer !== 'none'));
}

function counted(id: string, title: string, answers: readonly (boolean | undefined)[]): Control {
  const count = (answer: boolean | undefined) => answers.filter((each) => each === answer).length;
  return { id, title, has: count(true), of: answers.length, unknown: count(undefined) };
}

/**
 * Counts the subjects without findings of rules, including acknowledged findings. Subjects that no rule examined don’t count.
 *
 * @param subjects what is counted. @default - all resources that the rules examined
 */
function byRules(result: GateResult, id: string, title: string, ids: readonly string[], subjects?: readonly Subject[]): Control {
  const { evaluation } = result;
  const rules = new Set(result.rules.filter((rule) => ids.includes(rule.id)));
  const examined = new Set([...rules].flatMap((rule) => evaluation.examined.get(rule) ?? []));
  const observations = groupBy(evaluation.observations.filter(({ rule }) => rules.has(rule)), ({ resource }) => resource);
  const failed = new Set(evaluation.failures.filter(({ rule }) => rules.has(rule)).map(({ resource }) => resource));
  const counting = (subjects ?? [...examined].map((resource): Subject => ({ resource })))
    .filter(({ resource, others = [] }) => [resource, ...others].some((each) => examined.has(each)));
  const parts = groupBy(counting.filter(({ location }) => location !== undefined), ({ resource }) => resource);
  return counted(id, title, counting.map((subject) => {
    const { resource, others = [] } = subject;
    const elsewhere = (parts.get(resource) ?? []).filter((part) => part !== subject);
    const own = (observations.get(resource) ?? []).filter((each) => !elsewhere.some((part) => isWithin(each.location, part.location!)));
    const said = [...own, ...others.flatMap((other) => observations.get(other) ?? [])];
    if (said.some(({ kind }) => kind === 'finding')) return false;
    return said.length > 0 || [resource, ...others].some((each) => failed.has(each)) ? undefined : true;
  }));
}

function isWithin(location: string, part: string): boolean {
  return location === part || (location.startsWith(part) && '.['.includes(location[part.length]));
}

function rolesOf(fn: Resource): Resource[] {
  return fn.get('Role').references().map(({ resource }) => resource).filter((role): role is Resource => role?.type === ROLE);
}

function usersOfRoles(result: GateResult, functions: readonly Resource[]): ReadonlyMap<Resource, number> {
  const users = new Map<Resource, number>();
  for (const fn of functions) {
    knownIn(result.workload, () => {
      for (const role of rolesOf(fn)) users.set(role, (users.get(role) ?? 0) + 1);
      return true;
    });
  }
  return users;
}

function writesToAllLogs(role: Resource): boolean {
  const attached: unknown = role.body.Properties?.ManagedPolicyArns;
  return Array.isArray(attached) && attached.some((arn) => ALL_LOG_GROUPS.test(JSON.stringify(arn)));
}
