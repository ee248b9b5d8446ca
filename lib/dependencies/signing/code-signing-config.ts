import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Construct } from 'constructs';
import { signFunction, signLayer } from './sign-constructs';

/** Most profiles that a code signing configuration can have. */
const MAX_PROFILES = 20;

/**
 * Whose signatures Lambda accepts.
 */
export interface CodeSigningConfigProps {
  /**
   * Who signs the packages of this app: an AWS Signer profile of the platform for Lambda.
   *
   * @default - a new profile
   */
  readonly signingProfile?: signer.ISigningProfile;

  /**
   * How long signatures of the new profile are valid, in whole days. What is deployed goes on running after that; it can't be
   * deployed again.
   *
   * @default - 135 months, the longest
   */
  readonly signatureValidity?: Duration;

  /**
   * Who else may sign: profiles of other teams, of other accounts, or of the vendors of layers. All layers of a function need a
   * trusted signature, as its code does.
   *
   * @default - no one
   */
  readonly trustedProfiles?: signer.ISigningProfile[];

  /**
   * What the configuration is for.
   *
   * @default - no description
   */
  readonly description?: string;
}

/**
 * Has Lambda reject packages of functions and layers that no trusted profile has signed, whose signature has expired, or was
 * revoked.
 *
 * Give it to functions as `codeSigningConfig`, and sign their code by {@link SignedCode} with its `signingProfile`; or
 * `sign` functions that make their own code, such as those of NodejsFunction. Their layers need a signature too, that of the
 * runtime guard among them: `signLayer`. Lambda verifies signatures when code is deployed, never when it runs: what a
 * function runs already, signed or not, goes on running.
 *
 * Revocation: `aws signer revoke-signature --job-id ID --reason TEXT` revokes what one job has signed, and `aws signer
 * revoke-signing-profile --profile-name NAME --profile-version VERSION --effective-time TIME --reason TEXT` all that a profile
 * has signed since then. Neither can be undone, and neither stops what is deployed: deploy other code as well. After the
 * first, change the code: a signed object that was revoked is not used again. After the second, give a new profile, and take
 * the old one out.
 *
 * The function that signs, and the layer of the runtime guard of its own, are unsigned: they would have to be signed before they can
 * sign. No code signing configuration applies to that function. Where `cdk bootstrap` was given a key of yours
 * (`--bootstrap-kms-key-id`), it may have S3 decrypt staged assets with it; a key of another account also has to allow that in its
 * own policy.
 *
 * Serves SEC 3, dependencies/certification.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 * @see https://docs.aws.amazon.com/signer/latest/developerguide/revocation.html
 */
export class CodeSigningConfig extends lambda.CodeSigningConfig {
  /** Who signs the packages of this app. */
  public readonly signingProfile: signer.ISigningProfile;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props who signs, and what happens to code that is not signed
   * @throws Error with all that is wrong with the props
   */
  constructor(scope: Construct, id: string, props: CodeSigningConfigProps = {}) {
    const { signatureValidity, trustedProfiles = [], description } = props;
    const problems = problemsOf(props);
    if (problems.length > 0) throw new Error(`${scope.node.path}/${id}: CodeSigningConfig: ${problems.join('; ')}`);
    const signingProfile =
      props.signingProfile ??
      new signer.SigningProfile(scope, `${id}Profile`, { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA, signatureValidity });
    super(scope, id, {
      signingProfiles: [signingProfile, ...trustedProfiles],
      untrustedArtifactOnDeployment: lambda.UntrustedArtifactOnDeployment.ENFORCE,
      description,
    });
    this.signingProfile = signingProfile;
  }

  /**
   * Has the code of a function signed at deployment, whatever bundled it, and Lambda accept no other.
   *
   * @param fn a function whose code is an asset, of the account and Region of the signing profile
   * @throws Error where the code is no asset, is signed already, or is that of the signing function of the stack; at synthesis where a layer of the function's stack is unsigned
   */
  public sign(fn: lambda.Function): void {
    signFunction(fn, this.signingProfile, this);
  }

  /**
   * Has the content of a layer signed at deployment, so that functions under this configuration can use it. A second call changes
   * nothing.
   *
   * @param layer a layer whose content is an asset, such as the one of the runtime guard
   * @throws Error where the content is no asset, or is what the signing function of the stack runs under; at synthesis where that function
   *   was given the layer
   */
  public signLayer(layer: lambda.LayerVersion): void {
    signLayer(layer, this.signingProfile);
  }
}

function problemsOf({ signingProfile, signatureValidity, trustedProfiles = [] }: CodeSigningConfigProps): string[] {
  const problems: string[] = [];
  if (signingProfile && signatureValidity) {
    problems.push(`signatureValidity (${signatureValidity.toHumanString()}) is for the new profile, and signingProfile is given: set it on that profile`);
  }
  if (trustedProfiles.length >= MAX_PROFILES) {
    problems.push(`trustedProfiles has ${trustedProfiles.length}, and Lambda takes ${MAX_PROFILES} profiles with the signing one: leave some out`);
  }
  return problems;
}
