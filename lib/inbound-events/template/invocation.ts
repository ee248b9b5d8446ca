/**
 * The callers that an `AWS::Lambda::Permission` allows.
 */
import { Resource } from '../../gate';

/** Checks whether the principal allows everyone to call, with or without the function URL. */
export function isForEveryone(permission: Resource): boolean {
  return principalOf(permission) === '*' && !permission.get('PrincipalOrgID').exists;
}

/** Returns the allowed caller: a service, an account, an ARN or `*`. @throws Undetermined if it can't be known */
export function principalOf(permission: Resource): string {
  const at = permission.get('Principal');
  const principal = at.string();
  if (principal === undefined) throw at.undetermined('the permission has no Principal');
  return principal;
}

/** Checks whether the permission is one of the two that a function URL needs. */
export function isForUrl(permission: Resource): boolean {
  return (
    permission.get('FunctionUrlAuthType').exists ||
    permission.get('InvokedViaFunctionUrl').boolean() === true ||
    permission.get('Action').string() === 'lambda:InvokeFunctionUrl'
  );
}
