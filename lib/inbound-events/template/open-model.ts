import { ContentType, OpenTypes } from './open-types';
import type { SchemaNode } from './schema-node';
import type { Workload } from '../../gate';

/**
 * Returns the JSON types of which a model accepts every value.
 *
 * @throws Undetermined if a decisive part is known only at deployment
 */
export function openTypesOfModel(model: SchemaNode, workload: Workload): readonly ContentType[] {
  // Many operations of an API have the same model.
  return workload.once(openTypesOfModel, model, () => openTypesOf(model));
}

function openTypesOf(model: SchemaNode): ContentType[] {
  const nodes = new WeakMap<object, SchemaNode>();
  const judge = new OpenTypes((schema) => {
    const target = nodes.get(schema)!.target();
    // The built-in models accept everything; an unknown one is reported by ModelSupportedByApiGateway.
    if (target?.kind === 'built-in') return true;
    return target?.kind === 'schema' ? plain(target.node) : undefined;
  }, false);
  const known = new Map<string, unknown>();
  const plain = (node: SchemaNode): unknown => {
    if (!known.has(node.key)) known.set(node.key, read(node));
    return known.get(node.key);
  };
  /** Parts are read only when needed, so an unknown description has no effect. */
  const read = (node: SchemaNode): unknown => {
    if (!node.value.exists) return true;
    if (node.value.isList()) return node.value.items().map((_, index) => plain(node.child(index)));
    if (!node.value.isObject()) return node.value.json();
    const lazy = (keyword: string) => ({ enumerable: true, get: () => plain(node.child(keyword)) });
    const schema = Object.defineProperties({}, Object.fromEntries(node.keywords().map((keyword) => [keyword, lazy(keyword)])));
    nodes.set(schema, node);
    return schema;
  };
  return judge.of(plain(model));
}
