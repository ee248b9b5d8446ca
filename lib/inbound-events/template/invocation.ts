/**
 * What an `AWS::Lambda::Permission` lets call a function.
 */
import { Resource } from '../../gate';

/** Whether everybody may call, without the function's URL or through it, as far as the principal says. */
export function isForEveryone(permission: Resource): boolean {
  return principalOf(permission) === '*' && !permission.get('PrincipalOrgID').exists;
}

/** Who may call: a service, an account, an ARN or `*`. @throws Undetermined where that can't be known */
export function principalOf(permission: Resource): string {
  const at = permission.get('Principal');
  const principal = at.string();
  if (principal === undefined) throw at.undetermined('the permission has no Principal');
  return principal;
}

/** Whether the permission is one of the two that a function's URL needs. */
export function isForUrl(permission: Resource): boolean {
  return (
    permission.get('FunctionUrlAuthType').exists ||
    permission.get('InvokedViaFunctionUrl').boolean() === true ||
    permission.get('Action').string() === 'lambda:InvokeFunctionUrl'
  );
}
