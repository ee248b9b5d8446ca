import type { Construct } from 'constructs';

/** All that is remembered of constructs, with who does so. Who changes what a state holds gives it another name. */
export type ConstructStateName =
  /** `hardenFunction`: what hardening made of a function. */
  | 'hardening'
  /** `protectFunction`: that a function is under the runtime guard. */
  | 'protection'
  /** `VaultSecret`: whose secrets a function reads. */
  | 'vault-secret'
  /** `markUserCode`: that a function which a construct made runs a user's code. */
  | 'user-code'
  /** `recordDependencies`: what is recorded of the packages of a function. */
  | 'dependency-record'
  /** `signFunction`, `signLayer`: that the code of a function or layer is signed. */
  | 'signature'
  /** `EventValidation`: what validates the events of a function. */
  | 'event-validation'
  /** `validateEndpoint`: what a function was told of the requests of each route. */
  | 'endpoint-requests'
  /** `policyFor`: the policies that were made for a role. */
  | 'role-policies'
  /** `watchRole`: the roles of an app, or of a Stage, whose policies are counted. */
  | 'watched-roles';

/**
 * What is remembered of constructs that the library did not make, such as functions: most often that something was done to one, which is
 * not to be done twice.
 *
 * It is kept in the construct itself, as aws-cdk-lib does it, under a symbol that no list of properties shows. So it lives as long as the
 * construct, and two copies of the library in one app see the same.
 */
export class ConstructState<Kind extends Construct, State> {
  private readonly key: symbol;

  constructor(name: ConstructStateName) {
    this.key = Symbol.for(`cdk-sec3.${name}`);
  }

  /** What is remembered of a construct; undefined where nothing is. */
  public of(construct: Kind): State | undefined {
    return Reflect.get(construct, this.key) as State | undefined;
  }

  /** Whether something is remembered of a construct. */
  public has(construct: Kind): boolean {
    return Object.hasOwn(construct, this.key);
  }

  /** Remembers something of a construct, in place of what was remembered before. */
  public set(construct: Kind, state: State): void {
    Object.defineProperty(construct, this.key, { value: state, configurable: true });
  }
}
