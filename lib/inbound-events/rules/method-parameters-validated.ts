import { all, finding, Outcome, Rule } from '../../gate';
import { Operation, pathParameters } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';
import { functionAt, isFunctionAt, isValidated, REQUEST_VALIDATOR_HANDLERS } from '../template/validated-function';

/** The places of parameters that a validator checks. */
const CHECKED_PLACES: ReadonlySet<string> = new Set(['path', 'querystring', 'header']);

/** Verbs of requests that usually have no body. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

/** API Gateway rejects requests that lack a required parameter. */
export const methodParametersValidated: Rule = {
  id: 'MethodParametersValidated',
  item: 'inbound-events/request-validation',
  severity: 'warning',
  title: 'Each operation declares its path parameters as required, and has a validator that checks them.',
  why:
    'Without a validator, `required` is only documentation: the function receives requests that lack the parameter. API Gateway checks the ' +
    'presence of a parameter, not its type or format; the function still has to validate its value.',
  fix: {
    cdk: 'Pass requestParameters: { "method.request.path.id": true }, and requestValidator with validateRequestParameters: true, to addMethod.',
    template:
      'Set RequestParameters and RequestValidatorId on the Method, and ValidateRequestParameters on the validator. In OpenAPI, set required: true ' +
      'on the parameters.',
    sam: 'Name the parameters in RequestParameters of the event with Required: true, and set ValidateParameters: true in its RequestModel.',
  },
  acceptable: 'When the function itself rejects requests that lack the parameter: say where.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'path-parameter-undeclared': 'A path parameter is not declared as required.',
    'nothing-checked':
      'A function receives requests without a body unchecked: no validator, no declared parameter, and no schema before the handler.',
    'no-validator': 'Parameters are declared as required, and the operation has no request validator.',
    'validator-skips-parameters': 'Parameters are declared as required, and the validator of the operation does not check them.',
  },
  check: (resource, workload) =>
    eachOperation(resource, workload, (operation) =>
      operation.isMock() ? [] : all(() => checkPath(operation), () => checkValidator(operation), () => checkProxy(operation)),
    ),
};

function checkPath(operation: Operation): readonly Outcome[] {
  const declared = operation.parameters().filter(({ place, required }) => place === 'path' && required).map(({ name }) => name);
  const missing = pathParameters(operation.path()).filter((name) => !declared.includes(name));
  if (missing.length === 0) return [];
  const message = `the operation does not declare ${missing.join(', ')} of path ${operation.path()} as required`;
  return [finding(operation.at, 'path-parameter-undeclared', message)];
}

function checkValidator(operation: Operation): readonly Outcome[] {
  const required = operation.parameters().filter((parameter) => parameter.required && CHECKED_PLACES.has(parameter.place));
  if (required.length === 0) return [];
  const names = required.map(({ place, name }) => `${place}.${name}`).join(', ');
  const validator = operation.validator();
  if (!validator) return [finding(operation.at, 'no-validator', `no request validator checks the required ${names}`)];
  if (validator.checksParameters()) return [];
  const message = `request validator ${validator.name} does not check the required ${names}`;
  return [finding(operation.at, 'validator-skips-parameters', message)];
}

/** A proxy integration passes on each query string and header, declared or not. */
function checkProxy(operation: Operation): readonly Outcome[] {
  const { uri, type } = operation.integration();
  if (!WITHOUT_BODY.has(operation.verb()) || type() !== 'AWS_PROXY' || operation.parameters().length > 0 || operation.validator()) return [];
  // If the path has parameters, the finding about undeclared ones covers this.
  if (pathParameters(operation.path()).length > 0 || !isFunctionAt(uri)) return [];
  const fn = functionAt(uri);
  if (fn && (isValidated(fn) || Object.values(REQUEST_VALIDATOR_HANDLERS).includes(fn.get('Handler').string() ?? ''))) return [];
  return [finding(operation.at, 'nothing-checked', 'nothing checks query strings and headers before the function receives them')];
}
