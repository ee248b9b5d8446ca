/** Reads from the template of a function whether the guard protects it. */
import { withoutPlaceholders } from './host-entry';
import { PolicyProblem, readPolicy, RuntimePolicyDocument } from './runtime-policy-document';
import type { Property, Resource } from '../../gate';

/** The path of the wrapper in the guard's layer. */
export const GUARD_WRAPPER = '/opt/sec3-runtime-guard/wrapper';

/** The variable with the program that Lambda starts instead of the runtime. */
export const WRAPPER_VARIABLE = 'AWS_LAMBDA_EXEC_WRAPPER';

/** The variable with the wrapper that the guard starts. */
export const CHAINED_VARIABLE = 'SEC3_CHAINED_WRAPPER';

/** The variable with the guard's policy. */
export const POLICY_VARIABLE = 'SEC3_RUNTIME_POLICY';

/** Returns an environment variable of a function. */
export function variableOf(fn: Resource, name: string): Property {
  return fn.get('Environment', 'Variables', name);
}

/** Checks whether a function is a container image. */
export function isImage(fn: Resource): boolean {
  return fn.get('PackageType').string() === 'Image' || fn.get('Code', 'ImageUri').exists;
}

/** Checks whether Lambda starts the guard before the function's runtime. For an image: whether the image starts it. */
export function startsGuard(fn: Resource): boolean {
  if (isImage(fn)) return fn.get('ImageConfig', 'EntryPoint').items()[0]?.string()?.endsWith('/sec3-runtime-guard/wrapper') === true;
  return variableOf(fn, WRAPPER_VARIABLE).string() === GUARD_WRAPPER;
}

/** The policy in the template of a function. */
export interface WrittenPolicy {
  readonly at: Property;
  /** The policy, with `x` for parts of allowed hosts that are known only at deployment. Undefined if the guard rejects it. */
  readonly document?: RuntimePolicyDocument;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Returns the policy of a function; undefined if it has none.
 *
 * @throws Undetermined if the policy is in a file or may be part of a container image, or if more than allowed hosts is known only
 * at deployment
 */
export function policyOf(fn: Resource): WrittenPolicy | undefined {
  const at = variableOf(fn, POLICY_VARIABLE);
  if (!at.exists) {
    if (isImage(fn) && startsGuard(fn)) throw at.undetermined('the guard starts in a container image, which may set the policy itself');
    return undefined;
  }
  const text = at.unknown === undefined ? (at.written() ?? at.string()!) : at.string()!;
  if (text.startsWith('@/')) throw at.undetermined(`the policy is in the file ${text.slice(1)}, which is not part of the template`);
  if (text.startsWith('${')) throw at.undetermined(`the policy is ${text}, which is known only at deployment`);
  if (!text.startsWith('{')) return { at, problems: [{ pointer: '', message: 'is neither a JSON object nor @ and the absolute path of a file' }] };
  const { document, problems } = readPolicy(text, withoutPlaceholders);
  const known = text.includes('${') ? problems.filter(({ message }) => !/^is not valid JSON|\$\{/.test(message)) : problems;
  if (known.length === 0 && problems.length > 0) throw at.undetermined(`parts of the policy are known only at deployment: ${text}`);
  return { at, document, problems: known };
}
