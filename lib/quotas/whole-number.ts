import { Duration, Size, SizeRoundingBehavior } from 'aws-cdk-lib';

/** The units in which options are read. */
type Unit = 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days' | 'bytes' | 'kibibytes';

/** The numbers that an option takes. */
export interface Bounds {
  readonly least: number;
  /** @default - no limit */
  readonly most?: number;
  /** Expected values, in other words than the bounds: `4 hours to 6 days are expected`. */
  readonly expected?: string;
}

const READ: { readonly [unit in Unit]: (value: any) => number } = {
  milliseconds: (duration: Duration) => duration.toMilliseconds({ integral: false }),
  seconds: (duration: Duration) => duration.toSeconds({ integral: false }),
  minutes: (duration: Duration) => duration.toMinutes({ integral: false }),
  hours: (duration: Duration) => duration.toHours({ integral: false }),
  days: (duration: Duration) => duration.toDays({ integral: false }),
  bytes: (size: Size) => size.toBytes({ rounding: SizeRoundingBehavior.NONE }),
  kibibytes: (size: Size) => size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }),
};

/** Returns a duration or a size in a unit, with fractions; undefined if it is known only at deployment. */
export function amountOf(value: Duration | Size, unit: Unit): number | undefined {
  return value.isUnresolved() ? undefined : READ[unit](value);
}

/**
 * Returns the whole number of units in an option that is a duration or a size.
 *
 * @param problems receives why there is none: a fraction, out of bounds, or known only at deployment
 * @returns undefined if there is a problem
 */
export function wholeNumber(name: string, value: Duration | Size, unit: Unit, problems: string[], bounds: Bounds): number | undefined {
  const { least, most, expected } = bounds;
  const amount = amountOf(value, unit);
  if (amount !== undefined && Number.isInteger(amount) && amount >= least && amount <= (most ?? Infinity)) return amount;
  const range = most === undefined ? `from ${least} on` : `from ${least} to ${most}`;
  const given = amount === undefined ? 'known only at deployment' : 'toHumanString' in value ? value.toHumanString() : `${amount} ${unit}`;
  problems.push(`${name} is ${given}; ${expected ?? `whole ${unit} ${range} are expected`}`);
  return undefined;
}
