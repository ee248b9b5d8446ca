import { Rejection, step } from './rejection';

/** The values under a name, and under names with further keys in brackets. */
interface Sent {
  readonly texts: string[];
  readonly inner: Map<string, Sent>;
}

/** The maximum number of keys in a name, such as `items[0][sku]`. */
const MAX_KEYS = 20;

const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/**
 * Converts a form (`application/x-www-form-urlencoded`) to an object of texts. A repeated name becomes a list. A name with keys in brackets becomes
 * an object, or a list if the keys are empty or numbers from 0.
 *
 * @throws Rejection
 */
export function readForm(text: string): unknown {
  const root: Sent = { texts: [], inner: new Map() };
  for (const [name, value] of new URLSearchParams(text)) place(root, name).texts.push(value);
  return objectOf(root, '');
}

/** Returns the keys in a name. A name with invalid brackets is a single key. */
function keysOf(name: string): string[] {
  const [, first, rest] = NAME.exec(name) ?? [];
  return first === undefined ? [name] : [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, key]) => key)];
}

function place(root: Sent, name: string): Sent {
  const keys = keysOf(name);
  if (keys.length > MAX_KEYS) throw new Rejection('', 'depth');
  return keys.reduce((at, key) => {
    if (key === '__proto__') throw new Rejection('', 'forbidden-key');
    let inner = at.inner.get(key);
    if (!inner) at.inner.set(key, (inner = { texts: [], inner: new Map() }));
    return inner;
  }, root);
}

function valueOf({ texts, inner }: Sent, field: string): unknown {
  if (inner.size === 0) return texts.length === 1 ? texts[0] : texts;
  // Parsers differ: some return the text, others the nested values.
  if (texts.length > 0) throw new Rejection(field, 'repeated');
  const keys = [...inner.keys()];
  if (keys.length === 1 && keys[0] === '') return listOf(inner.get('')!, field);
  if (keys.every((key, index) => key === String(index))) return keys.map((key) => valueOf(inner.get(key)!, field + step(key)));
  return objectOf({ texts, inner }, field);
}

function listOf({ texts, inner }: Sent, field: string): unknown[] {
  return inner.size === 0 ? texts : [objectOf({ texts: [], inner }, field + step(0))];
}

function objectOf({ inner }: Sent, field: string): unknown {
  return Object.fromEntries([...inner].map(([key, sent]) => [key, valueOf(sent, field + step(key))]));
}
