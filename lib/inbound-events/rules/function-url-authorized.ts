import { finding, Property, Resource, Rule } from '../../gate';
import { isForEveryone, isForUrl } from '../template/invocation';

/** Function URLs accept only callers that IAM authenticates. */
export const functionUrlAuthorized: Rule = {
  id: 'FunctionUrlAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each function URL authenticates its callers with IAM, and is open to named principals only.',
  why:
    'Anyone on the internet who learns the URL can run the function with any input, at the owner’s expense. No validation, throttling or ' +
    'web ACL of an API is in between.',
  fix: {
    cdk:
      'Set authType: FunctionUrlAuthType.AWS_IAM and call grantInvokeUrl for each caller, or put a distribution with ' +
      'FunctionUrlOrigin.withOriginAccessControl in front.',
    template: 'Set AuthType: AWS_IAM on the AWS::Lambda::Url, and name a principal or PrincipalOrgID instead of "*" on the AWS::Lambda::Permission.',
    sam: 'Set AuthType: AWS_IAM in FunctionUrlConfig, and name a principal or PrincipalOrgID on an AWS::Lambda::Permission of your own.',
  },
  acceptable: 'If the URL is public on purpose, as for a webhook whose requests carry a signature: say how the function verifies it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  resourceTypes: ['AWS::Lambda::Url', 'AWS::Lambda::Permission'],
  findings: {
    'public-url': 'The URL has AuthType NONE: it does not authenticate callers.',
    'public-permission': 'A permission allows everyone, or every AWS account, to invoke a function through its URL.',
  },
  check: (resource) => (resource.type === 'AWS::Lambda::Url' ? checkUrl(resource) : checkPermission(resource)),
};

function checkUrl(url: Resource) {
  const authType = url.get('AuthType');
  const value = authType.string();
  if (value === 'AWS_IAM') return [];
  if (value === 'NONE') return [finding(authType, 'public-url', 'AuthType is NONE, so everyone may call the URL', functionAt(url.get('TargetFunctionArn')))];
  throw authType.undetermined(`AuthType is ${JSON.stringify(value)}, which is neither AWS_IAM nor NONE`);
}

/** Returns the function that a property names, if it is in the templates. A URL and its permission name it in the same way. */
function functionAt(property: Property): Resource | undefined {
  return property.references()[0]?.resource;
}

function checkPermission(permission: Resource) {
  // lambda:InvokeFunction alone does not open a URL. The CDK grants it in a second permission next to this one.
  if (!isForUrl(permission) || permission.get('Action').string() === 'lambda:InvokeFunction') return [];
  if (['SourceArn', 'SourceAccount'].some((condition) => permission.get(condition).exists) || !isForEveryone(permission)) return [];
  const authType = permission.get('FunctionUrlAuthType').string() ?? 'any';
  const message = `principal "*" may invoke the function through its URL (FunctionUrlAuthType ${authType})`;
  return [finding(permission.get('Principal'), 'public-permission', message, functionAt(permission.get('FunctionName')))];
}
