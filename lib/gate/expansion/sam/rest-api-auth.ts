import { ANY_METHOD, child, items, operations, pathItems, securityNames, type Draft } from './open-api';
import { compact, entriesOf, isGiven, isIntrinsic, listOf, mapOf, sub } from './values';
import type { JsonObject } from '../../../json/json-object';

/** Properties of an API's `Auth`. */
export const API_AUTH = [
  'AddApiKeyRequiredToCorsPreflight', 'AddDefaultAuthorizerToCorsPreflight', 'ApiKeyRequired', 'Authorizers', 'DefaultAuthorizer', 'InvokeRole', 'ResourcePolicy', 'UsagePlan',
];

/** Properties of an event's `Auth`. */
export const EVENT_AUTH = ['ApiKeyRequired', 'AuthorizationScopes', 'Authorizer', 'InvokeRole', 'OverrideApiAuth', 'ResourcePolicy'];

/** Properties of an authorizer; SAM ignores those that only HTTP APIs have. */
export const AUTHORIZER = [
  'AuthorizationScopes', 'AuthorizerPayloadFormatVersion', 'DisableFunctionDefaultPermissions', 'EnableSimpleResponses', 'FunctionArn', 'FunctionInvokeRole', 'FunctionPayloadType', 'Identity', 'UserPoolArn',
];

const API_KEYS = ['api_key', 'api_key_false'];

const IDENTITY_SOURCES: readonly (readonly [property: string, prefix: string])[] = [
  ['Headers', 'method.request.header.'],
  ['QueryStrings', 'method.request.querystring.'],
  ['StageVariables', 'stageVariables.'],
  ['Context', 'context.'],
];

/** Adds the settings of an API's `Auth` to its document. */
export function addApiAuth(document: Draft, auth: JsonObject, stage: unknown): void {
  const authorizers = mapOf(auth.Authorizers) ?? {};
  const isDefaultIam = auth.DefaultAuthorizer === 'AWS_IAM';
  if (isDefaultIam) child(document, 'securityDefinitions').AWS_IAM = IAM;
  for (const [name, authorizer] of entriesOf(authorizers)) child(document, 'securityDefinitions')[name] = securityDefinition(mapOf(authorizer) ?? {});
  const isAny = isDefaultIam || Object.keys(authorizers).length > 0;
  if (isAny && typeof auth.DefaultAuthorizer === 'string') {
    setDefaultAuthorizer(document, auth.DefaultAuthorizer, authorizers, auth.AddDefaultAuthorizerToCorsPreflight !== false);
  }
  if (isGiven(auth.ApiKeyRequired)) setApiKeyRequired(document, auth.AddApiKeyRequiredToCorsPreflight !== false);
  const policy = mapOf(auth.ResourcePolicy);
  if (policy) for (const path of Object.keys(document.paths as JsonObject)) addResourcePolicy(document, policy, path, stage);
  if (policy?.CustomStatements !== undefined) addStatements(document, listOf(policy.CustomStatements));
}

/** Adds the settings of an event's `Auth` to its operation. */
export function addMethodAuth(document: Draft, definition: Draft, path: string, auth: JsonObject, apiAuth: JsonObject, stage: unknown): void {
  const { Authorizer: authorizer, AuthorizationScopes: scopes, ApiKeyRequired: key } = auth;
  // Rules can't know it either.
  if (isIntrinsic(authorizer)) definition.security = authorizer;
  if (typeof authorizer === 'string' && authorizer !== '') {
    const declared = mapOf(mapOf(apiAuth.Authorizers)?.[authorizer]);
    const required = authorizer !== 'NONE' && declared ? (scopes ?? declared.AuthorizationScopes ?? []) : [];
    addSecurity(definition, { [authorizer]: required });
    if (securityNames(items(definition, 'security')[0]).includes('AWS_IAM')) child(document, 'securityDefinitions').AWS_IAM ??= IAM;
  }
  if (key !== undefined && key !== null) {
    addSecurity(definition, { [isGiven(key) ? 'api_key' : 'api_key_false']: [] });
    if (isGiven(key)) child(document, 'securityDefinitions').api_key ??= API_KEY;
  }
  const policy = mapOf(auth.ResourcePolicy);
  if (policy) addResourcePolicy(document, policy, path, stage);
  if (policy?.CustomStatements !== undefined) addStatements(document, listOf(policy.CustomStatements));
}

