import { all, each, finding, Outcome, Rule } from '../../gate';
import type { BodyModel, Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';
import type { SchemaNode } from '../template/schema-node';

/**
 * The verbs whose requests have a body. In HTTP (RFC 9110) a body of DELETE, GET, HEAD or OPTIONS has no meaning, so such an operation is checked
 * only if it declares a model.
 */
const BODY_VERBS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'ANY']);

/** Keywords that reject no value. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['$schema', 'id', 'title', 'description', 'default', 'example', 'definitions']);

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
    sam: 'Declare Models on the AWS::Serverless::Api, and set RequestModel with Model, Required: true and ValidateBody: true on the event.',
  },
  acceptable:
    'When the body is not JSON, as for an upload: say where the function validates it. Instead of ANY and {proxy+}, declare the ' +
    'operations that the application has.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'no-validator': 'The operation has no request validator.',
    'validator-skips-body': 'The validator of the operation does not check bodies.',
    'validator-of-other-api': 'The validator belongs to another API.',
    'no-model': 'The operation has no model for its body.',
    'accepts-anything': 'The model of the operation accepts any body, as the built-in models Empty and Error do.',
  },
  check: (resource, workload) => eachOperation(resource, workload, checkOperation),
};

function checkOperation(operation: Operation): readonly Outcome[] {
  if (operation.isMock()) return [];
  const declaresBody = BODY_VERBS.has(operation.verb()) || operation.bodyModels().length > 0;
  return declaresBody ? all(() => checkValidator(operation), () => checkModels(operation)) : [];
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

function checkModels(operation: Operation): readonly Outcome[] {
  const models = operation.bodyModels();
  if (models.length === 0) return [finding(operation.at, 'no-model', `${operation.verb()} has no model for its body`, operation.at)];
  return each(models, (model) => checkModel(operation, model));
}

function checkModel(operation: Operation, { contentType, model }: BodyModel): readonly Outcome[] {
  const { name, schema } = model();
  if (schema && !acceptsAnything(schema)) return [];
  return [finding(operation.at, 'accepts-anything', `the model for ${contentType} (${name}) accepts any body`)];
}

function acceptsAnything(schema: SchemaNode): boolean {
  const target = schema.target();
  if (target?.kind === 'built-in') return true;
  // One step suffices: a reference to a reference is a schema of its own, and is checked as such.
  const { value } = target?.kind === 'schema' ? target.node : schema;
  return value.entries().every(([keyword]) => ANNOTATIONS.has(keyword));
}
