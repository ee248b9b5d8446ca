/** Finds changes of permissions by custom resources: the policies in their properties, and in their calls of AWS. */
import type { Property } from './property';
import type { Resource } from './resource';
import { Undetermined } from '../values/values';

/** The types of custom resources. */
export const CUSTOM_RESOURCES = ['AWS::CloudFormation::CustomResource', 'Custom::*'] as const;

/** The permissions of a custom resource. */
export interface CustomPolicies {
  /** Policy documents, in an object or a JSON text. */
  readonly documents: readonly Property[];
  /** ARNs of managed policies of AWS. */
  readonly managed: readonly Property[];
  /** Principals of permissions without a document, as of `lambda:AddPermission`, that no account or source limits. */
  readonly principals: readonly Property[];
}

/** Returns the permissions of a custom resource, at any depth. Unknown parts contain none. */
export function customPolicies(resource: Resource): CustomPolicies {
  return resource.once(customPolicies, () => {
    const found: Found = { documents: [], managed: [], principals: [] };
    collect(resource.get(), found);
    return found;
  });
}

type Found = { readonly [kind in keyof CustomPolicies]: Property[] };

function collect(at: Property, found: Found): void {
  if (at.unknown !== undefined) return;
  if (at.isList()) return at.items().forEach((item) => collect(item, found));
  if (at.isObject()) {
    if (isPolicy(at)) return void found.documents.push(at);
    if (isPermission(at)) found.principals.push(at.at('Principal'));
    return at.entries().forEach(([, inner]) => collect(inner, found));
  }
  const text = at.written() ?? '';
  if (/:iam::aws:policy\/[\w/+=,.@-]+$/.test(text)) found.managed.push(at);
  if (/^\s*\{/.test(text)) collectIn(at, found);
}

/** A call of AWS is the JSON text of an object. */
function collectIn(text: Property, found: Found): void {
  try {
    collect(text.document(), found);
  } catch (e) {
    // A text that only looks like JSON contains no policy.
    if (!(e instanceof Undetermined)) throw e;
  }
}

function isPolicy(at: Property): boolean {
  const statements = at.at('Statement');
  return statements.exists && statements.unknown === undefined && statements.itemsOrOne().every((statement) => statement.unknown === undefined && statement.isObject() && statement.at('Effect').exists);
}

function isPermission(at: Property): boolean {
  return at.at('Action').exists && at.at('Principal').exists && !['SourceArn', 'SourceAccount', 'PrincipalOrgID'].some((key) => at.at(key).exists);
}
