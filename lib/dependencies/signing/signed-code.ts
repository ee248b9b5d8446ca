import { CfnResource, CustomResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Construct } from 'constructs';
import { CodeSigner, signedLocation } from './code-signer';
import { stagedCode } from './staged-code';

/**
 * Options of `SignedCode`: the signing profile, and the options of the asset.
 */
export interface SignedCodeOptions extends s3_assets.AssetOptions {
  /**
   * The AWS Signer profile that signs the code. Its platform has to be the one for Lambda, and it has to be in the function's account and Region. The
   * function's code signing configuration has to trust it.
   */
  readonly signingProfile: signer.ISigningProfile;
}

/**
 * Code of a function or layer that AWS Signer signs at deployment. With it, a code signing configuration can enforce signatures on code that the CDK
 * deploys.
 *
 * Assets of the CDK are unsigned, and Lambda rejects them if signatures are enforced. This code is staged like any other asset. Then a custom
 * resource calls AWS Signer to sign the staged object, and Lambda gets the signed object. Each code has its own custom resource, so that
 * `currentVersion` of a function changes with the code. A rollback uses the previously signed object; unused objects are deleted.
 *
 * A signature proves that Lambda runs the code that this deployment signed. Anyone who can write to the CDK's staging bucket before signing can
 * change that code: grant this permission only to the pipeline. The role that deploys the stack needs read access to the bucket of signed objects;
 * the role of `cdk bootstrap` has it.
 *
 * Serves SEC 3, dependencies/certification.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 */
export class SignedCode extends lambda.Code {
  /**
   * Signs code from a folder or a zip file.
   *
   * @param path a folder, which is zipped, or an unsigned zip file
   * @param options the signing profile, and the options of the asset
   */
  public static fromPath(path: string, options: SignedCodeOptions): SignedCode {
    return new SignedCode(path, options);
  }

  /** Whether this code is part of the template: always false. */
  public readonly isInline = false;

  private readonly asset: lambda.AssetCode;
  private readonly signingProfile: signer.ISigningProfile;
  private signed?: CustomResource;

  private constructor(
    /** The folder or zip file. */
    public readonly path: string,
    options: SignedCodeOptions,
  ) {
    super();
    const { signingProfile, ...assetOptions } = options;
    this.signingProfile = signingProfile;
    this.asset = new lambda.AssetCode(path, assetOptions);
  }

  /**
   * Called by the function or layer when it is initialized. Functions of one stack may share the code.
   *
   * @param scope the function or layer
   * @throws Error if the code is already used in another stack
   */
  public bind(scope: Construct): lambda.CodeConfig {
    this.signed ??= this.sign(scope);
    const home = Stack.of(this.signed);
    if (home !== Stack.of(scope)) {
      throw new Error(`[${scope.node.path}] SignedCode.fromPath('${this.path}') is in stack ${home.node.path} already: make one for each stack`);
    }
    return { s3Location: signedLocation(this.signed) };
  }

  /**
   * Called when the resource is created. Adds the path of the code on disk to the metadata of the resource, for tools such as the SAM CLI.
   *
   * @param resource the resource of the function or layer
   * @param options the property of the resource that has the code
   */
  public bindToResource(resource: CfnResource, options?: lambda.ResourceBindOptions): void {
    this.asset.bindToResource(resource, options);
  }

  private sign(scope: Construct): CustomResource {
    this.asset.bind(scope);
    return CodeSigner.of(Stack.of(scope)).sign(scope, stagedCode(scope)!, this.signingProfile);
  }
}
