import { finding, Property, Resource, Rule } from '../../gate';
import { isForEveryone, isForUrl } from '../template/invocation';

/** Function URLs let in nobody whom IAM does not know. */
export const functionUrlAuthorized: Rule = {
  id: 'FunctionUrlAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each function URL authenticates its callers with IAM, and is open to named principals only.',
  why:
    'Anybody on the internet who learns the URL runs the function with input of their choice, at the owner’s expense, and no validation, ' +
    'throttling or web ACL of an API stands in between.',
  fix: {
    cdk:
      'Set authType: FunctionUrlAuthType.AWS_IAM and call grantInvokeUrl for each caller, or put a distribution with ' +
      'FunctionUrlOrigin.withOriginAccessControl in front.',
    template: 'Set AuthType: AWS_IAM on the AWS::Lambda::Url, and name a principal or PrincipalOrgID in place of "*" on the AWS::Lambda::Permission.',
    sam: 'Set AuthType: AWS_IAM in FunctionUrlConfig, and name a principal or PrincipalOrgID on an AWS::Lambda::Permission of your own.',
  },
  acceptable: 'When everybody is meant to call, as with a webhook whose requests carry a signature: say how the function checks it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  resourceTypes: ['AWS::Lambda::Url', 'AWS::Lambda::Permission'],
  findings: {
    'public-url': 'The URL has AuthType NONE: it asks nobody who they are.',
    'public-permission': 'A permission lets everybody, or every AWS account, invoke a function through its URL.',
  },
  check: (resource) => (resource.type === 'AWS::Lambda::Url' ? checkUrl(resource) : checkPermission(resource)),
};

function checkUrl(url: Resource) {
  const authType = url.get('AuthType');
  const value = authType.string();
  if (value === 'AWS_IAM') return [];
  if (value === 'NONE') return [finding(authType, 'public-url', 'AuthType is NONE, so everybody may call the URL', functionAt(url.get('TargetFunctionArn')))];
  throw authType.undetermined(`AuthType is ${JSON.stringify(value)}, which is neither AWS_IAM nor NONE`);
}

/** The function that a property names, as far as it is in the templates: a URL and the permission for it are opened and closed together. */
function functionAt(property: Property): Resource | undefined {
  return property.references()[0]?.resource;
}

function checkPermission(permission: Resource) {
  // Nobody gets through a URL with lambda:InvokeFunction alone, which the CDK grants in a permission beside this one.
  if (!isForUrl(permission) || permission.get('Action').string() === 'lambda:InvokeFunction') return [];
  if (['SourceArn', 'SourceAccount'].some((condition) => permission.get(condition).exists) || !isForEveryone(permission)) return [];
  const authType = permission.get('FunctionUrlAuthType').string() ?? 'any';
  const message = `principal "*" may invoke the function through its URL (FunctionUrlAuthType ${authType})`;
  return [finding(permission.get('Principal'), 'public-permission', message, functionAt(permission.get('FunctionName')))];
}
