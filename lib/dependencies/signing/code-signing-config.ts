import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Construct } from 'constructs';
import { signFunction, signLayer } from './sign-constructs';
import { wholeNumber } from '../../quotas';

/** The maximum number of profiles of a code signing configuration. */
const MAX_PROFILES = 20;

/** The days that AWS Signer takes: at most 135 months, whichever months they are. */
const VALIDITY = { least: 1, most: 4107 };

/**
 * Properties of `CodeSigningConfig`: whose signatures Lambda accepts.
 */
export interface CodeSigningConfigProps {
  /**
   * The AWS Signer profile that signs the packages of this app. Its platform has to be the one for Lambda.
   *
   * @default - a new profile
   */
  readonly signingProfile?: signer.ISigningProfile;

  /**
   * How long signatures of the new profile are valid, in whole days. After that, deployed code continues to run, but can't be deployed again.
   *
   * @default - 135 months, the maximum
   */
  readonly signatureValidity?: Duration;

  /**
   * Additional profiles whose signatures are accepted: those of other teams, other accounts or vendors of layers. The code of a function and all of
   * its layers need a trusted signature.
   *
   * @default - no additional profiles
   */
  readonly trustedProfiles?: signer.ISigningProfile[];

  /**
   * The description of the configuration.
   *
   * @default - no description
   */
  readonly description?: string;
}

/**
 * A code signing configuration with which Lambda rejects packages of functions and layers that are not signed by a trusted profile, or whose
 * signature has expired or was revoked.
 *
 * Pass it to functions as `codeSigningConfig`, and sign their code by {@link SignedCode} with its `signingProfile`. For functions that create their
 * own code, such as NodejsFunction, call `sign`. Their layers also need a signature, including the layer of the runtime guard: call `signLayer`.
 * Lambda verifies signatures at deployment, never at run time: code that is already deployed continues to run, signed or not.
 *
 * Revocation: `aws signer revoke-signature --job-id ID --reason TEXT` revokes the signature of one job. `aws signer revoke-signing-profile
 * --profile-name NAME --profile-version VERSION --effective-time TIME --reason TEXT` revokes all signatures of a profile since a time. Neither can be
 * undone, and neither stops deployed code: deploy other code as well. After the first command, change the code, because a revoked signed object is
 * not used again. After the second one, use a new profile, and remove the old one.
 *
 * The signing function and its own layer of the runtime guard are unsigned, because they would have to be signed before they can sign. No code
 * signing configuration applies to that function. If a customer managed key was passed to `cdk bootstrap` (`--bootstrap-kms-key-id`), the function
 * has permission to decrypt staged assets with it through S3. A key of another account also has to allow this in its key policy.
 *
 * Serves SEC 3, dependencies/certification.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 * @see https://docs.aws.amazon.com/signer/latest/developerguide/revocation.html
 */
export class CodeSigningConfig extends lambda.CodeSigningConfig {
  /** The profile that signs the packages of this app. */
  public readonly signingProfile: signer.ISigningProfile;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the id of the construct
   * @param props the profiles, and the validity of signatures
   * @throws Error if props are invalid, naming all problems
   */
  constructor(scope: Construct, id: string, props: CodeSigningConfigProps = {}) {
    const { signatureValidity, trustedProfiles = [], description } = props;
    const problems = problemsOf(props);
    if (problems.length > 0) throw new Error(`[${scope.node.path}/${id}] CodeSigningConfig: ${problems.join('; ')}`);
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
   * Signs the code of a function at deployment, whatever bundled it, and applies this configuration to the function.
   *
   * @param fn a function whose code is an asset, in the account and Region of the signing profile
   * @throws Error if the code is not an asset, is already signed, or belongs to the stack's signing function; at synthesis, if the function has an
   * unsigned layer of its stack
   */
  public sign(fn: lambda.Function): void {
    signFunction(fn, this.signingProfile, this);
  }

  /**
   * Signs the content of a layer at deployment, so that functions with this configuration can use it. A second call has no effect.
   *
   * @param layer a layer whose content is an asset, such as the one of the runtime guard
   * @throws Error if the content is not an asset, or is the guard layer of the stack's signing function; at synthesis, if that function has the layer
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
  else if (signatureValidity) wholeNumber('signatureValidity', signatureValidity, 'days', problems, VALIDITY);
  if (trustedProfiles.length >= MAX_PROFILES) {
    problems.push(`trustedProfiles has ${trustedProfiles.length}, and Lambda takes ${MAX_PROFILES} profiles with the signing one: leave some out`);
  }
  return problems;
}
