import { CfnResource, CustomResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Construct } from 'constructs';
import { CodeSigner, signedLocation } from './code-signer';
import { stagedCode } from './staged-code';

/**
 * How a package is signed, besides what there is to say of any asset.
 */
export interface SignedCodeOptions extends s3_assets.AssetOptions {
  /**
   * Who signs: an AWS Signer profile of the platform for Lambda, in the function's account and Region. The function's code
   * signing configuration has to trust it.
   */
  readonly signingProfile: signer.ISigningProfile;
}

/**
 * Code of a function or layer that AWS Signer signs at deployment, so that a code signing configuration may enforce
 * signatures on what the CDK deploys.
 *
 * The CDK's own assets are unsigned, and Lambda rejects them where signatures are enforced. This code is staged as any other
 * asset; a custom resource then has AWS Signer sign the staged object, and Lambda is given the signed one. Other code is
 * another resource, so that `currentVersion` of a function follows it. A rollback finds what was signed before; what is no
 * longer used is removed.
 *
 * A signature says that what Lambda runs is what this deployment signed. Whoever may write to the CDK's staging bucket before
 * that has a say in what gets signed: restrict it to the pipeline. Whatever deploys the stack also needs to read the bucket of
 * signed objects; the role of `cdk bootstrap` does.
 *
 * Serves SEC 3, dependencies/certification.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 */
export class SignedCode extends lambda.Code {
  /**
   * Code from a folder or a zip file on disk.
   *
   * @param path a folder, which is zipped, or a zip file that isn't signed yet
   * @param options who signs, and what there is to say of the asset
   */
  public static fromPath(path: string, options: SignedCodeOptions): SignedCode {
    return new SignedCode(path, options);
  }

  /** Whether this code is part of the template; never. */
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
   * Called by the function or layer that the code is for. Functions of one stack may share the code.
   *
   * @param scope the function or layer
   * @throws Error where the code is in another stack already
   */
  public bind(scope: Construct): lambda.CodeConfig {
    this.signed ??= this.sign(scope);
    const home = Stack.of(this.signed);
    if (home !== Stack.of(scope)) {
      throw new Error(`${scope.node.path}: SignedCode.fromPath('${this.path}') is in stack ${home.node.path} already: make one for each stack`);
    }
    return { s3Location: signedLocation(this.signed) };
  }

  /**
   * Called when the resource is made: records for tools such as the SAM CLI where the code is on disk.
   *
   * @param resource the resource of the function or layer
   * @param options which of its properties holds the code
   */
  public bindToResource(resource: CfnResource, options?: lambda.ResourceBindOptions): void {
    this.asset.bindToResource(resource, options);
  }

  private sign(scope: Construct): CustomResource {
    this.asset.bind(scope);
    return CodeSigner.of(Stack.of(scope)).sign(scope, stagedCode(scope)!, this.signingProfile);
  }
}
