import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { FactName, RegionInfo } from 'aws-cdk-lib/region-info';
import { checkLength, LIMITS, shown, wholeNumber } from '../../quotas';
import { SecretUse } from '../audit/secret-use';
import { RotatedSecret } from '../rotation/rotated-secret';

/**
 * Allows a function to read secrets. An environment variable gets the ARN of each secret, never its value; the function reads the value at run time.
 *
 * @param secrets by the names of the environment variables
 * @throws Error if a name is not valid for an environment variable, or if an option is not available for the function
 */
export function useSecrets(fn: lambda.Function, secrets: { readonly [variable: string]: secretsmanager.ISecret }, use: SecretUse = {}): void {
  const problems = [...Object.entries(secrets).flatMap(([name, secret]) => secretProblems(name, secret, use)), ...extensionProblems(fn, use)];
  if (problems.length > 0) throw new Error(`[${fn.node.path}] secrets: ${problems.join('; ')}`);
  for (const [name, secret] of Object.entries(secrets)) {
    secret.grantRead(fn, use.currentVersionOnly ? ['AWSCURRENT'] : undefined);
    fn.addEnvironment(name, secret.secretArn);
  }
  if (use.cachingExtension) addExtension(fn, use.cacheTtl);
  checkLength(fn, {
    what: 'its environment',
    document: () => (fn.node.defaultChild as lambda.CfnFunction).environment,
    limit: LIMITS.environment,
    fix: 'share the secrets among several functions, or read ARNs from a parameter',
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED = /^(AWS_(?!EXTENSION)|_HANDLER$|_X_AMZN_|LAMBDA_(TASK_ROOT|RUNTIME_DIR)$)/;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html */
const MAX_TTL_SECONDS = 300;

function secretProblems(name: string, secret: secretsmanager.ISecret, use: SecretUse): string[] {
  const problems: string[] = [];
  if (!/^[A-Za-z]\w+$/.test(name) || RESERVED.test(name)) {
    problems.push(`${shown(name)} is not a valid name of an environment variable in Lambda, such as PAYMENTS_KEY`);
  }
  if (use.currentVersionOnly && !(secret instanceof RotatedSecret)) {
    problems.push(`currentVersionOnly needs a RotatedSecret, but ${secret.node.path} is not one: the CDK's own limit denies requests without a version`);
  }
  return problems;
}

function extensionProblems(fn: lambda.Function, { cachingExtension, cacheTtl }: SecretUse): string[] {
  if (!cachingExtension) return cacheTtl ? ['cacheTtl needs the extension: set cachingExtension, or remove cacheTtl'] : [];
  const problems: string[] = [];
  if ((fn.node.defaultChild as lambda.CfnFunction).packageType === 'Image') {
    problems.push('cachingExtension is a layer, and functions of container images have none: copy the extension into the image');
  }
  // With 0, the extension keeps nothing.
  if (cacheTtl) wholeNumber('cacheTtl', cacheTtl, 'seconds', problems, { least: 0, most: MAX_TTL_SECONDS });
  const { region } = Stack.of(fn);
  if (!Token.isUnresolved(region) && layerArn(fn) === undefined) problems.push(`AWS publishes no Parameters and Secrets extension for ${fn.architecture.name} in ${region}`);
  return problems;
}

/**
 * Adds the AWS Parameters and Secrets Lambda extension, unless the function's `paramsAndSecrets` already did.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
 */
function addExtension(fn: lambda.Function, cacheTtl: Duration | undefined): void {
  const id = 'ParamsAndSecretsLayer';
  if (!fn.node.tryFindChild(id)) fn.addLayers(lambda.LayerVersion.fromLayerVersionArn(fn, id, layerArn(fn)!));
  if (cacheTtl) fn.addEnvironment('SECRETS_MANAGER_TTL', String(cacheTtl.toSeconds()));
}

function layerArn(fn: lambda.Function): string | undefined {
  const stack = Stack.of(fn);
  const version = lambda.ParamsAndSecretsVersions.V1_0_103;
  return Token.isUnresolved(stack.region)
    ? stack.regionalFact(FactName.paramsAndSecretsLambdaLayer(version, fn.architecture.name))
    : RegionInfo.get(stack.region).paramsAndSecretsLambdaLayerArn(version, fn.architecture.name);
}
