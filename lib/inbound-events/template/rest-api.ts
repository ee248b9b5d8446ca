/**
 * Reads the operations of REST APIs, whether a template declares them as Method resources or in the OpenAPI document of a RestApi. Rules are written
 * once, for operations.
 */
import { MethodOperation } from './method-operation';
import { OpenApiDocument } from './openapi-document';
import type { Operation } from './operation';
import { whyUnread } from './unread-document';
import { attempt, each, Outcome, Resource, undetermined, Workload } from '../../gate';

/** The types of resources that rules for operations check. */
export const OPERATION_TYPES: readonly string[] = ['AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi'];

/** Runs a check for each operation that a Method, or the OpenAPI document of a RestApi, declares. */
export function eachOperation(resource: Resource, workload: Workload, check: (operation: Operation) => readonly Outcome[]): Outcome[] {
  if (resource.type === 'AWS::ApiGateway::Method') return [...attempt(() => check(new MethodOperation(resource, workload)))];
  return eachDocument(resource, workload, (document) => document.eachOperation(check));
}

/** Runs a check on the OpenAPI document of a RestApi, if it has one. */
export function eachDocument(api: Resource, workload: Workload, check: (document: OpenApiDocument) => readonly Outcome[]): Outcome[] {
  const [file, original] = [api.get('BodyS3Location'), api.get('CloneFrom')];
  return [
    ...(file.exists ? [undetermined(file, whyUnread('OpenAPI document', file))] : []),
    ...(original.exists ? [undetermined(original, 'the content of the API that it is cloned from is known only at deployment')] : []),
    ...each([api.get('Body')].filter((body) => body.exists), () => check(new OpenApiDocument(api, workload))),
  ];
}

/** Checks whether a REST API is only reachable through VPC endpoints, and has no edge-optimized or regional endpoint. */
export function isPrivate(api: Resource): boolean {
  const types = [...api.get('EndpointConfiguration', 'Types').items(), api.get('Parameters', 'endpointConfigurationTypes')].filter((type) => type.exists);
  return types.length > 0 && types.every((type) => type.string() === 'PRIVATE');
}

/** Checks whether the default endpoint of a REST API is disabled, so that clients need a custom domain name. */
export function isDefaultEndpointOff(api: Resource): boolean {
  const own = api.get('DisableExecuteApiEndpoint');
  if (own.exists) return own.boolean() === true;
  const body = api.get('Body').document();
  const switches = [
    body.at('x-amazon-apigateway-endpoint-configuration', 'disableExecuteApiEndpoint'),
    body.at('servers', 0, 'x-amazon-apigateway-endpoint-configuration', 'disableExecuteApiEndpoint'),
  ];
  return switches.find((candidate) => candidate.exists)?.boolean() ?? false;
}
