import { finding, hasWildcard, Outcome, Property, Resource, Rule } from '../../gate';
import { isForEveryone, isForUrl, principalOf } from '../template/invocation';

/** Permissions to invoke functions name the source of the events. */
export const invokePermissionScoped: Rule = {
  id: 'InvokePermissionScoped',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each permission to invoke a function names the resource or the account that events may come from.',
  why:
    'An AWS service acts for every customer. If a permission names only the service, anyone can have it invoke the function with events from their ' +
    'own account, and the function trusts events of the service.',
  fix: {
    cdk:
      'Set sourceArn of addPermission, for S3 with sourceAccount; where the CDK made the permission, sourceAccount of its CfnPermission. Name ' +
      'principals instead of "*".',
    template:
      'Set SourceArn, for S3 with SourceAccount, since ARNs of buckets name no account; for Alexa, EventSourceToken. Name an account, a role or ' +
      'PrincipalOrgID instead of "*".',
    sam:
      'Set SkillId on the AlexaSkill event. On a permission of your own, set SourceArn, for S3 with SourceAccount, and name an account, a role or ' +
      'PrincipalOrgID instead of "*".',
  },
  acceptable: 'If no condition can name the source: say how the function verifies whose event it is.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-granting-access.html#permissions-resource-serviceinvoke',
  resourceTypes: ['AWS::Lambda::Permission'],
  findings: {
    'open-to-everyone': 'Principal * allows every AWS account to invoke the function.',
    'no-source': 'A service may invoke the function on behalf of anyone: neither SourceArn nor SourceAccount is set.',
    'source-of-any-account': 'SourceArn matches resources of other accounts, and SourceAccount is not set.',
  },
  check: (permission) => {
    if (permission.get('SourceAccount').exists) return [];
    const principal = principalOf(permission);
    if (principal === '*') return checkEveryone(permission);
    if (/\.amazon\.com$/.test(principal)) return permission.get('EventSourceToken').exists ? [] : [noSource(permission, principal)];
    return isService(principal) ? checkSource(permission, principal) : [];
  },
};

function isService(principal: string): boolean {
  return /\.(amazonaws\.com(\.[a-z]+)?|\$\{AWS::URLSuffix\})$/.test(principal);
}

function checkEveryone(permission: Resource): readonly Outcome[] {
  if (!isForEveryone(permission) || isForUrl(permission)) return [];
  const source = permission.get('SourceArn');
  return source.exists && namesAccount(source)
    ? []
    : [finding(permission.get('Principal'), 'open-to-everyone', 'principal "*" may invoke the function from any account')];
}

function checkSource(permission: Resource, principal: string): readonly Outcome[] {
  const source = permission.get('SourceArn');
  if (!source.exists) return [noSource(permission, principal)];
  if (namesAccount(source)) return [];
  const message = `${principal} may invoke the function for any account whose resources match ${source.string()}`;
  return [finding(source, 'source-of-any-account', message)];
}

function noSource(permission: Resource, principal: string): Outcome {
  return finding(permission, 'no-source', `${principal} may invoke the function, and no source is named`);
}

/** Checks whether an ARN matches only resources of accounts that it names, or a resource with a globally unique name. */
function namesAccount(source: Property): boolean {
  const text = source.string()!;
  const [owner] = source.references();
  // An ARN that starts with that of a resource in this workload contains its account, except for buckets, whose ARNs contain no account.
  if (owner && text.startsWith('${')) return owner.resource.type !== 'AWS::S3::Bucket';
  const [, , service, , account, resource] = arnFields(text);
  if (account !== undefined && account !== '' && !hasWildcard(account)) return true;
  // AWS assigns the ids of APIs, so they are unique.
  return service === 'execute-api' && resource !== undefined && !hasWildcard(resource.split('/')[0]);
}

/** Returns the six fields of an ARN. Colons inside `${...}` are not separators. */
function arnFields(arn: string): string[] {
  const fields: string[] = [];
  const lastEnd = arn.lastIndexOf('}');
  let start = 0;
  let isInside = false;
  for (let i = 0; i < arn.length && fields.length < 5; i += 1) {
    if (i < lastEnd && arn.startsWith('${', i)) {
      isInside = true;
    } else if (arn[i] === '}') {
      isInside = false;
    } else if (arn[i] === ':' && !isInside) {
      fields.push(arn.slice(start, i));
      start = i + 1;
    }
  }
  return [...fields, arn.slice(start)];
}
