import { finding, Outcome, Rule, Undetermined, Workload } from '../../gate';
import { reachedByKnownClientsOnly } from '../template/mutual-tls';
import { isPreflight, Operation } from '../template/operation';
import { policyRestricts } from '../template/resource-policy';
import { eachOperation, isPrivate, OPERATION_TYPES } from '../template/rest-api';

/** Each operation authorizes its callers. */
export const methodAuthorized: Rule = {
  id: 'MethodAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each operation of a REST API authorizes its callers, or a policy or mutual TLS admits only selected ones.',
  why:
    'Without authorization, everyone on the internet can send events to the function, at any rate and with any content. An API key meters callers ' +
    'and does not identify them.',
  fix: {
    cdk:
      'Pass authorizationType: AuthorizationType.IAM or authorizer to addMethod, or give the RestApi a policy that names principals, source ' +
      'addresses or VPC endpoints.',
    template:
      'Set AuthorizationType and AuthorizerId on the Method, or Policy on the RestApi. In OpenAPI, set security to a scheme with ' +
      'x-amazon-apigateway-authorizer.',
    sam:
      'Set Auth.Authorizers and Auth.DefaultAuthorizer on the AWS::Serverless::Api, or Auth.Authorizer on the event. AWS_IAM needs no entry ' +
      'in Authorizers.',
  },
  acceptable:
    'If the operation is public on purpose, as for a sign-up or a webhook: say so, and what limits abuse or how the ' +
    'function verifies the signature.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
  resourceTypes: OPERATION_TYPES,
  findings: {
    'not-authorized': 'The operation does not authorize callers, and no resource policy does.',
    'api-key-only': 'The operation requires an API key, and no authorization.',
    'no-authorizer': 'The operation requires an authorizer, and names none that works.',
  },
  check: (resource, workload) => eachOperation(resource, workload, (operation) => checkOperation(operation, workload)),
};

function checkOperation(operation: Operation, workload: Workload): readonly Outcome[] {
  if (isPreflight(operation)) return [];
  const { kind, detail, apiKeyRequired } = operation.authorization();
  if (kind === 'authorized') return [];
  if (kind === 'incomplete') return [finding(operation.at, 'no-authorizer', detail)];
  const api = operation.api();
  const policy = operation.resourcePolicy();
  if (!api || !policy) throw operation.at.undetermined(`${detail}, and the resource policy of the RestApi is unknown: it is not part of this check`);
  // A private API without a policy rejects all requests.
  if (!policy.exists && isPrivate(api)) return [];
  if (policyRestricts(policy, { verb: operation.verb(), path: pathIfKnown(operation) })) return [];
  if (reachedByKnownClientsOnly(api, workload)) return [];
  return apiKeyRequired
    ? [finding(operation.at, 'api-key-only', `${detail}; an API key does not authorize callers`)]
    : [finding(operation.at, 'not-authorized', `${detail}, so everyone may call it`)];
}

function pathIfKnown(operation: Operation): string | undefined {
  try {
    return operation.path();
  } catch (e) {
    if (e instanceof Undetermined) return undefined;
    throw e;
  }
}
