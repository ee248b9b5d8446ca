/** How somebody of another account reads a secret: the secret and its key have to allow it, besides a policy of that account. */
import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { RotatedSecret } from './rotated-secret';
import { Conditions, READ_ACTIONS, readsOf } from './secret-grants';
import { throughSecretsManager } from './secret-key';
import { resourceOf } from './secret-layout';
import { shown } from '../quotas';

/** A role or a user, by name. */
export interface NamedReader {
  readonly principal: iam.IPrincipal;
  readonly arn: string;
}

/** The account of a reader, where it is, or may be, another one than the secret's. */
export function otherAccountOf(secret: RotatedSecret, { principal: { principalAccount: account }, arn }: NamedReader): string | undefined {
  if (account === undefined || Token.isUnresolved(account)) return undefined;
  const comparison = Token.compareStrings(Stack.of(secret).account, account);
  return comparison === TokenComparison.DIFFERENT || (comparison === TokenComparison.ONE_UNRESOLVED && !resourceOf(arn)) ? account : undefined;
}

/** Lets a reader of another account in by the policies of the secret and of its key. @returns why it can't be let in */
export function admitOtherAccount(
  secret: RotatedSecret,
  { principal, arn }: NamedReader,
  account: string,
  versionStages?: readonly string[],
): string[] {
  const home = Stack.of(secret);
  const made = resourceOf(arn);
  if (made) return [elsewhere(`${made.node.scope!.node.path} is made`, account, home, 'give it a roleName, ')];
  const construct = 'node' in principal ? (principal as iam.IRole) : undefined;
  if (construct && Stack.of(construct) !== home) return [elsewhere(`${construct.node.path} is imported`, account, home)];
  const who = `${construct ? construct.node.path : shown(arn)} is of account ${account}`;
  if (Token.isUnresolved(home.account)) {
    return [`${who}, and stack ${home.node.path} may be deployed to any: give the stack an env with its account, or where that is the same, import the reader by its name`];
  }
  const key = secret.encryptionKey;
  if (!key) return [`${who}, which can't use the key of AWS in account ${home.account}: leave out awsManagedKey`];
  // The account and a condition, and not the role, which would have to be there first, and whose successor would not be the same.
  const principals = [new iam.AccountPrincipal(account)];
  const isReader: Conditions = { ArnEquals: { 'aws:PrincipalArn': arn } };
  const decrypt = new iam.PolicyStatement({
    principals, actions: ['kms:Decrypt'], resources: ['*'], conditions: { ...isReader, ...throughSecretsManager(home) },
  });
  if (!key.addToResourcePolicy(decrypt).statementAdded) {
    return [`${who}, and the policy of key ${key.node.path}, which has to let it decrypt, is not in the app: give the secret a key of the app`];
  }
  for (const { actions, conditions } of readsOf(READ_ACTIONS, versionStages, isReader)) {
    secret.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: [...actions], resources: ['*'], conditions }));
  }
  return [];
}

/** A role that is in another account's stack would get a policy there, which has to name the secret and its key before they are. */
function elsewhere(what: string, account: string, home: Stack, first = ''): string {
  return `${what} in a stack of account ${account}, where no policy can refer to the secret: ${first}import it into stack ${home.node.path} by Role.fromRoleArn, grant that, and allow the role in its own stack to read the secret by its name`;
}
