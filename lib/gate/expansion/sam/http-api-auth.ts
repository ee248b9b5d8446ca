import { child, INTEGRATION, items, pathItems, type Draft } from './open-api';
import { branchesOf, compact, entriesOf, isGiven, isIntrinsic, listOf, mapOf, sub } from './values';
import { isObject, type JsonObject } from '../../../json/json-object';

/** Properties of an HTTP API's `Auth`. */
export const HTTP_API_AUTH = ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer'];

/** Properties of an authorizer. */
export const HTTP_AUTHORIZER = [
  'AuthorizationScopes', 'AuthorizerPayloadFormatVersion', 'EnableFunctionDefaultPermissions', 'EnableSimpleResponses', 'FunctionArn', 'FunctionInvokeRole', 'Identity',
  'IdentitySource', 'JwtConfiguration',
];

/** Properties of an event's `Auth`. */
export const HTTP_EVENT_AUTH = ['AuthorizationScopes', 'Authorizer'];

const IAM = { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' };

/** Adds the authorizers of an HTTP API to its document, and the default authorizer to each operation that names none. */
export function addHttpAuth(document: Draft, auth: JsonObject): void {
  const authorizers = entriesOf(auth.Authorizers);
  const schemes = () => child(child(document, 'components'), 'securitySchemes');
  if (auth.EnableIamAuthorizer === true) schemes().AWS_IAM = IAM;
  for (const [name, authorizer] of authorizers) schemes()[name] = securityScheme(mapOf(authorizer) ?? {});
  const { DefaultAuthorizer: name } = auth;
  if (typeof name !== 'string' || name === '') return;
  const scopes = listOf(mapOf(mapOf(auth.Authorizers)?.[name])?.AuthorizationScopes);
  for (const { item } of pathItems(document)) {
    for (const [method, value] of Object.entries(item)) {
      if (['parameters', 'options'].includes(method)) continue;
      for (const definition of branchesOf(value).filter(isObject) as Draft[]) {
        if (definition[INTEGRATION] && !isGiven(definition.security)) definition.security = [{ [name]: scopes }];
      }
    }
  }
}

/** Adds the authorizer of an event, or the default one with other scopes, to its operation. */
export function addRouteAuth(definition: Draft, auth: JsonObject, apiAuth: JsonObject): void {
  const name = auth.Authorizer ?? apiAuth.DefaultAuthorizer;
  if (isIntrinsic(name)) definition.security = name;
  if (typeof name !== 'string' || name === '') return;
  const own = listOf(auth.AuthorizationScopes);
  const declared = mapOf(mapOf(apiAuth.Authorizers)?.[name]);
  const scopes = ['NONE', 'AWS_IAM'].includes(name) ? [] : own.length > 0 ? own : listOf(declared?.AuthorizationScopes);
  definition.security = [...items(definition, 'security'), { [name]: scopes }];
}

function securityScheme(authorizer: JsonObject): JsonObject {
  const jwt = mapOf(authorizer.JwtConfiguration);
  const key = 'x-amazon-apigateway-authorizer';
  if (jwt) {
    const configuration = Object.fromEntries(Object.entries(jwt).map(([name, value]) => [name.toLowerCase(), value]));
    return { type: 'oauth2', [key]: compact({ type: 'jwt', jwtConfiguration: configuration, identitySource: authorizer.IdentitySource }) };
  }
  const identity = mapOf(authorizer.Identity);
  const sources = ([['$request.header.', 'Headers'], ['$request.querystring.', 'QueryStrings'], ['$stageVariables.', 'StageVariables'], ['$context.', 'Context']] as const).flatMap(
    ([prefix, property]) => listOf(identity?.[property]).map((name) => `${prefix}${String(name)}`),
  );
  const role = authorizer.FunctionInvokeRole;
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    [key]: compact({
      type: 'request',
      authorizerUri: sub('arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations', { __FunctionArn__: authorizer.FunctionArn }),
      authorizerCredentials: role === 'NONE' ? undefined : role,
      authorizerResultTtlInSeconds: identity?.ReauthorizeEvery,
      identitySource: identity ? sources : undefined,
      authorizerPayloadFormatVersion: authorizer.AuthorizerPayloadFormatVersion,
      enableSimpleResponses: authorizer.EnableSimpleResponses,
    }),
  };
}
