import { all, finding, Outcome, Rule } from '../../gate';
import type { Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

/** No Content-Type leads around the validation of the body. */
export const methodContentTypeClosed: Rule = {
  id: 'MethodContentTypeClosed',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'An operation that validates bodies does so for every Content-Type that a client may name.',
  why:
    'API Gateway picks the model by the Content-Type header and lets a body for which it finds none pass unchecked: ' +
    'a client that writes text/plain sends whatever it likes.',
  fix: {
    cdk:
      'Pass requestModels: { "application/json": model, $default: model } to addMethod, and take */* and validated content types out of ' +
      'binaryMediaTypes.',
    template:
      'Map a model under $default in RequestModels; in OpenAPI, in requestBody.content or consumes. Take */* and validated content types out of ' +
      'BinaryMediaTypes.',
    sam:
      'Map a model under $default in requestBody.content or consumes of DefinitionBody: RequestModel of an event maps none there. Take */* and ' +
      'validated types out of BinaryMediaTypes.',
  },
  acceptable:
    'When something else rejects other content types, such as passthroughBehavior NEVER of an integration that is no proxy, or the function: name ' +
    'it.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'no-default-model': 'No model is mapped under $default, so that bodies of other content types are not validated.',
    'binary-body': 'The API takes bodies of a validated content type as binary, which models cannot describe.',
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
    : [finding(operation.at, 'binary-body', `the API takes bodies of ${binary.join(', ')} as binary, so the model does not see them as JSON`)];
}
