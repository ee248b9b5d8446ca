import { everySchemaIn, referencesIn, SchemaNode } from './schema-walk';
import { isObject } from '../../json/json-object';
import { Problem } from '../plain-json';

/** The message for a schema whose validation would never end. */
export const ENDLESS = 'the $ref leads back to itself for the same value, without end';

/**
 * Finds references that lead back to themselves without a step into the value, so that validation would never end. Only references by JSON pointer
 * are followed; others are rejected at run time.
 */
export function endlessReferences(root: unknown): Problem[] {
  const referredTo = referencesIn(root);
  const open = new Set<unknown>();
  const done = new Set<unknown>();
  const endless = new Set<SchemaNode>();
  const visit = (schema: unknown, from?: SchemaNode): void => {
    if (!isObject(schema) || done.has(schema)) return;
    if (open.has(schema)) {
      if (from) endless.add(from);
      return;
    }
    open.add(schema);
    for (const inner of inPlace(schema)) visit(inner);
    if (typeof schema.$ref === 'string') visit(referredTo(schema.$ref), schema);
    open.delete(schema);
    done.add(schema);
  };
  const places = everySchemaIn(root);
  for (const { node } of places) visit(node);
  return places.flatMap(({ node, pointer }) => (endless.has(node) ? [{ pointer, message: ENDLESS }] : []));
}

/** Returns the subschemas that apply to the same value. */
function inPlace({ allOf, anyOf, oneOf, not, if: condition, then, else: otherwise, dependentSchemas, dependencies }: SchemaNode): unknown[] {
  const named = [dependentSchemas, dependencies].flatMap((schemas) => (isObject(schemas) ? Object.values(schemas) : []));
  return [allOf, anyOf, oneOf, not, condition, then, otherwise, ...named].flat();
}
