/**
 * Reads IAM policies: the statements of a document, and the documents that apply to a principal.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { flatMapKnown } from './filter-known';
import type { Lookup } from './lookup';
import type { Property } from './property';
import type { Resource } from './resource';
import type { Workload } from './workload';

/** A statement of a policy document. Absent elements are empty lists; unknown elements throw when they are read. */
export class Statement {
  constructor(
    /** The statement itself. */
    public readonly at: Property,
    public readonly effect: 'Allow' | 'Deny',
  ) {}

  public get actions(): readonly Property[] {
    return this.items('Action');
  }

  public get notActions(): readonly Property[] {
    return this.items('NotAction');
  }

  public get resources(): readonly Property[] {
    return this.items('Resource');
  }

  public get notResources(): readonly Property[] {
    return this.items('NotResource');
  }

  /** `Principal`, absent in identity policies. */
  public get principal(): Property {
    return this.at.at('Principal');
  }

  public get notPrincipal(): Property {
    return this.at.at('NotPrincipal');
  }

  public get condition(): Property {
    return this.at.at('Condition');
  }

  private items(element: string): readonly Property[] {
    return this.at.mayHave(element) ? this.at.once(element, () => this.at.at(element).itemsOrOne()) : NONE;
  }
}

const NONE: readonly Property[] = [];

/** Types that contain identity policies, or are ones. */
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

/** Returns the statements of a policy document. @throws Undetermined if the document or an effect is unknown */
export function statementsOf(document: Property): Statement[] {
  return statementPlaces(document).map(statementAt);
}

/** Returns the locations of the statements of a policy document. @throws Undetermined if the document is unknown, or has none */
export function statementPlaces(document: Property): readonly Property[] {
  return document.once(statementPlaces, () => {
    const statements = document.document().at('Statement');
    if (document.exists && !statements.exists) throw document.undetermined('a policy document has a Statement, and this one has none');
    return statements.itemsOrOne();
  });
}

/** Returns one statement. @throws Undetermined if its effect is unknown, or if it names no actions */
export function statementAt(at: Property): Statement {
  return at.once(statementAt, () => readStatement(at));
}

function readStatement(at: Property): Statement {
  const written = at.at('Effect');
  const effect = written.string();
  if (effect !== 'Allow' && effect !== 'Deny') throw written.undetermined(`Allow or Deny is expected, found ${JSON.stringify(effect)}`);
  if (['Action', 'NotAction'].every((element) => isAbsent(at.at(element)))) throw at.undetermined('Action or NotAction is expected, and both are absent');
  return new Statement(at, effect);
}

/** Checks whether an element is certainly absent. */
function isAbsent(element: Property): boolean {
  return element.unknown === undefined && !element.exists;
}

/** Returns every identity policy document in a resource of {@link IDENTITY_POLICY_TYPES}. */
export function identityDocuments(resource: Resource): readonly Property[] {
  return resource.once(identityDocuments, () =>
    [resource.get('PolicyDocument'), ...resource.get('Policies').items().map((policy) => policy.at('PolicyDocument'))].filter((document) => document.exists),
  );
}

/** Returns the locations of the statements of every identity policy document in a resource of {@link IDENTITY_POLICY_TYPES}. */
export function identityStatements(resource: Resource): readonly Property[] {
  return identityDocuments(resource).flatMap(statementPlaces);
}

/** A type that attaches a policy to a role, and the property that names the role. */
interface RoleAttachment extends Lookup {
  readonly type: string;
  readonly property: string;
}

/** The types that attach policies to a role; they are found by the names of roles. */
export const ROLE_ATTACHMENTS: readonly RoleAttachment[] = [
  { type: 'AWS::IAM::Policy', property: 'Roles' },
  { type: 'AWS::IAM::ManagedPolicy', property: 'Roles' },
  { type: 'AWS::IAM::RolePolicy', property: 'RoleName' },
].map((attachment) => ({ ...attachment, keysOf: (policy) => policy.get(attachment.property).itemsOrOne().map(nameKey) }));

/** Returns the resources of the workload whose identity policies apply to a role: the role itself, and the attached policies. */
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
 * Returns the resources that attach a policy to a role: by a reference, or by the role's name.
 *
 * @throws Undetermined if none does, but one may
 */
export function attachedToRole(role: Resource, workload: Workload, attachment: RoleAttachment): readonly Resource[] {
  return workload.once(attachment, role, () => {
    const { type, property } = attachment;
    const name = role.get('RoleName');
    const lookups = [
      () => workload.attached(role, type, property),
      () => (name.exists ? workload.having(workload.resources(type), attachment, nameKey(name)) : []),
    ];
    return [...new Set(flatMapKnown(lookups, (lookup) => lookup()))];
  });
}

/** Returns a name as a key for comparisons. A name with unknown parts has the same meaning only within one template. */
function nameKey(name: Property): string {
  return name.literal() ?? `${name.resource.stack.file} ${name.written()}`;
}

/** Checks whether the value of a condition is a large range of IP addresses: larger than any private IPv4 range. */
export function isManyAddresses(value: string): boolean {
  return /^[\da-f.:]+\/0*[0-7]$/i.test(value);
}

/** Checks whether everyone has or can get a value of a condition: only wildcards, any organization or VPC endpoint, or a large part of all addresses. */
export function isEveryones(value: string): boolean {
  return /^(?:(?:o-|vpce?-)?[*?]*|o-[*?]+\/.*)$/i.test(value) || isManyAddresses(value);
}

/** Checks whether a pattern with `*` and `?` matches a name, as IAM compares them: actions ignore case. */
export function covers(pattern: string, name: string): boolean {
  return matches(pattern.toLowerCase(), name.toLowerCase());
}

/** A character that no name contains, so that only a wildcard matches it. */
const ANY_CHARACTER = '\u0000';

/** Checks whether a pattern with `*` and `?` matches every name that another one matches; case counts, as in ARNs. */
export function coversPattern(pattern: string, other: string): boolean {
  // A star of the other pattern matches any text, including an empty one and one longer than the question marks could match.
  return ['', ANY_CHARACTER.repeat(pattern.length + 1)].every((text) => matches(pattern, other.replace(/\*/g, text).replace(/\?/g, ANY_CHARACTER)));
}

function matches(wanted: string, given: string): boolean {
  let at = 0;
  // The position of the last star, and the end of its text. Only the last star's text needs to grow, so there is no further backtracking.
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

/** Checks whether a text contains a wildcard. */
export function hasWildcard(pattern: string): boolean {
  // References are written ${...}; a question mark inside of one is not a wildcard.
  return /[*?]/.test(pattern.replace(/\$\{[^}]*\}/g, ''));
}

/** Returns the principals that the trust policy of a role allows, with their kinds: `Service`, `AWS`, `Federated`; `*` for everyone. */
export function trustedBy(role: Resource): readonly (readonly [kind: string, principal: Property])[] {
  return role.once(trustedBy, () => statementPlaces(role.get('AssumeRolePolicyDocument')).map(statementAt).filter(({ effect }) => effect === 'Allow').flatMap(principalsOf));
}

/** Returns the principals of a statement, with their kinds. */
function principalsOf({ principal }: Statement): (readonly [kind: string, principal: Property])[] {
  if (!principal.exists) return [];
  return principal.isObject() ? principal.entries().flatMap(([kind, named]) => named.itemsOrOne().map((one) => [kind, one] as const)) : [['*', principal]];
}
