/**
 * IAM policies as rules read them: the statements of a document, and the documents that reach a principal.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { flatMapKnown } from './filter-known';
import type { Lookup } from './lookup';
import type { Property } from './property';
import type { Resource } from './resource';
import type { Workload } from './workload';

/** One statement of a policy document. Absent elements are empty lists; those that can't be known throw when they are read. */
export interface Statement {
  /** The statement itself. */
  readonly at: Property;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly Property[];
  readonly notActions: readonly Property[];
  readonly resources: readonly Property[];
  readonly notResources: readonly Property[];
  /** `Principal`, absent in identity policies. */
  readonly principal: Property;
  readonly notPrincipal: Property;
  readonly condition: Property;
}

/** Types that carry identity policies, inline or of their own. */
export const IDENTITY_POLICY_TYPES = [
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
] as const;

/** The statements of a policy document. @throws Undetermined where the document or an effect can't be known */
export function statementsOf(document: Property): Statement[] {
  return statementPlaces(document).map(statementAt);
}

/** Where the statements of a policy document are. @throws Undetermined where the document can't be known, or has none */
export function statementPlaces(document: Property): Property[] {
  const statements = document.document().at('Statement');
  if (document.exists && !statements.exists) throw document.undetermined('a policy document has a Statement, and this one has none');
  return statements.itemsOrOne();
}

/** One statement. @throws Undetermined where its effect can't be known, or where it names no actions */
export function statementAt(at: Property): Statement {
  const effect = at.at('Effect').string();
  if (effect !== 'Allow' && effect !== 'Deny') throw at.at('Effect').undetermined(`Allow or Deny is expected, found ${JSON.stringify(effect)}`);
  if (['Action', 'NotAction'].every((element) => isAbsent(at.at(element)))) throw at.undetermined('Action or NotAction is expected, and neither is there');
  return {
    at,
    effect,
    get actions() {
      return at.at('Action').itemsOrOne();
    },
    get notActions() {
      return at.at('NotAction').itemsOrOne();
    },
    get resources() {
      return at.at('Resource').itemsOrOne();
    },
    get notResources() {
      return at.at('NotResource').itemsOrOne();
    },
    principal: at.at('Principal'),
    notPrincipal: at.at('NotPrincipal'),
    condition: at.at('Condition'),
  };
}

/** Whether an element is surely not there. */
function isAbsent(element: Property): boolean {
  return element.unknown === undefined && !element.exists;
}

/** Every identity policy document that a resource of {@link IDENTITY_POLICY_TYPES} itself holds. */
export function identityDocuments(resource: Resource): Property[] {
  return [resource.get('PolicyDocument'), ...resource.get('Policies').items().map((policy) => policy.at('PolicyDocument'))].filter(
    (document) => document.exists,
  );
}

/** The statements of every identity policy document that a resource of {@link IDENTITY_POLICY_TYPES} itself holds, as places. */
export function identityStatements(resource: Resource): Property[] {
  return identityDocuments(resource).flatMap(statementPlaces);
}

/** A type that attaches a policy to a role from outside, and the property that names the role. */
interface RoleAttachment extends Lookup {
  readonly type: string;
  readonly property: string;
}

/** How policies are attached to a role from outside; they are found by the names of roles. */
export const ROLE_ATTACHMENTS: readonly RoleAttachment[] = [
  { type: 'AWS::IAM::Policy', property: 'Roles' },
  { type: 'AWS::IAM::ManagedPolicy', property: 'Roles' },
  { type: 'AWS::IAM::RolePolicy', property: 'RoleName' },
].map((attachment) => ({ ...attachment, keysOf: (policy) => policy.get(attachment.property).itemsOrOne().map(nameKey) }));

/** The resources of the workload whose identity policies apply to a role: itself, and the policies attached to it. */
export function policiesOfRole(role: Resource, workload: Workload): readonly Resource[] {
  return workload.once(policiesOfRole, role, () => {
    const managed = role
      .get('ManagedPolicyArns')
      .items()
      .flatMap((arn) => arn.references().map((reference) => reference.resource));
    return [...new Set([role, ...managed, ...ROLE_ATTACHMENTS.flatMap((attachment) => attachedToRole(role, workload, attachment))])];
  });
}

/**
 * The resources that attach a policy to a role from outside: by a reference, or by the name that the role is given.
 *
 * @throws Undetermined where none does, but one may
 */
export function attachedToRole(role: Resource, workload: Workload, attachment: RoleAttachment): readonly Resource[] {
  const { type, property } = attachment;
  const name = role.get('RoleName');
  const lookups = [
    () => workload.attached(role, type, property),
    () => (name.exists ? workload.having(workload.resources(type), attachment, nameKey(name)) : []),
  ];
  return [...new Set(flatMapKnown(lookups, (lookup) => lookup()))];
}

/** A name as it is compared with others. What is not written out says the same in one template alone. */
function nameKey(name: Property): string {
  return name.literal() ?? `${name.resource.stack.file} ${name.written()}`;
}

/** Whether a value of a condition is a range of IP addresses that is a good part of all of them: wider than any of private IPv4 addresses. */
export function isManyAddresses(value: string): boolean {
  return /^[\da-f.:]+\/0*[0-7]$/i.test(value);
}

/** Whether a pattern with `*` and `?` covers a name, as IAM compares them: actions ignore case. */
export function covers(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), name.toLowerCase()];
  let at = 0;
  // Where the last star stands, and how far its text reaches. Only that of the last one ever needs to grow: no backtracking beyond.
  let star = -1;
  let reach = 0;
  for (let i = 0; i < given.length;) {
    if (wanted[at] === '*') {
      star = at;
      reach = i;
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      reach += 1;
      i = reach;
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(at));
}

/** Whether a pattern leaves anything open. */
export function hasWildcard(pattern: string): boolean {
  // References are written ${...}; a question mark inside one is no wildcard.
  return /[*?]/.test(pattern.replace(/\$\{[^}]*\}/g, ''));
}

/** The principals that the trust policy of a role allows, with what they are: `Service`, `AWS`, `Federated`; `*` for everybody. */
export function trustedBy(role: Resource): readonly (readonly [kind: string, principal: Property])[] {
  return statementPlaces(role.get('AssumeRolePolicyDocument')).map(statementAt).filter(({ effect }) => effect === 'Allow').flatMap(({ principal }) => {
    if (!principal.exists) return [];
    return principal.isObject() ? principal.entries().flatMap(([kind, named]) => named.itemsOrOne().map((one) => [kind, one] as const)) : [['*', principal] as const];
  });
}
