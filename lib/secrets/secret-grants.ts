import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { keyConditions } from './secret-key';
import { PolicyPlace, policyFor, RolePolicy } from '../functions';

export type Conditions = { [operator: string]: { [key: string]: string | string[] } };

/** What is allowed on a secret. */
export interface SecretAccess {
  readonly actions: readonly string[];
  /** Staging labels of the versions that may be read; of all where undefined. */
  readonly versionStages?: readonly string[];
  /** What may be done with the secret's key. */
  readonly keyActions: readonly string[];
  /** The function whose code alone may do it. */
  readonly fn?: lambda.IFunction;
}

const READ = 'secretsmanager:GetSecretValue';

export const READ_ACTIONS = [READ, 'secretsmanager:DescribeSecret'];

/** What the four steps of a rotation do. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
export const ROTATE_ACTIONS = [
  'secretsmanager:DescribeSecret', READ, 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage',
];

/** The statements of an identity policy for access to exactly one secret. */
export function accessStatements(secret: secretsmanager.ISecret, access: SecretAccess): iam.PolicyStatement[] {
  const bound: Conditions = access.fn ? { ArnEquals: { 'lambda:SourceFunctionArn': access.fn.functionArn } } : {};
  const statements = readsOf(access.actions, access.versionStages, bound).map(
    ({ actions, conditions }) => new iam.PolicyStatement({ actions: [...actions], resources: [secret.secretArn], conditions }),
  );
  if (secret.encryptionKey) {
    statements.push(
      new iam.PolicyStatement({
        actions: [...access.keyActions],
        resources: [secret.encryptionKey.keyArn],
        conditions: keyConditions(Stack.of(secret), secret.secretArn),
      }),
    );
  }
  return statements;
}

/** What may be done under which conditions, where some versions alone may be read. */
export function readsOf(
  actions: readonly string[], versionStages: readonly string[] | undefined, bound: Conditions,
): { readonly actions: readonly string[]; readonly conditions: Conditions }[] {
  if (!versionStages) return [{ actions, conditions: bound }];
  return [
    { actions: [READ], conditions: { ...bound, ...stageConditions(versionStages) } },
    { actions: actions.filter((action) => action !== READ), conditions: bound },
  ];
}

/**
 * Which versions may be read. A request that names neither stage nor version reads AWSCURRENT, and has no stage in its
 * context; one that names a version alone has none either, and could be for any.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
function stageConditions(stages: readonly string[]): Conditions {
  const named = { 'secretsmanager:VersionStage': [...stages] };
  return stages.includes('AWSCURRENT')
    ? { StringEqualsIfExists: named, Null: { 'secretsmanager:VersionId': 'true' } }
    : { StringEquals: named };
}

/** What a function was granted, and the policy that it has for it. */
export interface FunctionGrant {
  readonly grant: iam.Grant;
  readonly policy: RolePolicy;
}

/**
 * Gives a function's role statements by a policy. It is not among the role's own policies, after which the function is made: it names
 * the function, so that would be a cycle.
 *
 * @throws Error where the role has as many policies as IAM takes
 */
export function grantToFunction(fn: lambda.IFunction, place: Omit<PolicyPlace, 'role'>, statements: readonly iam.PolicyStatement[]): FunctionGrant {
  const role = fn.role!;
  const policy = policyFor({ ...place, role }, statements);
  const grant = statements
    .map((statement) =>
      iam.Grant.addToPrincipal({
        grantee: { grantPrincipal: new PolicyPrincipal(role, policy) },
        actions: statement.actions,
        resourceArns: statement.resources,
        conditions: statement.conditions,
      }),
    )
    .reduce((all, next) => all.combine(next));
  return { grant, policy };
}

/** A role that is given what it may do by one policy, whatever policies it has. */
class PolicyPrincipal implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  constructor(
    role: iam.IRole,
    private readonly policy: RolePolicy,
  ) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
  }

  public addToPolicy(statement: iam.PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}
