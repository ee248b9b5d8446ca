/**
 * The notations of CloudFormation's intrinsic functions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */

/** Checks whether a key is the name of an intrinsic function, if it is the only key of its map. */
export function isIntrinsicName(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

/** Returns the name and argument of an intrinsic in its long form: `{ "Ref": ... }`, `{ "Fn::...": ... }`. Undefined for any other value. */
export function intrinsicOf(raw: object): readonly [name: string, argument: unknown] | undefined {
  let name: string | undefined;
  // Stops at the second key, since a map may have thousands.
  for (const key in raw) {
    if (name !== undefined) return undefined;
    name = key;
  }
  if (name === undefined || !isIntrinsicName(name)) return undefined;
  return [name, (raw as { readonly [key: string]: unknown })[name]];
}

/** Reason why entries that a map lacks are unknown, if {@link isOpenMap}. */
export const OPEN_MAP = 'a macro or a loop adds entries at deployment';

/** Checks whether a map gets further entries at deployment: it contains a macro or a loop beside its own entries. */
export function isOpenMap(raw: object): boolean {
  for (const key in raw) if (key.startsWith('Fn::')) return true;
  return false;
}

/** Reason why the entries of a map are unknown, if {@link isRewritten}. */
export const REWRITTEN_MAP = 'a macro may change it at deployment';

/** Checks whether a map contains a custom macro, which receives all of the map. Macros that only include files do not change it. */
export function isRewritten(raw: object): boolean {
  const macro = (raw as { readonly 'Fn::Transform'?: { readonly Name?: unknown } | null })['Fn::Transform'];
  return macro !== undefined && macro?.Name !== 'AWS::Include';
}

/** Returns the logical id and the attribute of `Fn::GetAtt`, which accepts `[A, B.C]` and `A.B.C`. Each is undefined if it is absent. */
export function getAttArguments(argument: unknown): readonly [logicalId: unknown, attribute: unknown] {
  if (Array.isArray(argument)) return [argument[0], argument[1]];
  const [, logicalId, attribute] = typeof argument === 'string' ? (/^([^.]+)\.(.+)$/.exec(argument) ?? []) : [];
  return [logicalId, attribute];
}

/** A `${...}` of `Fn::Sub`. */
export interface Placeholder {
  /** The text between the braces. */
  readonly name: string;
  /** Its meaning if no variable of `Fn::Sub` has that name. */
  readonly intrinsic: object;
}

/** Returns the pieces of the text of `Fn::Sub`: literal text, and placeholders. */
export function subPieces(template: string): (string | Placeholder)[] {
  return template.split(/\$\{([^}]*)\}/).map((piece, index) => {
    if (index % 2 === 0) return piece;
    if (piece.startsWith('!')) return `\${${piece.slice(1)}}`;
    const name = piece.trim();
    return { name, intrinsic: name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name } };
  });
}

/** Returns the own entry of a map in a template. Names such as `constructor` are allowed. */
export function own<T>(map: { readonly [key: string]: T } | undefined | null, key: string): T | undefined {
  if (typeof map !== 'object' || map === null) return undefined;
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
