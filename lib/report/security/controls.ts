import type { FunctionFacts } from './workload-map';
import { GateResult, Resource, Undetermined, UNDETERMINED_ID } from '../../gate';
import { RUNTIME_CATEGORIES } from '../../runtime-protection/template/runtime-policy-document';
import { outstanding } from '../model';

/** How many things of the workload a control holds for. */
export interface Control {
  readonly id: string;
  /** What holds, as a heading: `Functions with a role of their own`. */
  readonly title: string;
  readonly has: number;
  /** How many it could hold for. */
  readonly of: number;
  /** For how many of these it can't be known before deployment. */
  readonly unknown: number;
}

const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';

/** Managed policies that let a role write to every log group of the account. */
const ALL_LOG_GROUPS = /service-role\/AWSLambda(?:Basic|VPCAccess)ExecutionRole/;

/** What rules tell of resources: how many they examined, and how many of these they have nothing to say of. */
const BY_RULES: readonly (readonly [id: string, title: string, rules: readonly string[]])[] = [
  ['authorized', 'Endpoints with authorization', ['MethodAuthorized', 'HttpApiRouteAuthorized', 'WebSocketRouteAuthorized', 'FunctionUrlAuthorized', 'AppSyncAuthorized']],
  ['validated-endpoints', 'Endpoints whose requests are validated', ['MethodBodyValidated', 'HttpApiRouteValidated', 'FunctionUrlValidated']],
  ['validated-sources', 'Event sources whose events are validated', ['EventSourceValidated', 'ServiceEventValidated']],
  ['rotated', 'Secrets that are rotated', ['SecretRotated']],
  ['certified', 'Functions whose packages are certified', ['DependenciesCertified']],
  ['least-privilege', 'Roles of functions with least privilege', ['FunctionRoleLeastPrivilege']],
];

/** The controls of a workload in numbers, for a comparison with another state of it. */
export function controlsOf(result: GateResult, facts: readonly FunctionFacts[]): Control[] {
  const exempt = new Set(result.evaluation.exempt);
  const functions = result.workload.resources(FUNCTION).filter((fn) => fn.stack.judged && !exempt.has(fn));
  const ofFunctions = (id: string, title: string, holds: (fn: Resource) => boolean): Control => {
    return counted(id, title, functions.map((fn) => knownOf(result, () => holds(fn))));
  };
  const users = usersOfRoles(result, functions);
  const guard = (id: string, title: string, enforcing: boolean): Control => counted(id, title, facts.map(({ policy }) => {
    return policy === undefined ? undefined : policy !== null && RUNTIME_CATEGORIES.some((category) => policy.modes[category] === 'block') === enforcing;
  }));
  return [
    ofFunctions('own-role', 'Functions with a role of their own', (fn) => rolesOf(fn).some((role) => users.get(role) === 1)),
    ofFunctions('own-logs', 'Functions whose role may write to their log group alone', (fn) => rolesOf(fn).every((role) => !writesToAllLogs(role)) && rolesOf(fn).length > 0),
    ofFunctions('failed-events', 'Functions that keep failed events', (fn) => fn.get('DeadLetterConfig', 'TargetArn').exists),
    ofFunctions('traced', 'Functions that are traced', (fn) => fn.get('TracingConfig', 'Mode').string() === 'Active'),
    guard('guard-alert-only', 'Functions whose guard only reports', false),
    guard('guard-enforcing', 'Functions whose guard blocks', true),
    ...BY_RULES.map(([id, title, rules]) => byRules(result, id, title, rules)),
  ];
}

function counted(id: string, title: string, answers: readonly (boolean | undefined)[]): Control {
  const count = (answer: boolean | undefined) => answers.filter((each) => each === answer).length;
  return { id, title, has: count(true), of: answers.length, unknown: count(undefined) };
}

function byRules(result: GateResult, id: string, title: string, rules: readonly string[]): Control {
  const of = result.rules.filter((rule) => rules.includes(rule.id));
  const examined = new Set(of.flatMap((rule) => (result.evaluation.examined.get(rule) ?? []).map(({ path }) => path)));
  const said = [...outstanding(result), ...result.acknowledged].filter(({ rule }) => rule !== undefined && of.includes(rule));
  const known = said.filter(({ findingId }) => findingId !== UNDETERMINED_ID);
  const wrong = new Set(known.map(({ path }) => path).filter((path) => examined.has(path)));
  const unknown = new Set(said.map(({ path }) => path).filter((path) => examined.has(path) && !wrong.has(path)));
  return { id, title, has: examined.size - wrong.size - unknown.size, of: examined.size, unknown: unknown.size };
}

/** What a reader of a template finds in the first scenario; undefined where it can't be known. */
function knownOf(result: GateResult, read: () => boolean): boolean | undefined {
  const attempt = (): boolean | undefined => {
    try {
      return read();
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      return undefined;
    }
  };
  return result.workload.scenarios.explore(attempt, 1).results[0].result;
}

function rolesOf(fn: Resource): Resource[] {
  return fn.get('Role').references().map(({ resource }) => resource).filter((role): role is Resource => role?.type === ROLE);
}

function usersOfRoles(result: GateResult, functions: readonly Resource[]): ReadonlyMap<Resource, number> {
  const users = new Map<Resource, number>();
  for (const fn of functions) {
    knownOf(result, () => {
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
