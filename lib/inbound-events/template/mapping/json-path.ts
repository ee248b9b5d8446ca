/** JSONPath over the values of a template, as `$input.path` and `$input.json` evaluate it. */
import { compile } from 'json-p3';
import { JavaList, JavaMap, JavaValue } from './java-values';

/** Returns why a path can't be evaluated here. Undefined if it can. */
export function problemOfPath(path: string): string | undefined {
  try {
    compile(path);
    return undefined;
  } catch (e) {
    return `the JSONPath ${path}: ${(e as Error).message}`;
  }
}

/**
 * Returns the result of a path, like Jayway's JsonPath: the value or null if the path can only lead to one place, otherwise a list.
 *
 * @param json the body as plain JSON
 * @param body the body as Java values
 */
export function valueAt(path: string, json: unknown, body: JavaValue): JavaValue {
  const query = compile(path);
  const found = query.query(json as Parameters<typeof query.query>[0]).nodes.map(({ location }) => location.reduce<JavaValue>(
    (at, key) => (at instanceof JavaList ? at.items[Number(key)] : at instanceof JavaMap ? at.get(String(key)) : null), body,
  ));
  return query.singularQuery() ? found[0] ?? null : new JavaList(found, true);
}
