import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CertifiedDependencies } from '../../dependencies/certified-dependencies';
import { FunctionLogOptions } from '../../functions';
import { EventSchema } from '../../inbound-events/event-schema';
import { RuntimePolicy } from '../../runtime-protection/runtime-policy';
import { SecretUse } from '../../secrets/audit/secret-use';
import { VaultSecret } from '../../secrets/vault/vault-secret';

/**
 * Properties of secure functions in addition to those of functions of the CDK.
 */
export interface SecureFunctionOptions extends FunctionLogOptions {
  /**
   * Schemas of the function's events, one for each source. Events that do not match are not passed to the handler. For Node.js 20,
   * Python 3.12 and later. For more options, create an `EventValidation`.
   *
   * @default - only requests to endpoints of a `SecureRestApi` are validated
   */
  readonly eventSchemas?: EventSchema[];

  /**
   * Whether the function runs under the runtime guard.
   *
   * @default - true if the guard supports the runtime, and its layer and variables fit into the limits of the function
   */
  readonly runtimeProtection?: boolean;

  /**
   * What the runtime guard allows the function to do.
   *
   * @default RuntimePolicy.standard()
   */
  readonly runtimePolicy?: RuntimePolicy;

  /**
   * Secrets that the function reads, by the names of the environment variables for their ARNs. The function is granted read access
   * to each secret, and reads its value at run time.
   *
   * @default - none
   */
  readonly secrets?: { [variable: string]: secretsmanager.ISecret };

  /**
   * How the function reads its secrets.
   *
   * @default - any version, directly from Secrets Manager
   */
  readonly secretUse?: SecretUse;

  /**
   * Secrets of HashiCorp Vault that the function reads.
   *
   * @default - none
   */
  readonly vaultSecret?: VaultSecret;

  /**
   * The packages that may ship with the function. In any case, synthesis writes a software bill of materials of the packages that ship:
   * `sbom/<construct path>.cdx.json` in the cloud assembly, in the format CycloneDX 1.6.
   *
   * @default - those of the app, if `CertifiedDependencies.applyTo` was called on it
   */
  readonly certifiedDependencies?: CertifiedDependencies;
}
