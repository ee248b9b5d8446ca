/**
 * How CloudFormation writes its intrinsic functions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */

/** Whether a key is the name of an intrinsic, where it is the only one of its map. */
export function isIntrinsicName(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

/** The name and argument of an intrinsic in its long form: `{ "Ref": ... }`, `{ "Fn::...": ... }`. Undefined for any other value. */
export function intrinsicOf(raw: object): readonly [name: string, argument: unknown] | undefined {
  let name: string | undefined;
  // Stops at the second key: a map may have thousands, and is asked for each of them.
  for (const key in raw) {
    if (name !== undefined) return undefined;
    name = key;
  }
  if (name === undefined || !isIntrinsicName(name)) return undefined;
  return [name, (raw as { readonly [key: string]: unknown })[name]];
}

/** Why nothing is known of the entries that a map does not have, where {@link isOpenMap}. */
export const OPEN_MAP = 'a macro or a loop adds entries at deployment';

/** Whether a map gets more entries at deployment: it holds a macro or a loop beside its own. */
export function isOpenMap(raw: object): boolean {
  for (const key in raw) if (key.startsWith('Fn::')) return true;
  return false;
}

/** Why nothing is known of the entries of a map, where {@link isRewritten}. */
export const REWRITTEN_MAP = 'a macro may change it at deployment';

/** Whether a macro of somebody's own stands in a map: it gets all that is beside it. Those that only include files leave it alone. */
export function isRewritten(raw: object): boolean {
  const macro = own(raw as { readonly [key: string]: unknown }, 'Fn::Transform');
  return macro !== undefined && (macro as { readonly Name?: unknown } | null)?.Name !== 'AWS::Include';
}

/** The logical id and the attribute of `Fn::GetAtt`, which takes `[A, B.C]` and `A.B.C`. Either is undefined where it is not there. */
export function getAttArguments(argument: unknown): readonly [logicalId: unknown, attribute: unknown] {
  if (Array.isArray(argument)) return [argument[0], argument[1]];
  const [, logicalId, attribute] = typeof argument === 'string' ? (/^([^.]+)\.(.+)$/.exec(argument) ?? []) : [];
  return [logicalId, attribute];
}

/** A `${...}` of `Fn::Sub`. */
export interface Placeholder {
  /** What stands between the braces. */
  readonly name: string;
  /** What it stands for where no variable of `Fn::Sub` has that name. */
  readonly intrinsic: object;
}

/** The text of `Fn::Sub` in pieces: literal text, and what is put in. */
export function subPieces(template: string): (string | Placeholder)[] {
  return template.split(/\$\{([^}]*)\}/).map((piece, index) => {
    if (index % 2 === 0) return piece;
    if (piece.startsWith('!')) return `\${${piece.slice(1)}}`;
    const name = piece.trim();
    return { name, intrinsic: name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name } };
  });
}

/** The own entry of a map from a template. Names such as `constructor` are ordinary ones. */
export function own<T>(map: { readonly [key: string]: T } | undefined | null, key: string): T | undefined {
  return typeof map === 'object' && map !== null && Object.hasOwn(map, key) ? map[key] : undefined;
}
