import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CertifiedDependencies } from '../dependencies/certified-dependencies';
import { FunctionLogOptions } from '../functions';
import { EventSchema } from '../inbound-events/event-schema';
import { RuntimePolicy } from '../runtime-protection/runtime-policy';
import { SecretUse } from '../secrets/secret-use';
import { VaultSecret } from '../secrets/vault-secret';

/**
 * What secure functions take besides what functions of the CDK take.
 */
export interface SecureFunctionOptions extends FunctionLogOptions {
  /**
   * What the function's events have to be, one schema for each source: what does not match never reaches the handler. For Node.js 20
   * and Python 3.12 and later; for more options make an `EventValidation`.
   *
   * @default - of all events, only requests to endpoints of a `SecureRestApi` are validated
   */
  readonly eventSchemas?: EventSchema[];

  /**
   * Whether the function runs under the runtime guard.
   *
   * @default - true where the guard supports the runtime, and the function has room for its layer and its variables
   */
  readonly runtimeProtection?: boolean;

  /**
   * What the runtime guard lets the function do.
   *
   * @default RuntimePolicy.standard()
   */
  readonly runtimePolicy?: RuntimePolicy;

  /**
   * Secrets that the function reads, by the names of the environment variables that get their ARNs. The function is granted
   * each, and reads its value when it runs.
   *
   * @default - none
   */
  readonly secrets?: { [variable: string]: secretsmanager.ISecret };

  /**
   * How the function reads its secrets.
   *
   * @default - any version, from Secrets Manager itself
   */
  readonly secretUse?: SecretUse;

  /**
   * Secrets of HashiCorp Vault that the function reads.
   *
   * @default - none
   */
  readonly vaultSecret?: VaultSecret;

  /**
   * The packages that may ship with the function. Whatever is given here, synthesis writes a software bill of materials of what
   * does: `sbom/<construct path>.cdx.json` of the cloud assembly, in the format of CycloneDX 1.6.
   *
   * @default - those of the app, where `CertifiedDependencies.applyTo` was called on it
   */
  readonly certifiedDependencies?: CertifiedDependencies;
}
