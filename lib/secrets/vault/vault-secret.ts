import { CfnOutput, Duration, Lazy, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { layerArn, layerGap, PROXY_URL } from './vault-extension';
import { VaultPath } from './vault-path';
import { ConstructState } from '../../functions/construct-state';
import { shown, wholeNumber } from '../../quotas';

/**
 * How functions get secrets.
 */
export enum VaultRunMode {
  /** On request from a proxy in the execution environment. Nothing is written to disk. */
  PROXY = 'proxy',

  /** From a file under `/tmp`, which all code in the environment can read. It is written once for the lifetime of the environment. */
  FILE = 'file',
}

/**
 * Properties of a `VaultSecret`.
 */
export interface VaultSecretProps {
  /**
   * The address of Vault: `https://`, a host and optionally a port, such as `https://vault.example.com:8200`.
   */
  readonly address: string;

  /**
   * The paths that functions read, by the names of their environment variables. In proxy mode a variable contains the URL to GET,
   * such as `http://127.0.0.1:8200/v1/secret/data/orders`; in file mode the path of a file with the same JSON.
   */
  readonly paths: { [variable: string]: VaultPath };

  /**
   * The role of Vault's AWS auth method for the login. The Vault policy has the same name.
   */
  readonly role: string;

  /**
   * Mount path of the AWS auth method: the part after `auth/`.
   *
   * @default 'aws'
   */
  readonly authMount?: string;

  /**
   * The server id in the signature of a login, which prevents replaying the login against another Vault. Vault must require it:
   * `vault write auth/aws/config/client iam_server_id_header_value=vault.example.com`.
   *
   * @default - the host of `address`
   * @see https://developer.hashicorp.com/vault/api-docs/auth/aws#iam_server_id_header_value
   */
  readonly serverId?: string;

  /**
   * The namespace of Vault Enterprise. The proxy passes requests on unchanged, so in proxy mode requests must have the header
   * `X-Vault-Namespace`.
   *
   * @default - none
   */
  readonly namespace?: string;

  /**
   * How long the proxy caches responses; whole seconds. It returns a rotated or revoked secret for up to that time.
   *
   * @default - no caching
   */
  readonly cacheTtl?: Duration;

  /**
   * How functions get secrets.
   *
   * @default VaultRunMode.PROXY
   */
  readonly runMode?: VaultRunMode;

  /**
   * Lifetime of a Vault token; 1 minute to 1 day. The extension renews its own token.
   *
   * @default Duration.minutes(15)
   */
  readonly tokenTtl?: Duration;

  /**
   * The Region of the STS endpoint that identifies the function, if Vault is configured with a regional one
   * (`sts_endpoint`).
   *
   * @default - the global endpoint
   */
  readonly stsRegion?: string;

  /**
   * The layer with HashiCorp's extension.
   *
   * @default - the one that HashiCorp publishes for the function's Region and architecture, release 0.14
   */
  readonly layer?: lambda.ILayerVersion;
}

const DEFAULT_TOKEN_TTL = Duration.minutes(15);

/** The secret of each function: the extension supports one server and one login. */
const users = new ConstructState<lambda.Function, VaultSecret>('vault-secret');

/**
 * Secrets of HashiCorp Vault for Lambda functions, with HashiCorp's extension. A function reads them over HTTP in its own
 * execution environment. The extension logs in to Vault with the function's IAM role, which needs no permission and no
 * stored credential.
 *
 * This construct does not deploy Vault: its operator applies `policy` and `roleCommand`, which are also outputs of the stack.
 *
 * A function reads a secret of `paths: { PAYMENTS_URL: VaultPath.kv2('secret', 'payments') }` with `fetch(process.env.PAYMENTS_URL)`. The value is in
 * `data.data` of the JSON response.
 *
 * Serves SEC 3, secrets/manager: "Using HashiCorp Vault with AWS Lambda".
 *
 * @see https://developer.hashicorp.com/vault/docs/deploy/aws/lambda-extension
 */
export class VaultSecret extends Construct {
  /**
   * The host of Vault, which the network of a function must reach. The extension is a process of its own, beside the one
   * that a runtime guard restricts; the function itself calls `proxyHost`.
   */
  public readonly vaultHost: string;

  /**
   * The host that the function itself calls in proxy mode; undefined in file mode.
   */
  public readonly proxyHost?: string;

  /**
   * A Vault policy (HCL) that only allows reading the paths of the functions.
   */
  public readonly policy: string;

  /**
   * The command that creates the role of Vault's AWS auth method, bound to the roles of the functions.
   */
  public readonly roleCommand: string;

  /**
   * `bound_iam_principal_arn` of the role: the ARNs of the functions' roles, separated by commas.
   */
  public readonly boundIamPrincipalArn: string;

  private readonly functions: lambda.Function[] = [];

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props address of Vault, login and paths
   * @throws Error if the address is not `https`, or if Vault or the extension would reject another prop
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: VaultSecretProps,
  ) {
    super(scope, id);
    reject(this.node.path, problemsOf(props));
    this.vaultHost = new URL(props.address).hostname;
    this.proxyHost = this.isProxy ? new URL(PROXY_URL).hostname : undefined;
    this.policy = Object.values(props.paths)
      .map(({ apiPath }) => `path "${apiPath}" {\n  capabilities = ["read"]\n}`)
      .join('\n');
    this.boundIamPrincipalArn = Lazy.string({ produce: () => [...new Set(this.functions.map((fn) => fn.role!.roleArn))].join(',') });
    this.roleCommand = this.command();
    new CfnOutput(this, 'Policy', { value: this.policy, description: `vault policy write ${props.role} -` });
    new CfnOutput(this, 'RoleCommand', { value: this.roleCommand, description: 'Makes the role that functions log in as' });
    new CfnOutput(this, 'BoundIamPrincipalArn', { value: this.boundIamPrincipalArn, description: `bound_iam_principal_arn of role ${props.role}` });
    this.node.addValidation({ validate: () => (this.functions.length === 0 ? ['no function reads this secret: call addTo(fn)'] : []) });
  }

  /**
   * Allows a function to read the secrets: adds the extension and its settings.
   *
   * @param fn the function
   * @throws Error if the function can't have the extension: with SnapStart, as a container image, without a role, with
   * secrets of another `VaultSecret`, or in a Region without a layer
   */
  public addTo(fn: lambda.Function): void {
    reject(this.node.path, this.problemsOf(fn));
    if (users.has(fn)) return;
    users.set(fn, this);
    this.functions.push(fn);
    fn.addLayers(this.props.layer ?? lambda.LayerVersion.fromLayerVersionArn(this, `Layer${this.functions.length}`, layerArn(fn)));
    for (const [name, value] of Object.entries(this.environment())) fn.addEnvironment(name, value);
  }

  private get isProxy(): boolean {
    return (this.props.runMode ?? VaultRunMode.PROXY) === VaultRunMode.PROXY;
  }

  private problemsOf(fn: lambda.Function): string[] {
    const resource = fn.node.defaultChild as lambda.CfnFunction;
    const problems: string[] = [];
    const snapStart = resource.snapStart as lambda.CfnFunction.SnapStartProperty | undefined;
    if (snapStart !== undefined && snapStart.applyOn !== 'None') {
      problems.push(`${fn.node.path} has SnapStart, and the extension would be restored with an expired token: remove snapStart`);
    }
    if (resource.packageType === 'Image') {
      problems.push(`${fn.node.path} is a container image, which has no layers: put the extension into its /opt/extensions`);
    } else if (!this.props.layer) {
      const gap = layerGap(fn);
      if (gap) problems.push(`${fn.node.path}: ${gap}`);
    }
    const { account } = Stack.of(this);
    if (Token.compareStrings(fn.env.account, account) === TokenComparison.DIFFERENT) {
      problems.push(`${fn.node.path} is in account ${fn.env.account} and this in ${account}, whose outputs can't name its role: make a VaultSecret in a stack of that account`);
    }
    if (!fn.role) problems.push(`${fn.node.path} has no role to log in as`);
    const other = users.of(fn);
    if (other && other !== this) problems.push(`${fn.node.path} reads from ${other.node.path}, and the extension has one login: put all paths into one VaultSecret`);
    return problems;
  }

  private environment(): { [name: string]: string } {
    const { address, authMount = 'aws', role, namespace, cacheTtl, stsRegion, runMode = VaultRunMode.PROXY } = this.props;
    return {
      // Takes precedence over VAULT_ADDR, which stays free for clients of the proxy.
      VLE_VAULT_ADDR: address,
      VAULT_AUTH_PROVIDER: authMount,
      VAULT_AUTH_ROLE: role,
      VAULT_IAM_SERVER_ID: serverIdOf(this.props),
      VAULT_RUN_MODE: runMode,
      ...(namespace !== undefined && { VAULT_NAMESPACE: namespace }),
      ...(cacheTtl && { VAULT_DEFAULT_CACHE_TTL: `${cacheTtl.toSeconds()}s`, VAULT_DEFAULT_CACHE_ENABLED: 'true' }),
      ...(stsRegion !== undefined && { VAULT_STS_ENDPOINT_REGION: stsRegion }),
      ...Object.assign({}, ...Object.entries(this.props.paths).map(([name, path]) => this.variables(name, path))),
    };
  }

  private variables(name: string, { apiPath }: VaultPath): { [name: string]: string } {
    if (this.isProxy) return { [name]: `${PROXY_URL}/v1/${apiPath}` };
    const file = `/tmp/vault/${name}.json`;
    return { [name]: file, [`VAULT_SECRET_PATH_${name}`]: apiPath, [`VAULT_SECRET_FILE_${name}`]: file };
  }

  private command(): string {
    const { role, authMount = 'aws', tokenTtl = DEFAULT_TOKEN_TTL } = this.props;
    return [
      `vault write auth/${authMount}/role/${role}`,
      'auth_type=iam',
      `bound_iam_principal_arn="${this.boundIamPrincipalArn}"`,
      `token_policies="${role}"`,
      'token_no_default_policy=true',
      `token_ttl=${tokenTtl.toSeconds()}s`,
      `token_max_ttl=${tokenTtl.toSeconds()}s`,
    ].join(' \\\n  ');
  }
}

