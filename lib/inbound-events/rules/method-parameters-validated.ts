import { all, finding, Outcome, Resource, Rule } from '../../gate';
import { Operation, pathParameters } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';
import {
  ENDPOINT_PARAMETERS_METADATA, functionAt, isFunctionAt, isValidated, REQUEST_VALIDATOR_HANDLERS, UNVALIDATED_PARAMETERS_METADATA,
} from '../template/validated-function';

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
    cdk:
      'Pass requestParameters: { "method.request.path.id": true }, and requestValidator with validateRequestParameters: true, to addMethod. In a ' +
      'SecureRestApi, remove validateInFunction: false.',
    template:
      'Set RequestParameters and RequestValidatorId on the Method, and ValidateRequestParameters on the validator; in OpenAPI, ' +
      'required: true. For a SecureRestApi, remove validateInFunction: false.',
    sam: 'Name the parameters in RequestParameters of the event with Required: true, and set ValidateParameters: true in its RequestModel.',
  },
  acceptable: 'If the function itself rejects requests that lack the parameter: say where.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'path-parameter-undeclared': 'A path parameter is not declared as required.',
    'nothing-checked':
      'A function receives requests without a body unchecked: no validator, no declared parameter, and no schema before the handler.',
    'no-validator': 'Parameters are declared as required, and the operation has no request validator.',
    'values-unchecked': 'Parameters of an endpoint have schemas, and validateInFunction: false removes the validation against them.',
    'validator-skips-parameters': 'Parameters are declared as required, and the validator of the operation does not check them.',
  },
  check: (resource, workload) =>
    eachOperation(resource, workload, (operation) =>
      operation.isMock()
        ? []
        : all(() => checkPath(operation), () => checkValidator(operation), () => checkProxy(operation), () => checkValues(operation)),
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

/** Checks a proxy integration, which passes on each query string and header, whether declared or not. */
function checkProxy(operation: Operation): readonly Outcome[] {
  const { uri, type } = operation.integration();
  if (!WITHOUT_BODY.has(operation.verb()) || type() !== 'AWS_PROXY' || operation.parameters().length > 0 || operation.validator()) return [];
  // For paths with parameters, the finding about undeclared parameters covers this.
  if (pathParameters(operation.path()).length > 0 || !isFunctionAt(uri)) return [];
  const fn = functionAt(uri);
  if (fn && (isValidated(fn) || validatesEndpoint(fn, operation))) return [];
  return [finding(operation.at, 'nothing-checked', 'nothing checks query strings and headers before the function receives them')];
}

/** Checks whether the function's validator, which passes requests to other endpoints unchanged, has the schemas of this one. */
function validatesEndpoint(fn: Resource, { at }: Operation): boolean {
  const hasValidator = Object.values(REQUEST_VALIDATOR_HANDLERS).includes(fn.get('Handler').string() ?? '');
  return hasValidator && at.resource.attribute('Metadata').at(ENDPOINT_PARAMETERS_METADATA).exists;
}

/** Checks an endpoint of a `SecureRestApi` whose function does not validate the values of its parameters. */
function checkValues(operation: Operation): readonly Outcome[] {
  const names = operation.at.resource.attribute('Metadata').at(UNVALIDATED_PARAMETERS_METADATA).items().map((name) => name.string());
  const fn = functionAt(operation.integration().uri);
  if (names.length === 0 || (fn && isValidated(fn))) return [];
  const message = `nothing validates ${names.join(', ')} against the declared schemas before the function, since validateInFunction is false`;
  return [finding(operation.at, 'values-unchecked', message)];
}
