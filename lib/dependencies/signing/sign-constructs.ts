import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Construct } from 'constructs';
import { CodeSigner, signedLocation } from './code-signer';
import { stagedCode } from './staged-code';
import { ConstructState } from '../../functions/construct-state';

/** The Lambda functions and layers whose code is signed. */
const signed = new ConstructState<Construct, true>('signature');

/** Signs the code of a function, and applies a code signing configuration to it. */
export function signFunction(fn: lambda.Function, profile: signer.ISigningProfile, config: lambda.ICodeSigningConfig): void {
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  if (signed.has(fn)) throw new Error(`[${fn.node.path}] CodeSigningConfig.sign: the function is signed already: sign it once`);
  if (resource.codeSigningConfigArn !== undefined) {
    throw new Error(`[${fn.node.path}] CodeSigningConfig.sign: the function has a code signing configuration already: leave codeSigningConfig out`);
  }
  const { bucketName, objectKey } = sign(fn, profile);
  resource.code = { ...(resource.code as lambda.CfnFunction.CodeProperty), s3Bucket: bucketName, s3Key: objectKey };
  resource.codeSigningConfigArn = config.codeSigningConfigArn;
  fn.node.addValidation({ validate: () => unsignedLayers(fn) });
}

/** Signs the content of a layer. A second call has no effect, because functions share layers. */
export function signLayer(layer: lambda.LayerVersion, profile: signer.ISigningProfile): void {
  if (signed.has(layer)) return;
  const { bucketName, objectKey } = sign(layer, profile);
  (layer.node.defaultChild as lambda.CfnLayerVersion).content = { s3Bucket: bucketName, s3Key: objectKey };
}

function sign(scope: Construct, profile: signer.ISigningProfile): s3.Location {
  const asset = stagedCode(scope);
  if (!asset) {
    throw new Error(`[${scope.node.path}] CodeSigningConfig can only sign code from a folder, a zip file or a bundler: sign code in S3 where it is built; inline code and images can't be signed`);
  }
  const location = signedLocation(CodeSigner.of(Stack.of(scope)).sign(scope, asset, profile));
  signed.set(scope, true);
  return location;
}

/**
 * Returns an error for each unsigned layer of a function, which Lambda would reject only at deployment. Layers from outside of the stack can't be
 * verified.
 */
function unsignedLayers(fn: lambda.Function): string[] {
  const stack = Stack.of(fn);
  const used = JSON.stringify(stack.resolve((fn.node.defaultChild as lambda.CfnFunction).layers) ?? []);
  const layers = stack.node.findAll().filter((construct) => construct instanceof lambda.LayerVersion);
  return layers
    .filter((layer) => Stack.of(layer) === stack && stagedCode(layer) && !signed.has(layer))
    .filter((layer) => used.includes(JSON.stringify(stack.resolve(layer.layerVersionArn))))
    .map((layer) => `${fn.node.path}: Lambda takes no layer without a trusted signature, and ${layer.node.path} has none: call signLayer on it`);
}
