/** Values that a run must not show. */
import { FAKE_SECRET } from '../aws/answer';
import type { MarkedValues } from '../targets/marked-values';

/** A name with a value that must not be shown. */
type Named = readonly [name: string, value: string];

/** The values that a run must not show. */
export interface Sensitive {
  /** Values of environment variables that are not secrets themselves. */
  readonly environment: readonly Named[];
  /** Credentials, and values of variables whose names suggest a secret. */
  readonly secrets: readonly Named[];
  /** The folders of the function and of its layers. */
  readonly root: string;
  readonly layers: readonly string[];
  /** Values that the schemas of events mark as sensitive. Undefined if they mark none. Callers may see these values, which may be their own. */
  readonly marked?: MarkedValues;
}

/** Environment variables by name. */
interface Variables {
  readonly [name: string]: string;
}

/** The minimum length of values that are searched for. */
const SHORTEST = 8;

/**
 * Returns the values of a function's environment that must not be shown.
 *
 * @param literals variables with values in the template
 * @param faked variables with values that were made up for the run
 */
export function sensitiveOf(literals: Variables, faked: Variables, root: string, layers: readonly string[]): Sensitive {
  const all = [...Object.entries(faked), ...Object.entries(literals)];
  return {
    root,
    layers,
    environment: Object.entries(faked).filter(([name, value]) => value.length >= SHORTEST && !isSecret(name) && !name.startsWith('AWS_')),
    secrets: [...all.filter(([name, value]) => value.length >= SHORTEST && isSecret(name)), ['the value of a secret', FAKE_SECRET]],
  };
}

function isSecret(name: string): boolean {
  return /SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|API_?KEY|_KEY$/i.test(name) && !/ARN$|ID$|URL$|NAME$/i.test(name);
}
