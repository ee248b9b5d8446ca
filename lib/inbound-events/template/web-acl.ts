/** AWS WAF web ACLs in front of a resource. */
import { isOpenHeader } from './request-credentials';
import { attempt, filterKnown, finding, isManyAddresses, Outcome, Property, Resource } from '../../gate';

export const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const WEB_ACL = 'AWS::WAFv2::WebACL';

/** The findings of {@link checkWebAcls}. */
export const WEB_ACL_FINDINGS = {
  'no-web-acl': 'No web ACL association refers to it.',
  'blocks-nothing': 'Its web ACL allows by default, and none of the rules does more than count, or one allows requests of all, of whole countries or with a header that anyone can send before the others.',
  'no-attack-rules': 'Its web ACL blocks by sender, origin, rate or size, and has no rule for known attacks, or only for some requests.',
} as const;

/**
 * Checks whether one of the associations that mention a resource protects it with a web ACL that can block.
 *
 * @param what the resource in messages, such as `the stage`
 * @param isOf whether an association is for this resource
 */
export function checkWebAcls(
  resource: Resource,
  associations: readonly Resource[],
  what: string,
  isOf: (association: Resource) => boolean,
): readonly Outcome[] {
  const none = finding(resource, 'no-web-acl', `no web ACL association refers to ${what}`);
  const verdicts = associations.map((association) => attempt(() => (isOf(association) ? checkWebAcl(resource, association.get('WebACLArn')) : [none])));
  if (verdicts.some((verdict) => verdict.length === 0)) return [];
  const telling = verdicts.flat().filter((outcome) => outcome !== none);
  return telling.length > 0 ? telling : [none];
}

/** Checks whether a web ACL in the templates can block requests. */
export function checkWebAcl(resource: Resource, arn: Property): readonly Outcome[] {
  const webAcl = arn.references().find((reference) => reference.resource.type === WEB_ACL)?.resource;
  if (!webAcl) return [];
  const opens = filterKnown(webAcl.get('Rules').items(), allowsMost).map(priorityOf);
  const blocksByDefault = webAcl.get('DefaultAction', 'Block').exists;
  if (blocksByDefault && opens.length === 0) return [];
  const blocking = filterKnown(webAcl.get('Rules').items(), blocks);
  if (blocking.length === 0 && !blocksByDefault) return [finding(resource, 'blocks-nothing', `web ACL ${webAcl.path} allows by default, and none of its rules does more than count`)];
  const first = Math.min(...opens);
  if (filterKnown(blocking, (rule) => looksForAttacks(rule) && priorityOf(rule) < first).length > 0) return [];
  if (opens.length > 0) return [finding(resource, 'blocks-nothing', `a rule of web ACL ${webAcl.path} allows requests without regard to their content before any rule against attacks`)];
  return [finding(resource, 'no-attack-rules', `web ACL ${webAcl.path} has no rule for known attacks in all requests: its rules block by sender and amount, or inspect some requests`)];
}

/** Statements about who sends, from where, how often or how much. */
const ON_SENDERS = /^(RateBased|IPSetReference|GeoMatch|AsnMatch|LabelMatch|SizeConstraint|ByteMatch)Statement$/;

/** AWS managed rule groups for the same purpose. */
const GROUPS_ON_SENDERS = /^AWSManagedRules(AmazonIpReputationList|AnonymousIpList|BotControlRuleSet|ATPRuleSet|ACFPRuleSet|AntiDDoSRuleSet)$/;

/** Checks whether a rule inspects the content of requests, as rules against known attacks do. */
function looksForAttacks(rule: Property): boolean {
  return !rule.at('Statement').exists || isOnContent(rule.at('Statement'));
}

function isOnContent(statement: Property): boolean {
  return statement.entries().some(([kind, at]) => {
    if (kind === 'AndStatement' || kind === 'OrStatement') return at.at('Statements').items().some(isOnContent);
    if (kind === 'NotStatement') return isOnContent(at.at('Statement'));
    if (kind === 'ManagedRuleGroupStatement') return !GROUPS_ON_SENDERS.test(at.at('Name').string() ?? '') && !isOnSome(at.at('ScopeDownStatement'));
    return !ON_SENDERS.test(kind);
  });
}

