import { Token } from 'aws-cdk-lib';

const AT_DEPLOYMENT = 'a value known at deployment';

/**
 * A value as messages show it: as JSON, and in words where only the deployment knows it, since nobody recognizes the stand-in that the
 * CDK has for it.
 */
export function shown(value: unknown): string {
  if (Token.isUnresolved(value)) return AT_DEPLOYMENT;
  // JSON has no word for these.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item !== 'object' && Token.isUnresolved(item) ? `<${AT_DEPLOYMENT}>` : item)) ?? 'undefined';
}
