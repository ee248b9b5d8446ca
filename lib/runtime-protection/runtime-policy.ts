import { Token } from 'aws-cdk-lib';
import { withoutPlaceholders } from './template/host-entry';
import { POLICY_VERSION, policyProblems, RUNTIME_CATEGORIES, RuntimeCategoryName } from './template/runtime-policy-document';

/**
 * What becomes of an act that a category of the runtime guard covers.
 */
export enum RuntimeMode {
  /** The guard refuses it with an ordinary error of the system, and reports it. */
  BLOCK = 'block',

  /** The guard lets it happen and reports it. */
  ALERT = 'alert',

  /** The guard lets it happen. */
  ALLOW = 'allow',
}

/**
 * What happens at the start of a function where a layer of the guard that should hold does not.
 */
export enum OnDegraded {
  /** The function does not start. */
  FAIL = 'fail',

  /** The function starts, and the guard's first line in the log says which layers hold. */
  WARN = 'warn',
}

/**
 * How a policy differs from the one that it is made from.
 */
export interface RuntimePolicyOptions {
  /**
   * Hosts that may be reached where `network` is blocked, at most 100: DNS names, `*.` and a DNS name (for one or more
   * labels), addresses, and ranges in CIDR notation, each with a port or for all ports. IPv6 stands in brackets where a port
   * follows: `api.example.com:443`, `*.example.org`, `10.0.0.0/8:5432`, `[2001:db8::]/32:443`.
   *
   * A host may have parts that are known only at deployment, such as the endpoint of a database.
   *
   * @default - none besides loopback, the Runtime API, X-Ray, and what awsEndpoints allows
   */
  readonly allowedHosts?: string[];

  /**
   * Whether the endpoints of AWS services in the function's Region may be reached, at port 443.
   *
   * They include those of other accounts: to keep data out of foreign buckets, put the function into a VPC whose endpoints
   * have policies.
   *
   * @default true
   */
  readonly awsEndpoints?: boolean;

  /**
   * What happens where a layer of the guard does not hold.
   *
   * @default OnDegraded.FAIL, and OnDegraded.WARN for RuntimePolicy.alertOnly
   */
  readonly onDegraded?: OnDegraded;

  /**
   * Files of the function that may make code of data until the first invocation arrives, at most 100: libraries that compile
   * validators, templates or methods when they are imported. Paths are relative to the folder of the function's code, or to
   * /opt for layers; `*` stands for any part of one name, `**` for any part of the path: `attr/_make.py`, `sqlalchemy/**`. The
   * guard counts how often each entry is made use of.
   *
   * Everything that runs before the first invocation can have a listed file make code for it, so list no more than you need.
   *
   * @default - none
   */
  readonly initCode?: string[];

  /**
   * Starting other programs, and copies of the process.
   *
   * @default - as the policy has it
   */
  readonly childProcess?: RuntimeMode;

  /**
   * Connections and messages to hosts that are not allowed, and resolving their names.
   *
   * @default - as the policy has it
   */
  readonly network?: RuntimeMode;

  /**
   * Creating, changing and removing files, directories and links.
   *
   * @default - as the policy has it
   */
  readonly fileWrite?: RuntimeMode;

  /**
   * Reading files of the function's own code, once the handler is loaded.
   *
   * @default - as the policy has it
   */
  readonly sourceRead?: RuntimeMode;

  /**
   * Loading native code after start-up.
   *
   * @default - as the policy has it
   */
  readonly nativeAddon?: RuntimeMode;

  /**
   * Making code of text: eval, new Function, vm, WebAssembly.
   *
   * @default - as the policy has it
   */
  readonly dynamicCode?: RuntimeMode;

  /**
   * Starting worker threads.
   *
   * @default - as the policy has it
   */
  readonly worker?: RuntimeMode;

  /**
   * Debuggers, and access to the memory of processes.
   *
   * @default - as the policy has it
   */
  readonly inspector?: RuntimeMode;
}

/**
 * The four policies of FunctionShield, by its names in camel case. As there, what is left out is allowed.
 */
export interface FunctionShieldPolicies {
  /**
   * Its `outbound_connectivity`: connections to hosts other than AWS's.
   *
   * @default RuntimeMode.ALLOW
   */
  readonly outboundConnectivity?: RuntimeMode;

  /**
   * Its `read_write_tmp`. The guard covers writing, and everywhere; what is never written can't be read.
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
 * What the runtime guard lets a function do, checked when it is made.
 *
 * Serves SEC 3, runtime-protection/lock-out. The document that it makes is described by the JSON Schema
 * `lambda/runtime-guard/policy.schema.json` in the package.
 */
export class RuntimePolicy {
  /**
   * Blocks every category; the network reaches AWS and the allowed hosts.
   *
   * @param options how it differs
   * @throws Error with all options that make no sense
   */
  public static strict(options: RuntimePolicyOptions = {}): RuntimePolicy {
    return RuntimePolicy.of('RuntimePolicy.strict', everyMode(RuntimeMode.BLOCK), options);
  }