/** Checks whether a statement is true only of requests with one path, method or header, or from some senders. Exceptions and folders may include the rest. */
function isOnSome(statement: Property): boolean {
  return statement.entries().some(([kind, at]) => {
    switch (kind) {
      case 'AndStatement':
        return at.at('Statements').items().some(isOnSome);
      case 'OrStatement':
        return at.at('Statements').items().every(isOnSome);
      case 'ByteMatchStatement': {
        const field = at.at('FieldToMatch');
        if (field.at('UriPath').exists) return /^(?:EXACTLY|ENDS_WITH)$/.test(at.at('PositionalConstraint').string() ?? '');
        return field.at('SingleHeader', 'Name').string()?.toLowerCase() !== 'host';
      }
      default:
        return /^(?:AsnMatch|GeoMatch|IPSetReference|LabelMatch)Statement$/.test(kind);
    }
  });
}

/** Checks whether a rule, or the group that it refers to, can block a request. */
function blocks(rule: Property): boolean {
  if (rule.at('OverrideAction').exists) return !rule.at('OverrideAction', 'Count').exists;
  return ['Block', 'Captcha', 'Challenge'].some((action) => rule.at('Action', action).exists);
}

function priorityOf(rule: Property): number {
  return rule.at('Priority').number() ?? 0;
}

/**
 * Checks whether a rule allows each request, or each from some countries, so that rules after it see none of them. A request can be written so that it
 * matches any rule of a group; if that rule allows it, no other one sees it.
 */
function allowsMost(rule: Property): boolean {
  const groups = ['ManagedRuleGroupStatement', 'RuleGroupReferenceStatement'].map((kind) => rule.at('Statement', kind));
  const overrides = groups.flatMap((group) => group.at('RuleActionOverrides').items());
  return overrides.some((override) => override.at('ActionToUse', 'Allow').exists) || rule.at('Action', 'Allow').exists && matchesMost(rule.at('Statement'));
}

/** Patterns that match each path, and each text. */
const ANY_PATH = /^\^?\/?(?:\.\*\$?)?$/;
const ANY_TEXT = /^\^?(?:\.\*\$?)?$/;

/** Statements that are true of the requests of many senders. */
const ON_MANY_SENDERS = /^(Geo|Asn)MatchStatement$/;

/**
 * Checks whether a statement is true of each request of many senders, regardless of its content: all paths start with a slash, all sizes are at
 * least 0, and all callers of an API send its host name. Headers that need no secret count as well, because each caller can send them.
 */
function matchesMost(statement: Property): boolean {
  return statement.entries().some(([kind, at]) => {
    switch (kind) {
      case 'AndStatement':
        return at.at('Statements').items().every(matchesMost);
      case 'OrStatement':
        return at.at('Statements').items().some(matchesMost);
      case 'NotStatement':
        return at.at('Statement').entries().some(([excepted]) => ON_MANY_SENDERS.test(excepted) || excepted === 'IPSetReferenceStatement');
      case 'IPSetReferenceStatement':
        return isForwarded(at.at('IPSetForwardedIPConfig')) || hasManyAddresses(at.at('Arn'));
      case 'ByteMatchStatement':
        return isOnOpenHeader(at) || at.at('FieldToMatch', 'UriPath').exists && at.at('SearchString').string() === '/' && /^(?:STARTS_WITH|CONTAINS)$/.test(at.at('PositionalConstraint').string() ?? '');
      case 'RegexMatchStatement':
        return isOnOpenHeader(at) || (at.at('FieldToMatch', 'UriPath').exists ? ANY_PATH : ANY_TEXT).test(at.at('RegexString').string() ?? '-');
      case 'SizeConstraintStatement':
        return at.at('ComparisonOperator').string() === 'GE' && at.at('Size').number() === 0;
      default:
        return ON_MANY_SENDERS.test(kind);
    }
  });
}

/** Checks whether a set of addresses in the templates has a large part of all addresses. */
function hasManyAddresses(arn: Property): boolean {
  const sets = arn.references().map(({ resource }) => resource).filter(({ type }) => type === 'AWS::WAFv2::IPSet');
  return sets.some((set) => filterKnown(set.get('Addresses').items(), (address) => isManyAddresses(address.string()!)).length > 0);
}

function isOnOpenHeader(statement: Property): boolean {
  return isOpenHeader(statement.at('FieldToMatch', 'SingleHeader', 'Name').string() ?? '');
}

/** Checks whether the address of a sender comes from a header. The last address in it is that of a proxy's client; the client sent the others. */
function isForwarded(config: Property): boolean {
  return isOpenHeader(config.at('HeaderName').string() ?? '') && config.at('Position').string() !== 'LAST';
}
