import { Lazy, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RuntimePolicy } from './runtime-policy';
import { LIMITS } from '../quotas';
import { CHAINED_VARIABLE, GUARD_WRAPPER, POLICY_VARIABLE, WRAPPER_VARIABLE } from './template/guarded-function';

type Variables = { readonly [name: string]: unknown };

/**
 * The environment variables that start the guard, in addition to those that the app sets, now or later. If these contain a
 * wrapper, the guard starts it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
export class GuardEnvironment {
  private readonly given: unknown;
  private readonly stack: Stack;

  constructor(
    resource: lambda.CfnFunction,
    private readonly policy: RuntimePolicy,
  ) {
    this.given = resource.environment;
    this.stack = Stack.of(resource);
  }

  /** Replaces the function's environment with this one. */
  public applyTo(resource: lambda.CfnFunction): void {
    // Not cached: names of versions contain a hash that is computed before the app has set all variables.
    resource.environment = Lazy.uncachedAny({ produce: () => ({ variables: this.variables() }) });
  }

  /** Obstacles to protecting the function. Each text continues a sentence that begins with the function. */
  public problems(): string[] {
    const app = this.ofApp();
    if (app === undefined) return ['has environment variables that are known only at deployment as a whole: set them one by one'];
    const problems: string[] = [];
    if (app[POLICY_VARIABLE] !== undefined) {
      problems.push(`has its own ${POLICY_VARIABLE}: pass the policy with RuntimePolicy.fromDocument instead`);
    }
    if (app[CHAINED_VARIABLE] !== undefined && app[WRAPPER_VARIABLE] !== undefined) {
      const both = `${WRAPPER_VARIABLE} ${shown(app[WRAPPER_VARIABLE])} and ${CHAINED_VARIABLE} ${shown(app[CHAINED_VARIABLE])}`;
      problems.push(`has both ${both}, but the guard can only start one: remove the other`);
    }
    const literals = Object.entries<unknown>(this.stack.resolve(this.variables())).map(([name, value]) => [name, literalsOf(value)]);
    const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(literals)));
    if (bytes > LIMITS.environment) {
      problems.push(`has ${bytes} bytes of environment variables with the policy, and the limit of Lambda is ${LIMITS.environment}: shorten allowedHosts or other variables`);
    }
    return problems;
  }

  private variables(): Variables {
    const { [WRAPPER_VARIABLE]: previous, ...others } = this.ofApp() ?? {};
    return {
      ...others,
      ...(previous !== undefined && previous !== GUARD_WRAPPER && { [CHAINED_VARIABLE]: previous }),
      [WRAPPER_VARIABLE]: GUARD_WRAPPER,
      [POLICY_VARIABLE]: this.stack.toJsonString(this.policy.toJson()),
    };
  }

  /** Returns the variables that the app sets; undefined if they are known only at deployment. */
  private ofApp(): Variables | undefined {
    const environment = (this.stack.resolve(this.given) ?? {}) as { readonly variables?: Variables; readonly [key: string]: unknown };
    const variables = environment.variables ?? {};
    const keys = [...Object.keys(environment), ...Object.keys(variables)];
    return Token.isUnresolved(variables) || keys.some((key) => key === 'Ref' || key.startsWith('Fn::')) ? undefined : variables;
  }
}

/** Returns the literal parts of a value, and so its minimum length at deployment. */
function literalsOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const join = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  return Array.isArray(join?.[1]) ? join[1].map((part) => (typeof part === 'string' ? part : '')).join(join[0]) : '';
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
