/** The conditions of policy statements, as far as rules ask what they leave open. */
import { isManyAddresses, Statement } from './iam';
import type { Property } from './property';

/** One comparison that a request must pass. */
export interface Comparison {
  /** The operator in lower case: `stringlike`, `foranyvalue:stringequals`. */
  readonly operator: string;
  /** The condition key in lower case. */
  readonly key: string;
  readonly values: readonly Property[];
}

/** The comparisons of a `Condition`; a request must pass all of them. @throws Undetermined where they can't be known */
export function comparisonsOf(condition: Property): Comparison[] {
  return condition.entries().flatMap(([operator, keys]) =>
    keys.entries().map(([key, values]) => ({ operator: operator.toLowerCase(), key: key.toLowerCase(), values: values.itemsOrOne() })),
  );
}

/**
 * Whether a comparison passes only requests that have the key, and one of the values listed. Operators with `IfExists`
 * and `ForAllValues` also pass requests without the key, and negated ones nearly everything.
 */
export function isPositive({ operator }: Comparison): boolean {
  return /^(?:foranyvalue:)?(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like)|ipaddress)$/.test(operator);
}

/**
 * Condition keys that tell who calls, or from where, and that a stranger cannot satisfy.
 *
 * Tags of a principal are none: everybody can tag a role of their own.
 */
const CALLER_KEYS = new Set([
  'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalservicename', 'aws:sourceaccount',
  'aws:sourcearn', 'aws:sourceip', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:sourceowner', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce',
  'aws:userid', 'aws:username', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths', 'aws:vpcsourceip', 'kms:calleraccount',
  's3:dataaccesspointaccount', 's3:dataaccesspointarn',
]);

/** Keys that are true only of callers within a network of the account. */
const NETWORK_KEYS = new Set(['elasticfilesystem:accessedviamounttarget']);

/**
 * What lets everybody in, in a statement that allows something; undefined where it denies, names principals, or has a condition on who or where
 * they are.
 *
 * @throws Undetermined where principals or conditions can't be known
 */
export function opensToEverybody(statement: Statement): string | undefined {
  if (statement.effect !== 'Allow') return undefined;
  const everybody = everybodyIn(statement);
  return everybody === undefined || comparisonsOf(statement.condition).some(restrictsCaller) ? undefined : everybody;
}

/** What in a statement stands for everybody; undefined where nothing does. */
function everybodyIn({ principal, notPrincipal }: Statement): string | undefined {
  if (notPrincipal.exists) return 'Allow with NotPrincipal';
  const named = principal.exists && principal.isObject() ? principal.entries().flatMap(([, values]) => values.itemsOrOne()) : principal.itemsOrOne();
  return named.some(isEverybody) ? 'principal "*"' : undefined;
}

/** Whether a principal is everybody. Where a part of its text is written, it is somebody. */
function isEverybody(principal: Property): boolean {
  const listed = principal.alternatives();
  if (listed.length > 0) return listed.some(isEverybody);
  const somebody = /[^*]/.test((principal.written() ?? '').replace(/\$\{[^}]*\}/g, ''));
  return !somebody && principal.string() === '*';
}

/** Whether a condition lets only those pass that a stranger is not, or who know what the two sides have agreed on. */
export function isForSome({ condition }: Statement): boolean {
  return comparisonsOf(condition).some((comparison) => restrictsCaller(comparison) || (isPositive(comparison) && comparison.key === 'sts:externalid'));
}

/**
 * What of a Deny spares everybody, so that it denies nothing; undefined where it spares nobody, or some.
 *
 * @throws Undetermined where conditions can't be known
 */
export function sparesEverybody({ effect, condition }: Statement): string | undefined {
  if (effect !== 'Deny') return undefined;
  const excepted = comparisonsOf(condition).filter(({ operator, key }) => NEGATED.test(operator) && CALLER_KEYS.has(key));
  return excepted.flatMap(({ values }) => values.map((value) => value.string()!)).find(isOpenException);
}

/** Operators that hold where a key has another value. */
const NEGATED = /^(?:forallvalues:|foranyvalue:)?(?:stringnot(?:equals|equalsignorecase|like)|arnnot(?:equals|like)|notipaddress)(?:ifexists)?$/;

/** Whether a value that a Deny spares is that of everybody, or of every identity of a kind in an account. */
export function isOpenException(value: string): boolean {
  const plain = value.replace(/\$\{[^}]*\}/g, 'x');
  return isOpen(plain) || /^arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:(?:(?:role|user|assumed-role)\/)?\*+$/.test(plain);
}

/** Whether a comparison lets only those pass that a stranger is not. */
function restrictsCaller(comparison: Comparison): boolean {
  const { operator, key, values } = comparison;
  if (NETWORK_KEYS.has(key)) return operator === 'bool' && values.every((value) => value.boolean() === true);
  return isPositive(comparison) && CALLER_KEYS.has(key) && values.every((value) => !isOpen(value.string()!));
}

/** Whether a value lets strangers pass: only wildcards, any organization or endpoint, a good part of all addresses, or ARNs of any account. */
function isOpen(value: string): boolean {
  if (/^(?:o-|vpce?-)?[*?]*$/.test(value) || isManyAddresses(value)) return true;
  const [arn, , service, , account, name] = value.split(':');
  // A name of a bucket is taken once, in whatever account.
  if (arn === 'arn' && service === 's3') return /^[*?]*$/.test(name ?? '');
  return arn === 'arn' && /[*?]/.test(account ?? '*');
}
