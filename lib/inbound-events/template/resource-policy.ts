/**
 * Reads the resource policy of a REST API, to determine whether it protects an operation without authorization from the public. If an API has a
 * policy, a request that no statement allows is rejected.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
import { covers, coversPattern, hasWildcard, isEveryones, Property, Statement, statementsOf } from '../../gate';

const INVOKE = 'execute-api:Invoke';

/** Condition keys that identify the caller or its location. A caller can't choose their values freely. */
const IDENTIFYING_KEYS: ReadonlySet<string> = new Set(
  [
    'SourceIp', 'VpcSourceIp', 'SourceVpc', 'SourceVpcArn', 'SourceVpce', 'VpceAccount', 'VpceOrgID', 'VpceOrgPaths',
    'SourceArn', 'SourceAccount', 'SourceOrgID', 'SourceOrgPaths',
    'PrincipalArn', 'PrincipalAccount', 'PrincipalOrgID', 'PrincipalOrgPaths', 'PrincipalServiceName', 'userid', 'username',
  ].map((key) => `aws:${key}`.toLowerCase()),
);

/** A placeholder for any text without a slash, such as a stage or the value of a path parameter. */
const ANY_SEGMENT = '\u0001';

/** The operation for which a policy is read. */
export interface Target {
  readonly verb: string;
  /** The path. Undefined if it is unknown. */
  readonly path: string | undefined;
}

/** Checks whether a resource policy limits the operation to selected callers, or denies it to everyone. False without a policy. */
export function policyRestricts(place: Property, target: Target): boolean {
  if (!place.exists) return false;
  const statements = statementsOf(place);
  const opened = statements.flatMap((statement) => openedBy(statement, target));
  if (opened.length === 0) return true;
  const denied = statements.filter(deniesThePublic).flatMap((statement) => statement.resources.map(requestsOf));
  return opened.every((descriptions) => denied.some((pattern) => descriptions.some((requests) => coversPattern(pattern, requests))));
}

/**
 * Returns the requests for the operation that a statement allows to everyone. For each pattern of the statement, there are several descriptions that
 * include all of its requests, one of which is the pattern itself. Empty if the statement allows none.
 */
function openedBy(statement: Statement, target: Target): string[][] {
  if (statement.effect !== 'Allow' || !mayInclude(statement.actions, statement.notActions, (action) => covers(action, INVOKE))) return [];
  if (!isPublic(statement) || conditions(statement).some((condition) => condition.admitsOnlySome)) return [];
  if (statement.resources.length === 0) return mayInclude([], statement.notResources, () => false) ? [[requestsFor(target)]] : [];
  return statement.resources.map(requestsOf).filter((pattern) => mayMatch(pattern, target)).map((pattern) => [pattern, requestsFor(target, pattern)]);
}

/** Checks whether a statement denies invocations to everyone except selected callers. */
function deniesThePublic(statement: Statement): boolean {
  if (statement.effect !== 'Deny' || !statement.actions.some((action) => covers(action.string()!, INVOKE))) return false;
  // All conditions of a statement must match, so each of them must exempt only selected callers from the denial.
  return isPublic(statement) && conditions(statement).every((condition) => condition.sparesOnlySome);
}

/** Checks whether a statement's list includes something. A list of exceptions is assumed to include it unless it certainly excludes it. */
function mayInclude(listed: readonly Property[], excepted: readonly Property[], includes: (text: string) => boolean): boolean {
  if (listed.length > 0) return listed.some((item) => includes(item.string()!));
  return !excepted.some((item) => item.string() === '*');
}

function isPublic({ principal, notPrincipal }: Statement): boolean {
  if (notPrincipal.exists) return true;
  if (!principal.exists) return false;
  const named = principal.isObject() ? principal.at('AWS').itemsOrOne() : principal.itemsOrOne();
  return named.some((item) => item.string() === '*');
}

interface ConditionEntry {
  /** Whether the condition of an Allow is true only for selected callers. */
  readonly admitsOnlySome: boolean;
  /** Whether the condition of a Deny is false only for selected callers. */
  readonly sparesOnlySome: boolean;
}

