import { all, finding, Outcome, Rule } from '../../gate';
import type { Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

/** Bodies are validated regardless of their Content-Type. */
export const methodContentTypeClosed: Rule = {
  id: 'MethodContentTypeClosed',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'An operation that validates bodies does so for every Content-Type that a client may send.',
  why:
    'API Gateway selects the model by the Content-Type header, and passes a body on unchecked if no model matches: a client that sends ' +
    'text/plain bypasses validation.',
  fix: {
    cdk:
      'Pass requestModels: { "application/json": model, $default: model } to addMethod, and remove */* and validated ' +
      'content types from binaryMediaTypes.',
    template:
      'Map a model under $default in RequestModels; in OpenAPI, in requestBody.content or consumes. Remove */* and validated ' +
      'content types from BinaryMediaTypes.',
    sam:
      'Map a model under $default in requestBody.content or consumes of DefinitionBody: RequestModel of an event maps none there. Remove */* and ' +
      'validated types from BinaryMediaTypes.',
  },
  acceptable:
    'If another component rejects other content types, such as passthroughBehavior NEVER of a non-proxy integration, or the function: name it.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'no-default-model': 'No model is mapped under $default, so bodies of other content types are not validated.',
    'binary-body': 'The API treats bodies of a validated content type as binary, and models do not apply to binary bodies.',
  },
  check: (resource, workload) => eachOperation(resource, workload, checkOperation),
};

function checkOperation(operation: Operation): readonly Outcome[] {
  if (operation.isMock()) return [];
  const contentTypes = operation.bodyModels().map(({ contentType }) => contentType);
  return contentTypes.length === 0 ? [] : all(() => checkDefault(operation, contentTypes), () => checkBinary(operation, contentTypes));
}

function checkDefault(operation: Operation, contentTypes: readonly string[]): readonly Outcome[] {
  return contentTypes.includes('$default')
    ? []
    : [finding(operation.at, 'no-default-model', `bodies are validated for ${contentTypes.join(', ')} only: no model is mapped under $default`)];
}

function checkBinary(operation: Operation, contentTypes: readonly string[]): readonly Outcome[] {
  const validated = new Set(contentTypes.map((type) => type.toLowerCase()));
  const binary = operation.binaryMediaTypes().filter((type) => type === '*/*' || validated.has(type.toLowerCase()));
  return binary.length === 0
    ? []
    : [finding(operation.at, 'binary-body', `the API treats bodies of ${binary.join(', ')} as binary, so no model validates them as JSON`)];
}
