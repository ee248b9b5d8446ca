/** What a run must not show. */
import { FAKE_SECRET } from '../aws/answer';
import type { MarkedValues } from '../targets/marked-values';

/** A name, and the value that must not be seen. */
type Named = readonly [name: string, value: string];

/** What must not be seen. */
export interface Sensitive {
  /** Values of environment variables that are no secrets by themselves. */
  readonly environment: readonly Named[];
  /** Those whose names say that they are secrets, and credentials. */
  readonly secrets: readonly Named[];
  /** Folders of the function and its layers. */
  readonly root: string;
  readonly layers: readonly string[];
  /** What the schemas of events mark; undefined where they mark nothing. Callers may see it, since it may be theirs. */
  readonly marked?: MarkedValues;
}

/** Variables of an environment. */
interface Variables {
  readonly [name: string]: string;
}

/** Fewest characters of a value that is looked for. */
const SHORTEST = 8;

/**
 * What must not be seen of a function's environment.
 *
 * @param literals variables whose values are in the template
 * @param faked variables whose values were made up for the run
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