function conditions(statement: Statement): ConditionEntry[] {
  return statement.condition.entries().flatMap(([operator, block]) =>
    block.entries().map(([key, values]) => {
      // These operators treat a wildcard as an ordinary character, so no value matches everyone.
      const isExact = /^(ForAnyValue:)?String(Not)?Equals(IgnoreCase)?(IfExists)?$/.test(operator);
      const picked = identifiesCallers(key) && (isExact || values.itemsOrOne().every((value) => !isEveryones(value.string()!)));
      const compares = /^(ForAnyValue:)?(Not)?(String|Arn|IpAddress)/.test(operator);
      const negated = /Not/.test(operator);
      // An absent key satisfies IfExists and negated operators, but not ForAnyValue.
      return {
        admitsOnlySome: picked && compares && !negated && !operator.endsWith('IfExists'),
        sparesOnlySome: picked && compares && negated && !operator.startsWith('ForAnyValue:'),
      };
    }),
  );
}

function identifiesCallers(key: string): boolean {
  return IDENTIFYING_KEYS.has(key.toLowerCase()) || /^aws:PrincipalTag\//i.test(key);
}

/** Checks whether a pattern of requests can match one for the operation. */
function mayMatch(pattern: string, { verb, path }: Target): boolean {
  const requests = `${ANY_SEGMENT}/${verb === 'ANY' ? ANY_SEGMENT : verb}${path === undefined ? '/*' : withParameters(path, ANY_SEGMENT, '*')}`;
  return overlap(pattern, requests);
}

/**
 * Returns all requests for the operation, as a pattern. If another pattern names a stage and a verb, only requests for that stage and verb are
 * included.
 */
function requestsFor({ verb, path }: Target, pattern = '*'): string {
  const [stage, named = '*'] = pattern.split('/');
  const hasStage = !hasWildcard(stage);
  const method = verb === 'ANY' && hasStage && !hasWildcard(named) ? named : verb.replace(/^ANY$/, '*');
  return `${hasStage ? stage : '*'}/${method}${path === undefined ? '/*' : withParameters(path, '*', '*')}`;
}

function withParameters(path: string, one: string, rest: string): string {
  return path.replace(/\{[^{}]*?(\+?)\}/g, (_, greedy) => (greedy ? rest : one));
}

/**
 * Returns the requests of a policy's resource: `stage/VERB/path` from `execute-api:/stage/VERB/path` or from an ARN. A parameter is read as the name
 * of a stage.
 */
function requestsOf(resource: Property): string {
  const pattern = isOpenStage(resource) ? resource.written()! : resource.string()!;
  const slash = pattern.indexOf('/');
  return slash < 0 ? '*' : pattern.slice(slash + 1);
}

/** Checks whether a parameter sets the stage, and everything else is known. */
function isOpenStage(resource: Property): boolean {
  const [, stage, ...rest] = (resource.written() ?? '').split('/');
  const name = resource.openParameter()?.name;
  return name !== undefined && resource.openParameters().length === 1 && stage === `\${${name}}` && !rest.join('/').includes('${?}');
}

/** Checks whether a text exists that matches both a policy's pattern and the pattern of the requests. */
function overlap(pattern: string, requests: string): boolean {
  // Rows are calculated from the end. row[j] is true if the rest of the pattern and the rest of the requests from j on overlap.
  let below: boolean[] = [];
  for (let i = pattern.length; i >= 0; i -= 1) {
    const row: boolean[] = [];
    const wanted = pattern[i] as string | undefined;
    for (let j = requests.length; j >= 0; j -= 1) {
      const given = requests[j] as string | undefined;
      if (wanted === '*') row[j] = below[j] || (given !== undefined && row[j + 1]);
      else if (given === '*' || given === ANY_SEGMENT) row[j] = row[j + 1] || (wanted !== undefined && (given === '*' || wanted !== '/') && below[j]);
      else if (wanted === undefined || given === undefined) row[j] = wanted === given;
      else row[j] = (wanted === '?' || wanted.toLowerCase() === given.toLowerCase()) && below[j + 1];
    }
    below = row;
  }
  return below[0];
}
