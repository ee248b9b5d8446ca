import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { keyConditions } from './secret-key';
import { PolicyPlace, policyFor, RolePolicy } from '../../functions';

export type Conditions = { [operator: string]: { [key: string]: string | string[] } };

/** Access to a secret. */
export interface SecretAccess {
  readonly actions: readonly string[];
  /** Staging labels of the versions that may be read; undefined for all. */
  readonly versionStages?: readonly string[];
  /** Actions on the secret's key. */
  readonly keyActions: readonly string[];
  /** The function whose code the grant is limited to. */
  readonly fn?: lambda.IFunction;
}

const READ = 'secretsmanager:GetSecretValue';

export const READ_ACTIONS = [READ, 'secretsmanager:DescribeSecret'];

/**
 * Actions of the four steps of a rotation. @see
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 */
export const ROTATE_ACTIONS = [
  'secretsmanager:DescribeSecret', READ, 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage',
];

/** Returns the statements of an identity policy for access to exactly one secret. */
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

/** Actions and their conditions, if only some versions may be read. */
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
 * Returns conditions on the versions that may be read. A request with neither stage nor version reads AWSCURRENT, and has no stage in its
 * context. A request with only a version has none either, and could be for any stage.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
function stageConditions(stages: readonly string[]): Conditions {
  const named = { 'secretsmanager:VersionStage': [...stages] };
  return stages.includes('AWSCURRENT')
    ? { StringEqualsIfExists: named, Null: { 'secretsmanager:VersionId': 'true' } }
    : { StringEquals: named };
}

/** The grant of a function, and its policy. */
export interface FunctionGrant {
  readonly grant: iam.Grant;
  readonly policy: RolePolicy;
}

/**
 * Grants statements to a function's role in a separate policy. The function depends on the role's own policies, and this policy refers to the
 * function, so it can't be one of them.
 *
 * @throws Error if the role has reached the policy limit of IAM
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

/** A role whose grants go into one given policy, regardless of its other policies. */
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
