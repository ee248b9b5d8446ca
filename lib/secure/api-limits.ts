import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LIMITS } from '../quotas';

/** What the CDK adds to the logical id of a deployment: a hash of all that is deployed. */
const HASH_LENGTH = 32;

/** Fails synthesis where an API has more resources than API Gateway takes, or a construct path by which it can't be deployed. */
export function checkApiLimits(api: apigateway.RestApi, maxResources: number = LIMITS.resourcesOfApi): void {
  api.node.addValidation({ validate: () => [...resourceProblems(api, maxResources), ...pathProblems(api)] });
}

function resourceProblems(api: apigateway.RestApi, maxResources: number): string[] {
  // AWS does not say whether the root, which each API has and its API lists, is one of them: it is counted, so that synthesis fails first.
  const count = 1 + api.node.findAll().filter((construct) => construct instanceof apigateway.CfnResource).length;
  return count <= maxResources
    ? []
    : [`the API has ${count} resources, one for each part of a path and the root, and may have ${maxResources}: split it into several APIs, or give maxResources where the quota of the account was raised`];
}

/** The CDK shortens all logical ids but this one. */
function pathProblems(api: apigateway.RestApi): string[] {
  const resource = api.latestDeployment?.node.defaultChild as apigateway.CfnDeployment | undefined;
  const length = resource ? Stack.of(resource).resolve(resource.logicalId).length : 0;
  return length <= LIMITS.logicalId
    ? []
    : [`the logical id of the deployment would have ${length} characters, ${HASH_LENGTH} of them a hash, and CloudFormation takes ${LIMITS.logicalId}: shorten the ids of the constructs that the API is in`];
}
