import { Token } from 'aws-cdk-lib';

const AT_DEPLOYMENT = 'a value known at deployment';

/**
 * Formats a value for a message: as JSON, or in words if the value is known only at deployment, since users don't recognize the
 * placeholder of the CDK.
 */
export function shown(value: unknown): string {
  if (Token.isUnresolved(value)) return AT_DEPLOYMENT;
  // JSON can't represent these.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item !== 'object' && Token.isUnresolved(item) ? `<${AT_DEPLOYMENT}>` : item)) ?? 'undefined';
}
