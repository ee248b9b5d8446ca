import { NORMALIZE } from './normalization';
import { referencesIn, SchemaNode } from './schema-walk';
import { isObject } from '../../json/json-object';

/** Types that a text can represent. */
const FROM_TEXT = ['integer', 'number', 'boolean', 'null', 'array'];

/**
 * Returns a schema for values that arrive as texts, or as lists and objects of texts, such as parameters and forms. A text is converted to the
 * number, boolean or list of one value that the schema describes. If the applicable alternative is only known after validation, texts are not
 * converted.
 */
export function schemaOfTexts(given: unknown): unknown {
  if (!isObject(given)) return given;
  const root = structuredClone(given) as SchemaNode;
  const referredTo = referencesIn(root);
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (!isObject(node) || seen.has(node)) return;
    seen.add(node);
    const schema = node as { [keyword: string]: any };
    const types = [schema.type ?? []].flat() as string[];
    if (schema[NORMALIZE] === undefined && !types.includes('string') && types.some((type) => FROM_TEXT.includes(type))) schema[NORMALIZE] = ['coerce'];
    for (const named of [schema.properties, schema.patternProperties]) if (isObject(named)) Object.values(named).forEach(visit);
    for (const inner of [schema.additionalProperties, schema.items, ...(schema.allOf ?? []), ...(schema.prefixItems ?? [])]) visit(inner);
    if (typeof schema.$ref === 'string') visit(referredTo(schema.$ref));
  };
  visit(root);
  return root;
}
