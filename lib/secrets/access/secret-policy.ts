import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { covers } from '../../gate';

/** Without these actions, the owner of a secret could not replace its policy. */
const OWNER_ACTIONS = ['secretsmanager:PutResourcePolicy', 'secretsmanager:DeleteResourcePolicy'];

const Everyone = { effect: iam.Effect.DENY, resources: ['*'] };

/**
 * Rejects requests without TLS, including those that do not say whether they use it. Calls made by AWS services do not always
 * have the key `aws:SecureTransport`, and are allowed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
export function tlsStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyWithoutTls',
    ...Everyone,
    principals: [new iam.AnyPrincipal()],
    actions: ['secretsmanager:*'],
    conditions: { BoolIfExists: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' } },
  });
}

/**
 * Denies reading a secret to all principals that are not on a list, regardless of their identity policies. It allows nothing.
 *
 * Only reading is denied, so the owner's account can always replace the policy.
 */
export class ReaderList {
  /** The statement; it grows with the list. While the list is empty, all reads are denied. */
  public readonly statement = new iam.PolicyStatement({
    sid: 'DenyOtherReaders',
    ...Everyone,
    principals: [new iam.AnyPrincipal()],
    actions: ['secretsmanager:GetSecretValue'],
  });

  private readonly arns = new Set<string>();

  /** Adds a principal to the list, by its ARN or a pattern of ARNs. */
  public addArn(arn: string): void {
    this.arns.add(arn);
    this.statement.addCondition('ArnNotLike', { 'aws:PrincipalArn': [...this.arns] });
  }

  /** Adds all principals with a tag to the list. All conditions of a statement must match for the Deny, so the ARN or the tag is enough. */
  public addTag(key: string, value: string): void {
    this.statement.addCondition('StringNotEquals', { [`aws:PrincipalTag/${key}`]: value });
  }
}

/** Returns the actions for replacing a policy that a statement permanently denies to the owner of a secret. */
export function ownerActionsDenied(statement: iam.PolicyStatement): string[] {
  const isForOwner = statement.principals.some(
    (principal) => principal instanceof iam.AccountPrincipal || Object.values(principal.policyFragment.principalJson).flat().includes('*'),
  );
  if (statement.effect !== iam.Effect.DENY || !isForOwner || Object.keys(statement.conditions).length > 0) return [];
  const names = (patterns: string[], action: string) => patterns.some((pattern) => !Token.isUnresolved(pattern) && covers(pattern, action));
  return OWNER_ACTIONS.filter((action) =>
    statement.notActions.length > 0 ? !names(statement.notActions, action) : names(statement.actions, action),
  );
}
