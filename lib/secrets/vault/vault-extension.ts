import { Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The account in which HashiCorp publishes its Lambda layers. */
const PUBLISHER = '634166935893';

/** Name and version of the layer of release 0.14. */
const LAYERS: { readonly [architecture: string]: string } = {
  x86_64: 'vault-lambda-extension:25',
  arm64: 'vault-lambda-extension-arm64:13',
};

/** Source: https://developer.hashicorp.com/vault/docs/deploy/aws/lambda-extension */
const REGIONS = new Set([
  'af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2',
  'ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'me-south-1', 'sa-east-1', 'us-east-1', 'us-east-2',
  'us-west-1', 'us-west-2',
]);

/** The address on which the extension listens. It can't be configured. */
export const PROXY_URL = 'http://127.0.0.1:8200';

/** Returns why HashiCorp has no layer for the Region of a function. Undefined if it has one, or if the Region is known only at deployment. */
export function layerGap(fn: lambda.IFunction): string | undefined {
  const { region } = Stack.of(fn);
  if (Token.isUnresolved(region) || REGIONS.has(region)) return undefined;
  return `HashiCorp publishes no layer in ${region}: publish the extension there yourself, and set layer`;
}

/** Returns the layer of HashiCorp for the Region and architecture of a function. */
export function layerArn(fn: lambda.IFunction): string {
  const { partition, region } = Stack.of(fn);
  return `arn:${partition}:lambda:${region}:${PUBLISHER}:layer:${LAYERS[fn.architecture.name]}`;
}