const IAM = { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' };

const API_KEY = { type: 'apiKey', name: 'x-api-key', in: 'header' };

function addSecurity(definition: Draft, entry: JsonObject): void {
  definition.security = [...items(definition, 'security'), entry];
}

/** Returns the security definition of a user pool, or of a function for a token or the request. */
function securityDefinition(authorizer: JsonObject): JsonObject {
  const identity = mapOf(authorizer.Identity) ?? {};
  const pools = authorizer.UserPoolArn;
  const isRequest = !isGiven(pools) && authorizer.FunctionPayloadType === 'REQUEST';
  const common = { type: 'apiKey', name: isRequest ? 'Unused' : (identity.Header ?? 'Authorization'), in: 'header' };
  if (isGiven(pools)) {
    const settings = compact({ type: 'cognito_user_pools', providerARNs: listOf(pools), identityValidationExpression: identity.ValidationExpression });
    return { ...common, 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': settings };
  }
  const role = authorizer.FunctionInvokeRole;
  const sources = IDENTITY_SOURCES.flatMap(([property, prefix]) => listOf(identity[property]).map((name) => `${prefix}${String(name)}`));
  const settings = compact({
    type: isRequest ? 'request' : 'token',
    authorizerUri: sub('arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations', { __FunctionArn__: authorizer.FunctionArn }),
    authorizerResultTtlInSeconds: identity.ReauthorizeEvery,
    authorizerCredentials: role === 'NONE' ? undefined : role,
    identitySource: isRequest && sources.length > 0 ? sources.join(', ') : undefined,
    identityValidationExpression: isRequest ? undefined : identity.ValidationExpression,
  });
  return { ...common, 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': settings };
}

/** Sets the default authorizer at each operation that names none; `NONE` means no authorizer. */
function setDefaultAuthorizer(document: Draft, name: string, authorizers: JsonObject, toPreflight: boolean): void {
  const names = new Set(['AWS_IAM', ...Object.keys(authorizers)]);
  const scopes = mapOf(authorizers[name])?.AuthorizationScopes ?? [];
  for (const { method, definition } of operations(document)) {
    if ((method === 'options' && !toPreflight) || isIntrinsic(definition.security)) continue;
    const existing = items(definition, 'security');
    const isOfAuthorizer = (entry: unknown) => securityNames(entry).some((key) => names.has(key));
    const others = existing.filter((entry) => !isOfAuthorizer(entry));
    const none = others.findIndex((entry) => securityNames(entry).includes('NONE'));
    const own = existing.filter(isOfAuthorizer);
    const security = none >= 0 ? others.filter((_, index) => index !== none) : [...others, ...(own.length > 0 ? own : [{ [name]: scopes }])];
    if (security.length === 0) continue;
    definition.security = security;
    if (securityNames(security[0]).includes('AWS_IAM')) child(document, 'securityDefinitions').AWS_IAM ??= IAM;
  }
}

function setApiKeyRequired(document: Draft, toPreflight: boolean): void {
  child(document, 'securityDefinitions').api_key ??= API_KEY;
  for (const { method, definition } of operations(document)) {
    const existing = items(definition, 'security');
    const others = existing.filter((entry) => !securityNames(entry).some((key) => API_KEYS.includes(key)));
    const isRejected = existing.some((entry) => securityNames(entry).includes('api_key_false'));
    const isNeeded = !isRejected && (method !== 'options' || toPreflight);
    // SAM keeps the key that an event requires although another entry excludes it; there is never more than one.
    definition.security = isNeeded ? [...others, { api_key: [] }] : others;
  }
}

/** Adds the statements of a `ResourcePolicy` for a path. */
function addResourcePolicy(document: Draft, policy: JsonObject, path: string, stage: unknown): void {
  const resources = resourcesOf(document, path, stage);
  const of = (effect: 'Allow' | 'Deny', principal: unknown, condition?: JsonObject) =>
    compact({ Effect: effect, Action: 'execute-api:Invoke', Resource: resources, Principal: principal, Condition: condition });
  for (const [property, effect] of [['AwsAccountWhitelist', 'Allow'], ['AwsAccountBlacklist', 'Deny']] as const) {
    if (isGiven(policy[property])) addStatements(document, [of(effect, { AWS: listOf(policy[property]) })]);
  }
  for (const [property, operator] of [['IpRangeWhitelist', 'NotIpAddress'], ['IpRangeBlacklist', 'IpAddress']] as const) {
    if (isGiven(policy[property])) addStatements(document, [of('Allow', '*'), of('Deny', '*', { [operator]: { 'aws:SourceIp': listOf(policy[property]) } })]);
  }
  for (const [list, operator] of [['Blacklist', 'StringEquals'], ['Whitelist', 'StringNotEquals']] as const) {
    const named = listOf(policy[`SourceVpc${list}`]);
    const starting = (prefix: string) => named.filter((name) => typeof name === 'string' && name.startsWith(prefix));
    const vpcs = [...starting('vpc-'), ...listOf(policy[`IntrinsicVpc${list}`])];
    const endpoints = [...starting('vpce-'), ...listOf(policy[`IntrinsicVpce${list}`])];
    if (vpcs.length + endpoints.length === 0) continue;
    const keys = { ...(vpcs.length > 0 ? { 'aws:SourceVpc': vpcs } : {}), ...(endpoints.length > 0 ? { 'aws:SourceVpce': endpoints } : {}) };
    addStatements(document, [of('Allow', '*'), of('Deny', '*', { [operator]: keys })]);
  }
}

function resourcesOf(document: Draft, path: string, stage: unknown): JsonObject[] {
  const methods = pathItems(document).filter((entry) => entry.path === path).flatMap(({ item }) => Object.keys(item));
  return methods.map((method) => {
    const verb = method === ANY_METHOD ? '*' : method.toUpperCase();
    return sub(`execute-api:/\${__Stage__}/${verb}${withoutParameters(path)}`, { __Stage__: stage });
  });
}

/** Returns a path with `*` for its parameters. */
export function withoutParameters(path: string): string {
  return path.replace(/\{([a-zA-Z0-9._-]+\+?)\}/g, '*');
}

function addStatements(document: Draft, statements: readonly unknown[]): void {
  const policy = child(document, 'x-amazon-apigateway-policy');
  const existing = listOf(policy.Statement);
  const known = new Set(existing.map((statement) => JSON.stringify(statement)));
  policy.Version = '2012-10-17';
  policy.Statement = [...existing, ...statements.filter((statement) => !known.has(JSON.stringify(statement)))];
}
