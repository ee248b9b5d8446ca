import { Token } from 'aws-cdk-lib';
import { withoutPlaceholders } from './template/host-entry';
import { POLICY_VERSION, policyProblems, RUNTIME_CATEGORIES, RuntimeCategoryName, STANDARD_BLOCKS } from './template/runtime-policy-document';

/**
 * What the runtime guard does with an operation of a category.
 */
export enum RuntimeMode {
  /** The guard denies the operation with an ordinary system error, and reports it. */
  BLOCK = 'block',

  /** The guard allows the operation and reports it. */
  ALERT = 'alert',

  /** The guard allows the operation. */
  ALLOW = 'allow',
}

/**
 * What happens at the start of a function if a layer of the guard can't be activated.
 */
export enum OnDegraded {
  /** The function does not start. */
  FAIL = 'fail',

  /** The function starts. The first log line of the guard says which layers are active. */
  WARN = 'warn',
}

/**
 * Changes to a predefined policy.
 */
export interface RuntimePolicyOptions {
  /**
   * Hosts that can be reached although `network` is blocked; at most 100. An entry is a DNS name, `*.` and a DNS name (for one or
   * more
   * labels), an IP address, or a range in CIDR notation, for one port or for all ports. An IPv6 address with a port is in
   * brackets: `api.example.com:443`, `*.example.org`, `10.0.0.0/8:5432`, `[2001:db8::]/32:443`.
   *
   * Parts of a host may be known only at deployment, such as the endpoint of a database.
   *
   * @default - none except loopback, the Runtime API, X-Ray, and the hosts that awsEndpoints allows
   */
  readonly allowedHosts?: string[];

  /**
   * Whether the function can reach the endpoints of AWS services in its Region, at port 443.
   *
   * This includes resources of other accounts. To prevent writing to buckets of others, put the function into a VPC whose endpoints
   * have policies.
   *
   * @default true
   */
  readonly awsEndpoints?: boolean;

  /**
   * What happens if a layer of the guard can't be activated.
   *
   * @default OnDegraded.FAIL, and OnDegraded.WARN for RuntimePolicy.alertOnly
   */
  readonly onDegraded?: OnDegraded;

  /**
   * Files of the function that may create code from data before the first invocation, at most 100: libraries that compile
   * validators, templates or methods when they are imported. Paths are relative to the folder of the function's code, or to
   * /opt for layers. `*` matches any part of one name, `**` any part of the path: `attr/_make.py`, `sqlalchemy/**`. The
   * guard counts how often each entry is used.
   *
   * Any code that runs before the first invocation can make a listed file create code for it, so list no more than you need.
   *
   * @default - none
   */
  readonly initCode?: string[];

  /**
   * Starting other programs, and forking the process.
   *
   * @default - the mode of the policy
   */
  readonly childProcess?: RuntimeMode;

  /**
   * Connections and messages to hosts that are not allowed, and name resolution of these hosts.
   *
   * @default - the mode of the policy
   */
  readonly network?: RuntimeMode;

  /**
   * Creating, changing and removing files, directories and links.
   *
   * @default - the mode of the policy
   */
  readonly fileWrite?: RuntimeMode;

  /**
   * Reading files of the function's own code after the handler is loaded.
   *
   * @default - the mode of the policy
   */
  readonly sourceRead?: RuntimeMode;

  /**
   * Loading native code after start-up.
   *
   * @default - the mode of the policy
   */
  readonly nativeAddon?: RuntimeMode;

  /**
   * Creating code from text: eval, new Function, vm, WebAssembly.
   *
   * @default - the mode of the policy
   */
  readonly dynamicCode?: RuntimeMode;

  /**
   * Starting worker threads.
   *
   * @default - the mode of the policy
   */
  readonly worker?: RuntimeMode;

  /**
   * Debuggers, and access to the memory of processes.
   *
   * @default - the mode of the policy
   */
  readonly inspector?: RuntimeMode;
}

/**
 * The four policies of FunctionShield, with its names in camel case. As in FunctionShield, an omitted policy is allowed.
 */
export interface FunctionShieldPolicies {
  /**
   * Its `outbound_connectivity`: connections to hosts other than AWS's.
   *
   * @default RuntimeMode.ALLOW
   */
  readonly outboundConnectivity?: RuntimeMode;

  /**
   * Its `read_write_tmp`. The guard covers writing, in every folder. It does not block reading.
   *
   * @default RuntimeMode.ALLOW
   */
  readonly readWriteTmp?: RuntimeMode;

  /**
   * Its `create_child_process`.
   *
   * @default RuntimeMode.ALLOW
   */
  readonly createChildProcess?: RuntimeMode;

  /**
   * Its `read_handler`: reading the code of the function.
   *
   * @default RuntimeMode.ALLOW
   */
  readonly readHandler?: RuntimeMode;
}

type Modes = { readonly [category in RuntimeCategoryName]: RuntimeMode };

const SETTINGS = ['allowedHosts', 'awsEndpoints', 'onDegraded', 'initCode'];

const SHIELD: { readonly [policy in keyof FunctionShieldPolicies]-?: RuntimeCategoryName } = {
  outboundConnectivity: 'network',
  readWriteTmp: 'fileWrite',
  createChildProcess: 'childProcess',
  readHandler: 'sourceRead',
};

/**
 * A policy of the runtime guard: the operations that a function may perform. It is validated when it is created.
 *
 * Serves SEC 3, runtime-protection/lock-out. The JSON Schema of the policy document is
 * `lambda/runtime-guard/policy.schema.json` in the repository.
 */
export class RuntimePolicy {
  /**
   * Blocks every category. The network reaches AWS and the allowed hosts.
   *
   * @param options changes to the policy
   * @throws Error with all invalid options
   */
  public static strict(options: RuntimePolicyOptions = {}): RuntimePolicy {
    return RuntimePolicy.of('RuntimePolicy.strict', everyMode(RuntimeMode.BLOCK), options);
  }

