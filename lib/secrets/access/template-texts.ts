/** Placeholders for references to resources, by logical id. */
type Marks = ReadonlyMap<string, string>;

/**
 * Returns the texts in a part of a template, composed as CloudFormation does: `Fn::Join`, `Fn::Sub` with its variables, and
 * references to resources with placeholders. Parts that can't be composed are written as JSON.
 */
export function textsOf(value: unknown, marks: Marks): string[] {
  const text = textOf(value, marks);
  if (text !== undefined) return [text];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((item) => textsOf(item, marks)) : [];
}

function textOf(value: unknown, marks: Marks): string | undefined {
  if (typeof value === 'string') return value;
  const [name, argument] = functionOf(value);
  if (name === 'Ref' || name === 'Fn::GetAtt') return marks.get(resourceIn(argument)) ?? JSON.stringify(value);
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) return argument[1].map((part) => partOf(part, marks)).join(argument[0]);
  if (name === 'Fn::Sub') return substituted(argument, marks);
  return undefined;
}

/** Returns the only key of an object that is a function, and its argument. */
function functionOf(value: unknown): [name?: string, argument?: unknown] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 1 ? entries[0] : [];
}

/** `Secret`, of `Secret`, `Secret.Id` and `['Secret', 'Id']`. */
function resourceIn(argument: unknown): string {
  return `${Array.isArray(argument) ? argument[0] : argument}`.split('.')[0];
}

function substituted(argument: unknown, marks: Marks): string | undefined {
  const [template, variables = {}] = Array.isArray(argument) ? argument : [argument];
  if (typeof template !== 'string') return undefined;
  return template.replace(/\$\{([^!}][^}]*)\}/g, (whole, name: string) =>
    Object.hasOwn(variables as object, name)
      ? partOf((variables as { [name: string]: unknown })[name], marks)
      : (marks.get(resourceIn(name.trim())) ?? whole),
  );
}

function partOf(part: unknown, marks: Marks): string {
  return textOf(part, marks) ?? JSON.stringify(part);
}