function serverIdOf({ serverId, address }: VaultSecretProps): string {
  return serverId ?? new URL(address).hostname;
}

function problemsOf({ address, paths, role, authMount, serverId, cacheTtl, tokenTtl = DEFAULT_TOKEN_TTL }: VaultSecretProps): string[] {
  const problems: string[] = [];
  const problem = addressProblem(address);
  if (problem) problems.push(`address ${shown(address)} ${problem}: https://, a host and optionally a port are expected, such as https://vault.example.com:8200`);
  if (!/^[\w-]+$/.test(role)) problems.push(`role ${shown(role)} may contain only letters, digits, hyphens and underscores`);
  if (authMount !== undefined && !/^[\w-]+(\/[\w-]+)*$/.test(authMount)) problems.push(`authMount ${shown(authMount)} is not a path without slashes at its ends`);
  if (serverId?.trim() === '') problems.push('serverId is empty, so a login could be replayed: omit it to use the host of the address');
  if (Object.keys(paths).length === 0) problems.push('paths is empty: name at least one secret');
  for (const name of Object.keys(paths)) {
    if (!/^[A-Za-z][A-Za-z0-9_]+$/.test(name)) problems.push(`paths: ${shown(name)} is not the name of an environment variable`);
    if (/^(VAULT|VLE|AWS|LAMBDA)_/.test(name)) problems.push(`paths: ${name} is a name that the extension or Lambda uses: choose another`);
  }
  if (cacheTtl) wholeNumber('cacheTtl', cacheTtl, 'seconds', problems, { least: 1 });
  wholeNumber('tokenTtl', tokenTtl, 'seconds', problems, { least: 60, most: 86_400 });
  return problems;
}

function addressProblem(address: string): string | undefined {
  if (Token.isUnresolved(address)) return 'is known only at deployment';
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'is not a URL';
  }
  if (url.protocol !== 'https:') return 'is not https, so the login and the secrets could be read on the way';
  if (url.username !== '' || url.password !== '') return 'has credentials in it';
  return url.pathname !== '/' || url.search !== '' || url.hash !== '' ? 'has more than a host and a port' : undefined;
}

function reject(path: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`[${path}] ${problems.join('; ')}`);
}
