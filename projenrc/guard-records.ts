import { markdownTable } from './markdown';
import schema from '../lambda/runtime-guard/record.schema.json';

/** A field of a line, according to the schema. */
interface Field {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

const DEFINITIONS: { readonly [name: string]: unknown } = schema.$defs;

/** Returns the table of the fields in a line of the runtime guard, from the JSON Schema of its lines. */
export function guardRecordTable(type: 'event' | 'posture' | 'initCode'): string {
  const properties: { readonly [name: string]: Field } = schema.$defs[type].properties;
  const rows = Object.entries(properties).map(([name, field]) => {
    const definition = field.$ref === undefined ? field : (DEFINITIONS[field.$ref.replace('#/$defs/', '')] as Field);
    return [`\`${name}\``, valuesOf(definition), definition.description ?? 'the kind of line'];
  });
  return markdownTable(['Field', 'Value', 'Meaning'], rows);
}

function valuesOf(field: Field): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  return field.enum?.map((value) => `\`${JSON.stringify(value)}\``).join(', ') ?? [field.type].flat().join(' or ');
}
