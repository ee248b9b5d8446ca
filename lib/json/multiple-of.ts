/** Digits, fraction and exponent of a number as JavaScript writes it. */
const DECIMAL = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** A decimal number: a whole number of powers of ten. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/**
 * Checks whether a number is a multiple of another. Both are compared as the decimals that JSON writes: 19.99 is a multiple of 0.01,
 * though the quotient of the two binary fractions is not a whole number.
 *
 * @param divisor above 0
 */
export default function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  const [dividend, step] = [decimalOf(value), decimalOf(divisor)];
  if (!dividend || !step) return false;
  const exponent = Math.min(dividend.exponent, step.exponent);
  const scaled = (decimal: Decimal) => decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
  return scaled(dividend) % scaled(step) === 0n;
}

/** Undefined for a number that is not finite. */
function decimalOf(value: number): Decimal | undefined {
  const [, whole, fraction = '', exponent = '0'] = DECIMAL.exec(String(value)) ?? [];
  return whole === undefined ? undefined : { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
