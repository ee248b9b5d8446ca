/**
 * The operations of REST APIs, whether a template declares them as Method resources or in the OpenAPI document of a RestApi.
 * Rules are written once, for operations.
 */
import { MethodOperation } from './method-operation';
import { OpenApiDocument } from './openapi-document';
import type { Operation } from './operation';
import { attempt, each, Outcome, Resource, undetermined, Workload } from '../../gate';

/** The target of a rule for operations. */
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
    ...(file.exists ? [undetermined(file, `the OpenAPI document is ${typeof file.literal() === 'string' ? `in ${file.literal()}, which was not read` : 'read from S3 at deployment'}`)] : []),
    ...(original.exists ? [undetermined(original, 'what the API that it is cloned from has is known only at deployment')] : []),
    ...each([api.get('Body')].filter((body) => body.exists), () => check(new OpenApiDocument(api, workload))),
  ];
}

/** Whether a REST API is only reachable through VPC endpoints, and has no edge-optimized or regional endpoint. */
export function isPrivate(api: Resource): boolean {
  const types = [...api.get('EndpointConfiguration', 'Types').items(), api.get('Parameters', 'endpointConfigurationTypes')].filter((type) => type.exists);
  return types.length > 0 && types.every((type) => type.string() === 'PRIVATE');
}

/** Whether the default endpoint of a REST API is disabled, so that clients need a custom domain name. */
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
