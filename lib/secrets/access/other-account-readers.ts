/** Read access from another account: the secret and its key must allow it, in addition to a policy of that account. */
import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Conditions, READ_ACTIONS, readsOf } from './secret-grants';
import { throughSecretsManager } from './secret-key';
import { shown } from '../../quotas';
import type { RotatedSecret } from '../rotation/rotated-secret';
import { resourceOf } from '../rotation/secret-layout';

/** A role or a user, by name. */
export interface NamedReader {
  readonly principal: iam.IPrincipal;
  readonly arn: string;
}

/** Returns the account of a reader, if it is, or may be, different from that of the secret. */
export function otherAccountOf(secret: RotatedSecret, { principal: { principalAccount: account }, arn }: NamedReader): string | undefined {
  if (account === undefined || Token.isUnresolved(account)) return undefined;
  const comparison = Token.compareStrings(Stack.of(secret).account, account);
  return comparison === TokenComparison.DIFFERENT || (comparison === TokenComparison.ONE_UNRESOLVED && !resourceOf(arn)) ? account : undefined;
}

/** Adds a reader of another account to the policies of the secret and its key. @returns reasons why this is not possible */
export function admitOtherAccount(
  secret: RotatedSecret,
  { principal, arn }: NamedReader,
  account: string,
  versionStages?: readonly string[],
): string[] {
  const home = Stack.of(secret);
  const made = resourceOf(arn);
  if (made) return [elsewhere(`${made.node.scope!.node.path} is created`, account, home, 'give it a roleName, ')];
  const construct = 'node' in principal ? (principal as iam.IRole) : undefined;
  if (construct && Stack.of(construct) !== home) return [elsewhere(`${construct.node.path} is imported`, account, home)];
  const who = `${construct ? construct.node.path : shown(arn)} is in account ${account}`;
  if (Token.isUnresolved(home.account)) {
    return [`${who}, and stack ${home.node.path} may be deployed to any account: set the account in the env of the stack, or, if it is the same account, import the reader by its name`];
  }
  const key = secret.encryptionKey;
  if (!key) return [`${who}, which can't use the key of AWS in account ${home.account}: remove awsManagedKey`];
  // The policy names the account with a condition, and not the role: the role would have to exist first, and a recreated role would
  // not match.
  const principals = [new iam.AccountPrincipal(account)];
  const isReader: Conditions = { ArnEquals: { 'aws:PrincipalArn': arn } };
  const decrypt = new iam.PolicyStatement({
    principals, actions: ['kms:Decrypt'], resources: ['*'], conditions: { ...isReader, ...throughSecretsManager(home) },
  });
  if (!key.addToResourcePolicy(decrypt).statementAdded) {
    return [`${who}, and the policy of key ${key.node.path}, which must allow it to decrypt, is not in the app: use a key of the app for the secret`];
  }
  for (const { actions, conditions } of readsOf(READ_ACTIONS, versionStages, isReader)) {
    secret.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: [...actions], resources: ['*'], conditions }));
  }
  return [];
}

/** A role in another account's stack would get a policy there that refers to the secret and its key before they exist. */
function elsewhere(what: string, account: string, home: Stack, first = ''): string {
  return `${what} in a stack of account ${account}, where no policy can refer to the secret: ${first}import it into stack ${home.node.path} by Role.fromRoleArn, grant that, and allow the role in its own stack to read the secret by its name`;
}
