import type { Construct } from 'constructs';

/** Names of the states that are stored in constructs, each with its owner. If the format of a state changes, its name has to change. */
export type ConstructStateName =
  /** `hardenFunction`: the result of hardening a function. */
  | 'hardening'
  /** `protectFunction`: whether a function runs under the runtime guard. */
  | 'protection'
  /** `VaultSecret`: the Vault secret that a function reads. */
  | 'vault-secret'
  /** `markUserCode`: whether a function created by a construct runs a user's code. */
  | 'user-code'
  /** `recordDependencies`: the recorded packages of a function. */
  | 'dependency-record'
  /** `signFunction`, `signLayer`: whether the code of a function or layer is signed. */
  | 'signature'
  /** `EventValidation`: the validation of a function's events. */
  | 'event-validation'
  /** `validateEndpoint`: the declarations registered for each route of a function. */
  | 'endpoint-requests'
  /** `policyFor`: the policies created for a role. */
  | 'role-policies'
  /** `watchRole`: the roles of an app, or of a Stage, whose policies are counted. */
  | 'watched-roles';

/**
 * State stored for constructs that this library did not create, such as functions. Usually it records that something was done to a
 * construct and must not be done again.
 *
 * The state is stored in the construct itself, as aws-cdk-lib does, under a non-enumerable symbol. So it lives as long as the
 * construct, and two copies of the library in one app share it.
 */
export class ConstructState<Kind extends Construct, State> {
  private readonly key: symbol;

  constructor(name: ConstructStateName) {
    this.key = Symbol.for(`cdk-sec3.${name}`);
  }

  /** Returns the state of a construct; undefined if there is none. */
  public of(construct: Kind): State | undefined {
    return Reflect.get(construct, this.key) as State | undefined;
  }

  /** Checks whether a construct has a state. */
  public has(construct: Kind): boolean {
    return Object.hasOwn(construct, this.key);
  }

  /** Sets the state of a construct, and replaces the previous one. */
  public set(construct: Kind, state: State): void {
    Object.defineProperty(construct, this.key, { value: state, configurable: true });
  }
}
