import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LIMITS } from '../../quotas';

/** Length of the hash of the deployed content that the CDK appends to the logical id of a deployment. */
const HASH_LENGTH = 32;

/** Fails synthesis if an API has more resources than API Gateway allows, or if its construct path is too long to be deployed. */
export function checkApiLimits(api: apigateway.RestApi, maxResources: number = LIMITS.resourcesOfApi): void {
  api.node.addValidation({ validate: () => [...resourceProblems(api, maxResources), ...pathProblems(api)] });
}

function resourceProblems(api: apigateway.RestApi, maxResources: number): string[] {
  // AWS does not document whether the root resource, which every API has, counts. It is counted here, so that synthesis fails
  // before the deployment does.
  const count = 1 + api.node.findAll().filter((construct) => construct instanceof apigateway.CfnResource).length;
  return count <= maxResources
    ? []
    : [`the API has ${count} resources, one for each part of a path and the root, and the limit is ${maxResources}: split it into several APIs, or set maxResources if the quota of the account was raised`];
}

/** The CDK shortens all logical ids except this one. */
function pathProblems(api: apigateway.RestApi): string[] {
  const resource = api.latestDeployment?.node.defaultChild as apigateway.CfnDeployment | undefined;
  const length = resource ? Stack.of(resource).resolve(resource.logicalId).length : 0;
  return length <= LIMITS.logicalId
    ? []
    : [`the logical id of the deployment would have ${length} characters, ${HASH_LENGTH} of them a hash, and the limit of CloudFormation is ${LIMITS.logicalId}: shorten the ids of the API's parent constructs`];
}
