/** A Python name, used instead of a literal. */
export class PythonName {
  constructor(public readonly name: string) {}
}

/** Returns a JSON value as a Python literal. Texts are equal in both languages. */
export function pythonLiteral(value: unknown): string {
  if (value instanceof PythonName) return value.name;
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => `${JSON.stringify(key)}: ${pythonLiteral(inner)}`).join(', ')}}`;
}
