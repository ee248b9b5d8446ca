import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { covers } from '../gate';

/** Without these the owner of a secret could not mend its policy. */
const OWNER_ACTIONS = ['secretsmanager:PutResourcePolicy', 'secretsmanager:DeleteResourcePolicy'];

const EVERYBODY = { effect: iam.Effect.DENY, resources: ['*'] };

/**
 * Refuses requests that are not encrypted on their way, and those that don't say so. Calls that AWS services make don't always
 * have the key `aws:SecureTransport`, and pass.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
export function tlsStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyWithoutTls',
    ...EVERYBODY,
    principals: [new iam.AnyPrincipal()],
    actions: ['secretsmanager:*'],
    conditions: { BoolIfExists: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' } },
  });
}

/**
 * Denies reading a secret to everybody who is not on a list, whatever their identity policies allow. It allows nothing.
 *
 * Only reading is denied, so the owner's account can always replace the policy.
 */
export class ReaderList {
  /** The statement; it grows with the list. While the list is empty, nobody reads. */
  public readonly statement = new iam.PolicyStatement({
    sid: 'DenyOtherReaders',
    ...EVERYBODY,
    principals: [new iam.AnyPrincipal()],
    actions: ['secretsmanager:GetSecretValue'],
  });

  private readonly arns = new Set<string>();

  /** Puts a principal on the list, by its ARN or a pattern of ARNs. */
  public addArn(arn: string): void {
    this.arns.add(arn);
    this.statement.addCondition('ArnNotLike', { 'aws:PrincipalArn': [...this.arns] });
  }

  /** Puts all on the list who have a tag. The conditions of a statement must all be met, so either way past it is enough. */
  public addTag(key: string, value: string): void {
    this.statement.addCondition('StringNotEquals', { [`aws:PrincipalTag/${key}`]: value });
  }
}

/** The actions by which a policy is replaced, as far as a statement takes them from the owner of a secret for good. */
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