  /**
   * Blocks what functions have no use for: child processes, native addons, debuggers and access to process memory. The
   * network reaches AWS and the allowed hosts. The rest is reported: file writes, reading of the function's own code, code
   * made of text, worker threads.
   *
   * @param options how it differs
   * @throws Error with all options that make no sense
   */
  public static standard(options: RuntimePolicyOptions = {}): RuntimePolicy {
    const { BLOCK } = RuntimeMode;
    const modes = { ...everyMode(RuntimeMode.ALERT), childProcess: BLOCK, network: BLOCK, nativeAddon: BLOCK, inspector: BLOCK };
    return RuntimePolicy.of('RuntimePolicy.standard', modes, options);
  }

  /**
   * Blocks nothing and reports everything, for a first time in which to learn what a function does.
   *
   * @param options how it differs
   * @throws Error with all options that make no sense
   */
  public static alertOnly(options: RuntimePolicyOptions = {}): RuntimePolicy {
    return RuntimePolicy.of('RuntimePolicy.alertOnly', everyMode(RuntimeMode.ALERT), { ...options, onDegraded: options.onDegraded ?? OnDegraded.WARN });
  }

  /**
   * The policy of a function that was protected by FunctionShield.
   *
   * `nativeAddon` and `inspector`, by which code could get around the four, have the strictest of their modes; the other
   * categories, which FunctionShield did not have, are allowed.
   *
   * @param policies the four policies
   * @param options how it differs besides
   * @throws Error with all policies and options that make no sense
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
   * A policy written as a document, as the JSON Schema describes it.
   *
   * @param document the document, as an object
   * @throws Error with all that is wrong, by JSON pointer
   */
  public static fromDocument(document: any): RuntimePolicy {
    if (Token.isUnresolved(document)) throw new Error('RuntimePolicy.fromDocument: the document is a token, whose value is known only at deployment');
    const hosts: unknown = document?.allowedHosts;
    refuse('RuntimePolicy.fromDocument', documentProblems(document, hosts).map(({ pointer, message }) => `${pointer || 'the document'} ${message}`));
    return new RuntimePolicy(document);
  }

  private static of(call: string, modes: Modes, options: RuntimePolicyOptions, problems: readonly string[] = []): RuntimePolicy {
    const { allowedHosts = [], awsEndpoints = true, onDegraded = OnDegraded.FAIL, initCode } = options;
    const given = options as { readonly [name: string]: RuntimeMode | undefined };
    const overridden = Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, given[category] ?? modes[category]]));
    const document = { version: POLICY_VERSION, modes: overridden, allowedHosts, awsEndpoints, onDegraded, ...(initCode && { initCode }) };
    refuse(call, [
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
   * The document, as the guard reads it.
   */
  public toJson(): any {
    return structuredClone(this.document);
  }
}

function everyMode(mode: RuntimeMode): Modes {
  return Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, mode])) as Modes;
}

/** What is wrong with a document whose hosts may have tokens in them. */
function documentProblems(document: any, hosts: unknown): { readonly pointer: string; readonly message: string }[] {
  if (Token.isUnresolved(document?.initCode) || [document?.initCode].flat().some((path: unknown) => Token.isUnresolved(path))) {
    return [{ pointer: '/initCode', message: 'has a part that is known only at deployment; write paths' }, ...documentProblems({ ...document, initCode: [] }, hosts)];
  }
  if (Token.isUnresolved(hosts)) {
    const list = { pointer: '/allowedHosts', message: 'is a list that is known only at deployment; give its entries one by one' };
    return [list, ...policyProblems({ ...document, allowedHosts: [] })];
  }
  if (!Array.isArray(hosts)) return policyProblems(document);
  const known = hosts.map((host: unknown) => (typeof host === 'string' ? withoutPlaceholders(host) : host));
  return policyProblems({ ...document, allowedHosts: known });
}

function unknownKeys(given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((key) => !known.includes(key)).map((key) => `${key} is not known; ${known.join(', ')} are`);
}

/** A place of the document as options name it: `allowedHosts[0]`, `network`. */
function nameOf(pointer: string): string {
  return pointer.replace(/^\/modes\//, '').replace(/^\//, '').replace(/\/(\d+)$/, '[$1]');
}

function refuse(call: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${call}: ${problems.join('; ')}`);
}