  /**
   * Blocks what functions normally do not need: child processes, native addons, debuggers and access to process memory. The
   * network reaches AWS and the allowed hosts. Other operations are reported: file writes, reading the function's own code,
   * creating code from text, worker threads.
   *
   * @param options changes to the policy
   * @throws Error with all invalid options
   */
  public static standard(options: RuntimePolicyOptions = {}): RuntimePolicy {
    const blocked = Object.fromEntries(STANDARD_BLOCKS.map((category) => [category, RuntimeMode.BLOCK]));
    const modes = { ...everyMode(RuntimeMode.ALERT), ...blocked };
    return RuntimePolicy.of('RuntimePolicy.standard', modes, options);
  }

  /**
   * Blocks nothing and reports operations of all categories. Use it first, to learn what a function does.
   *
   * @param options changes to the policy
   * @throws Error with all invalid options
   */
  public static alertOnly(options: RuntimePolicyOptions = {}): RuntimePolicy {
    return RuntimePolicy.of('RuntimePolicy.alertOnly', everyMode(RuntimeMode.ALERT), { ...options, onDegraded: options.onDegraded ?? OnDegraded.WARN });
  }

  /**
   * A policy for a function that FunctionShield protected.
   *
   * `nativeAddon` and `inspector`, through which code could bypass the four policies, get the strictest of their modes. The other
   * categories, which FunctionShield did not have, are allowed.
   *
   * @param policies the four policies
   * @param options other changes to the policy
   * @throws Error with all invalid policies and options
   */
  public static functionShield(policies: FunctionShieldPolicies, options: RuntimePolicyOptions = {}): RuntimePolicy {
    const given = policies as { readonly [name: string]: RuntimeMode | undefined };
    const modes: { [category: string]: RuntimeMode } = everyMode(RuntimeMode.ALLOW);
    for (const [policy, category] of Object.entries(SHIELD)) modes[category] = given[policy] ?? RuntimeMode.ALLOW;
    const values = Object.values(modes);
    const strictest = [RuntimeMode.BLOCK, RuntimeMode.ALERT].find((mode) => values.includes(mode)) ?? RuntimeMode.ALLOW;
    const unknown = unknownKeys(policies, Object.keys(SHIELD));
    return RuntimePolicy.of('RuntimePolicy.functionShield', { ...modes, nativeAddon: strictest, inspector: strictest } as Modes, options, unknown);
  }

  /**
   * A policy from a document, in the format of the JSON Schema.
   *
   * @param document the document, as an object
   * @throws Error with all problems, by JSON pointer
   */
  public static fromDocument(document: any): RuntimePolicy {
    if (Token.isUnresolved(document)) throw new Error('RuntimePolicy.fromDocument: the document is a token, whose value is known only at deployment');
    const hosts: unknown = document?.allowedHosts;
    reject('RuntimePolicy.fromDocument', documentProblems(document, hosts).map(({ pointer, message }) => `${pointer || 'the document'} ${message}`));
    return new RuntimePolicy(document);
  }

  private static of(call: string, modes: Modes, options: RuntimePolicyOptions, problems: readonly string[] = []): RuntimePolicy {
    const { allowedHosts = [], awsEndpoints = true, onDegraded = OnDegraded.FAIL, initCode } = options;
    const given = options as { readonly [name: string]: RuntimeMode | undefined };
    const overridden = Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, given[category] ?? modes[category]]));
    const document = { version: POLICY_VERSION, modes: overridden, allowedHosts, awsEndpoints, onDegraded, ...(initCode && { initCode }) };
    reject(call, [
      ...problems,
      ...unknownKeys(options, [...SETTINGS, ...RUNTIME_CATEGORIES]),
      ...documentProblems(document, allowedHosts).map(({ pointer, message }) => `${nameOf(pointer)} ${message}`),
    ]);
    return new RuntimePolicy(document);
  }

  private readonly document: any;

  private constructor(document: any) {
    this.document = structuredClone(document);
  }

  /**
   * The policy document, as the guard reads it.
   */
  public toJson(): any {
    return structuredClone(this.document);
  }
}

function everyMode(mode: RuntimeMode): Modes {
  return Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, mode])) as Modes;
}

/** Problems of a document whose hosts may contain tokens. */
function documentProblems(document: any, hosts: unknown): { readonly pointer: string; readonly message: string }[] {
  if (Token.isUnresolved(document?.initCode) || [document?.initCode].flat().some((path: unknown) => Token.isUnresolved(path))) {
    return [{ pointer: '/initCode', message: 'has a part that is known only at deployment; use literal paths' }, ...documentProblems({ ...document, initCode: [] }, hosts)];
  }
  if (Token.isUnresolved(hosts)) {
    const list = { pointer: '/allowedHosts', message: 'is a list that is known only at deployment; list its entries one by one' };
    return [list, ...policyProblems({ ...document, allowedHosts: [] })];
  }
  if (!Array.isArray(hosts)) return policyProblems(document);
  const known = hosts.map((host: unknown) => (typeof host === 'string' ? withoutPlaceholders(host) : host));
  return policyProblems({ ...document, allowedHosts: known });
}

function unknownKeys(given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((key) => !known.includes(key)).map((key) => `${key} is not known; known are ${known.join(', ')}`);
}

/** Converts a JSON pointer of the document to the name of an option: `allowedHosts[0]`, `network`. */
function nameOf(pointer: string): string {
  return pointer.replace(/^\/modes\//, '').replace(/^\//, '').replace(/\/(\d+)$/, '[$1]');
}

function reject(call: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${call}: ${problems.join('; ')}`);
}
