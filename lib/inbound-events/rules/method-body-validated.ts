import { all, each, finding, Outcome, Rule, Workload } from '../../gate';
import { openTypesOfModel } from '../template/open-model';
import { CONTENT_TYPES, everyValueOf } from '../template/open-types';
import type { BodyModel, Operation } from '../template/operation';
import { ACCEPTS_ANYTHING } from '../template/recorded-events';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

/**
 * The verbs whose requests have a body. In HTTP (RFC 9110), the body of a DELETE, GET, HEAD or OPTIONS request has no meaning, so such an operation
 * is checked only if it declares a model.
 */
const BODY_VERBS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'ANY']);

/** API Gateway rejects bodies that do not match the model of the operation. */
export const methodBodyValidated: Rule = {
  id: 'MethodBodyValidated',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'Each operation of a REST API that takes a body has a validator and a model for it.',
  why:
    'Without them any body reaches the function, and attackers use each check that the code lacks. A validator of another operation of the ' +
    'API has no effect on this one.',
  fix: {
    cdk:
      'Pass requestModels, and requestValidator with validateRequestBody: true, to addMethod itself: default method ' +
      'options of the API ignore them.',
    template:
      'Set RequestModels and RequestValidatorId on the Method, ValidateRequestBody on the validator, and a Schema with types. In OpenAPI, use a ' +
      'body schema and x-amazon-apigateway-request-validator.',
    sam:
      'In DefinitionBody, give the operation a requestBody with a schema under application/json and $default, and an ' +
      'x-amazon-apigateway-request-validator. RequestModel validates application/json only.',
  },
  acceptable:
    'If the body is not JSON, as for an upload: say where the function validates it. Instead of ANY and {proxy+}, declare the ' +
    'operations that the application has.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'no-validator': 'The operation has no request validator.',
    'validator-skips-body': 'The validator of the operation does not check bodies.',
    'validator-of-other-api': 'The validator belongs to another API.',
    'no-model': 'The operation has no model for its body.',
    [ACCEPTS_ANYTHING]: 'The model of the operation accepts any body, any object, any list or any text, as the built-in models Empty and Error do.',
  },
  check: (resource, workload) => eachOperation(resource, workload, (operation) => checkOperation(operation, workload)),
};

function checkOperation(operation: Operation, workload: Workload): readonly Outcome[] {
  if (operation.isMock()) return [];
  const declaresBody = BODY_VERBS.has(operation.verb()) || operation.bodyModels().length > 0;
  return declaresBody ? all(() => checkValidator(operation), () => checkModels(operation, workload)) : [];
}

function checkValidator(operation: Operation): readonly Outcome[] {
  const validator = operation.validator();
  if (!validator) return [finding(operation.at, 'no-validator', `${operation.verb()} has no request validator`, operation.at)];
  return all(
    () =>
      validator.checksBody()
        ? []
        : [finding(operation.at, 'validator-skips-body', `request validator ${validator.name} does not check the body of ${operation.verb()}`)],
    () =>
      validator.isOfSameApi()
        ? []
        : [finding(operation.at, 'validator-of-other-api', `request validator ${validator.name} belongs to another API`)],
  );
}

function checkModels(operation: Operation, workload: Workload): readonly Outcome[] {
  const models = operation.bodyModels();
  if (models.length === 0) return [finding(operation.at, 'no-model', `${operation.verb()} has no model for its body`, operation.at)];
  return each(models, (model) => checkModel(operation, model, workload));
}

function checkModel(operation: Operation, { contentType, model }: BodyModel, workload: Workload): readonly Outcome[] {
  const { name, schema } = model();
  const types = schema ? openTypesOfModel(schema, workload) : CONTENT_TYPES;
  return types.length === 0 ? [] : [finding(operation.at, ACCEPTS_ANYTHING, `the model for ${contentType} (${name}) accepts ${everyValueOf(types)}`)];
}
