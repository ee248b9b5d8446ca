import { eachOperation, Operation, OPERATION_TYPES, pathParameters } from './rest-api';
import { all, finding, Outcome, Rule } from '../../gate';

/** Where a validator looks for parameters. */
const CHECKED_PLACES: ReadonlySet<string> = new Set(['path', 'querystring', 'header']);

/** API Gateway refuses requests that lack a required parameter. */
export const methodParametersValidated: Rule = {
  id: 'MethodParametersValidated',
  item: 'inbound-events/request-validation',
  severity: 'warning',
  title: 'Each operation declares the parameters of its path as required, and has a validator that checks required parameters.',
  why:
    'A parameter marked as required is only documentation until a validator checks it: the function meets requests without it. ' +
    'API Gateway checks that a parameter is there, never its type or format; the function still has to check its value.',
  fix:
    'CDK: pass requestParameters: { \'method.request.path.id\': true } and a requestValidator with validateRequestParameters: true to addMethod. ' +
    'Templates: set RequestParameters and RequestValidatorId on the AWS::ApiGateway::Method, and ValidateRequestParameters on its validator. ' +
    'OpenAPI: required: true on the parameters, and a validator with validateRequestParameters.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'path-parameter-undeclared': 'A parameter of the path is not declared as required.',
    'no-validator': 'Parameters are declared as required, and the operation has no request validator.',
    'validator-skips-parameters': 'Parameters are declared as required, and the validator of the operation does not check them.',
  },
  check: (resource, workload) =>
    eachOperation(resource, workload, (operation) =>
      operation.isMock() ? [] : all(() => checkPath(operation), () => checkValidator(operation)),
    ),
};

function checkPath(operation: Operation): readonly Outcome[] {
  const declared = operation.parameters().filter(({ place, required }) => place === 'path' && required).map(({ name }) => name);
  const missing = pathParameters(operation.path()).filter((name) => !declared.includes(name));
  if (missing.length === 0) return [];
  const message = `${missing.join(', ')} of path ${operation.path()} is not declared as a required parameter`;
  return [finding(operation.at, 'path-parameter-undeclared', message)];
}

function checkValidator(operation: Operation): readonly Outcome[] {
  const required = operation.parameters().filter((parameter) => parameter.required && CHECKED_PLACES.has(parameter.place));
  if (required.length === 0) return [];
  const names = required.map(({ place, name }) => `${place}.${name}`).join(', ');
  const validator = operation.validator();
  if (!validator) return [finding(operation.at, 'no-validator', `${names} is required, and no request validator checks that it is there`)];
  if (validator.checksParameters()) return [];
  const message = `${names} is required, and request validator ${validator.name} does not check parameters`;
  return [finding(operation.at, 'validator-skips-parameters', message)];
}
