/** Conditions of policy statements, as far as rules need them. */
import { isEveryones, Statement } from './iam';
import type { Property } from './property';

/** A comparison that a request must pass. */
export interface Comparison {
  /** The operator in lower case: `stringlike`, `foranyvalue:stringequals`. */
  readonly operator: string;
  /** The condition key in lower case. */
  readonly key: string;
  readonly values: readonly Property[];
}

/**
 * Returns the comparisons of a `Condition`; a request must pass all of them. A list that is unknown is one unknown value. @throws Undetermined if
 * they are unknown
 */
export function comparisonsOf(condition: Property): Comparison[] {
  return condition.entries().flatMap(([operator, keys]) =>
    keys.entries().map(([key, values]) => ({
      operator: operator.toLowerCase(), key: key.toLowerCase(), values: values.unknown ? [values] : values.itemsOrOne(),
    })),
  );
}

/**
 * Checks whether a comparison only passes requests that have the key with one of the listed values. Operators with `IfExists` and `ForAllValues` also
 * pass requests without the key, and negated operators pass nearly all requests.
 */
export function isPositive({ operator }: Comparison): boolean {
  return /^(?:foranyvalue:)?(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like)|ipaddress)$/.test(operator);
}

/**
 * Condition keys that identify the caller or its origin, and that a stranger can't satisfy.
 *
 * Tags of a principal are not among them: any account can tag its own roles.
 */
const CALLER_KEYS = new Set([
  'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalservicename', 'aws:sourceaccount',
  'aws:sourcearn', 'aws:sourceip', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:sourceowner', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce',
  'aws:userid', 'aws:username', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths', 'aws:vpcsourceip', 'kms:calleraccount',
  's3:dataaccesspointaccount', 's3:dataaccesspointarn',
]);

/** Keys that only callers within a network of the account satisfy. */
const NETWORK_KEYS = new Set(['elasticfilesystem:accessedviamounttarget']);

/**
 * Returns the part of an allowing statement that opens it to everyone; undefined if the statement denies, names principals, or has a
 * condition on identity or origin.
 *
 * @throws Undetermined if principals or conditions are unknown
 */
export function opensToEveryone(statement: Statement): string | undefined {
  if (statement.effect !== 'Allow') return undefined;
  const everyone = everyoneIn(statement);
  return everyone === undefined || comparisonsOf(statement.condition).some(restrictsCaller) ? undefined : everyone;
}

/** Returns the part of a statement that means everyone; undefined if there is none. */
export function everyoneIn({ principal, notPrincipal }: Statement): string | undefined {
  if (notPrincipal.exists) return 'Allow with NotPrincipal';
  const named = principal.exists && principal.isObject() ? principal.entries().flatMap(([, values]) => values.itemsOrOne()) : principal.itemsOrOne();
  return named.some(isEveryone) ? 'principal "*"' : undefined;
}

/** Checks whether a principal is everyone. A principal with a literal part is not. */
function isEveryone(principal: Property): boolean {
  const listed = principal.alternatives();
  if (listed.length > 0) return listed.some(isEveryone);
  const someone = /[^*]/.test((principal.written() ?? '').replace(/\$\{[^}]*\}/g, ''));
  return !someone && principal.string() === '*';
}

/**
 * Checks whether a comparison matches for every stranger, so that a Deny with it applies to them. A negated operator also matches a request without
 * the key, unless it requires any of several values.
 */
export function deniesStrangers({ operator, key, values }: Comparison): boolean {
  if (key === 'aws:principalisawsservice') return /^bool(?:ifexists)?$/.test(operator) && values.every((value) => value.boolean() === false);
  return NEGATED.test(operator) && !operator.startsWith('foranyvalue:') && CALLER_KEYS.has(key) && values.every((value) => !isOpen(value.string()!));
}

/** Checks whether a condition excludes strangers, or requires a shared identifier. */
export function isForSome({ condition }: Statement): boolean {
  return comparisonsOf(condition).some((comparison) => restrictsCaller(comparison) || (comparison.key === 'sts:externalid' && isPositive(comparison) && isNarrow(comparison)));
}

/** Whether a condition rejects some requests: an operator with `IfExists` or `ForAllValues` accepts those without the key, and a wildcard any value. */
export function rejectsSome({ condition }: Statement): boolean {
  return comparisonsOf(condition).some((comparison) => !/ifexists$|^forallvalues:/.test(comparison.operator) && isNarrow(comparison));
}

/** Whether none of the values matches all requests. Operators for whole texts have no wildcards. */
function isNarrow({ operator, values }: Comparison): boolean {
  return isExact(operator) || values.every((value) => !/^\?*\*[*?]*$/.test(value.written() ?? value.string()!));
}

/**
 * Returns the part of a Deny that excepts all callers, so that it denies nothing; undefined if it excepts none, or some.
 *
 * @throws Undetermined if conditions are unknown
 */
export function sparesEveryone({ effect, condition }: Statement): string | undefined {
  if (effect !== 'Deny') return undefined;
  const excepted = comparisonsOf(condition).filter(({ operator, key }) => NEGATED.test(operator) && CALLER_KEYS.has(key));
  return excepted.flatMap(({ values }) => values.map((value) => value.string()!)).find(isOpenException);
}

/** Operators that match if a key has another value. */
const NEGATED = /^(?:forallvalues:|foranyvalue:)?(?:stringnot(?:equals|equalsignorecase|like)|arnnot(?:equals|like)|notipaddress)(?:ifexists)?$/;

/** Checks whether an excepted value of a Deny matches all callers, or every identity of a kind in an account. */
export function isOpenException(value: string): boolean {
  const plain = value.replace(/\$\{[^}]*\}/g, 'x');
  return isOpen(plain) || /^arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:(?:(?:role|user|assumed-role)\/)?\*+$/.test(plain);
}

/** Checks whether a comparison excludes strangers. */
function restrictsCaller(comparison: Comparison): boolean {
  const { operator, key, values } = comparison;
  if (NETWORK_KEYS.has(key)) return operator === 'bool' && values.every((value) => value.boolean() === true);
  const isUnknown = (value: Property) => value.unknown !== undefined || value.hasUnknownPart();
  const admitsSome = (value: Property) => (isExact(operator) && isUnknown(value)) || !isOpen(value.string()!);
  return isPositive(comparison) && CALLER_KEYS.has(key) && values.every(admitsSome);
}

/** Checks whether an operator compares whole texts, so that no value matches more than one. */
function isExact(operator: string): boolean {
  return /^(?:foranyvalue:)?stringequals(?:ignorecase)?$/.test(operator);
}

/** Checks whether a value matches strangers: one that everyone has, or ARNs of any account. */
function isOpen(value: string): boolean {
  if (isEveryones(value)) return true;
  // What deployment fills in contains no wildcard, and its colons separate nothing.
  const [arn, , service, , account, name] = value.replace(/\$\{[^}]*\}/g, 'x').split(':');
  // Bucket names are globally unique, and anyone may take another one that matches a pattern.
  if (arn === 'arn' && service === 's3') return /[*?]/.test(name ?? '*');
  return arn === 'arn' && /[*?]/.test(account ?? '*');
}
