/** The conditions of policy statements, as far as rules ask what they leave open. */
import type { Property } from '../../gate';

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
