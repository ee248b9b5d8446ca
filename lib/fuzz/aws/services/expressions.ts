/** The parts of DynamoDB expressions that select items and change them. */
import { AttributeValue, Item } from './attribute-values';
import { canonical } from '../../../json/canonical-json';

/** The names and values that an expression refers to. */
interface References {
  readonly ExpressionAttributeNames?: { readonly [placeholder: string]: string };
  readonly ExpressionAttributeValues?: { readonly [placeholder: string]: AttributeValue };
}

const PATH = '#?[\\w.#\\[\\]-]+';

/** Returns the attributes that must be equal to a value: `pk = :id AND ...`. */
export function equalities(expression: string | undefined, references: References): Item {
  const found = [...(expression ?? '').matchAll(new RegExp(`(?<![\\w(<>] *)(${PATH})\\s*=\\s*(:\\w+)`, 'g'))].map(([, name, value]) => [nameOf(name, references), valueAt(value, references)] as const);
  return Object.fromEntries(found.filter((pair): pair is [string, AttributeValue] => pair[1] !== undefined));
}

/** Returns the prefixes that texts must have: `begins_with(sk, :prefix)`. */
export function prefixes(expression: string | undefined, references: References): { readonly [name: string]: string } {
  const found = [...(expression ?? '').matchAll(new RegExp(`begins_with\\s*\\(\\s*(${PATH})\\s*,\\s*(:\\w+)`, 'gi'))];
  return Object.fromEntries(found.map(([, name, value]) => [nameOf(name, references), String(valueAt(value, references)?.S ?? '')]));
}

/** Checks whether a condition requires that the item exists (`true`) or does not exist (`false`). Undefined if it requires something else. */
export function existence(condition: string | undefined): boolean | undefined {
  if (/attribute_not_exists\s*\(/i.test(condition ?? '')) return false;
  return /attribute_exists\s*\(/i.test(condition ?? '') ? true : undefined;
}

/** Returns the attributes of an item that a projection selects. Without a projection, all are selected. */
export function projected(item: Item, projection: string | undefined, references: References): Item {
  if (!projection) return item;
  const names = new Set(projection.split(',').map((name) => nameOf(name.trim().replace(/[.[].*$/, ''), references)));
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

/** Returns an item after an update: `SET a = :a, n = if_not_exists(n, :zero) + :one REMOVE b`. */
export function updated(item: Item, expression: string | undefined, references: References): Item {
  const made: { [name: string]: AttributeValue } = { ...item };
  const parts = (expression ?? '').split(/\b(SET|REMOVE|ADD|DELETE)\b/i).slice(1);
  for (let at = 0; at < parts.length; at += 2) {
    for (const clause of topLevel(parts[at + 1])) {
      const [, path, right = ''] = new RegExp(`^\\s*(${PATH})\\s*=?\\s*([\\s\\S]*)$`).exec(clause) ?? [];
      // Nested paths are not supported: the attribute does not change.
      if (path === undefined || /[.[]/.test(path)) continue;
      const name = nameOf(path, references);
      const value = parts[at].toUpperCase() === 'REMOVE' ? undefined : /^ADD$/i.test(parts[at]) ? sum(made[name], operand(right, item, references), 1) : operand(right, item, references);
      if (value) made[name] = value;
      else if (/^REMOVE$/i.test(parts[at])) delete made[name];
    }
  }
  return made;
}

/** Checks whether an item has all of these attributes, with these values. */
export function hasAll(item: Item, attributes: Item): boolean {
  return Object.entries(attributes).every(([name, value]) => canonical(item[name]) === canonical(value));
}

function operand(text: string, item: Item, references: References): AttributeValue | undefined {
  const [, left, sign, right] = /^(.*\S)\s*([+-])\s*(:?[#\w]+)\s*$/.exec(text) ?? [];
  if (sign) return sum(operand(left, item, references), operand(right, item, references), sign === '+' ? 1 : -1);
  const [, path, other] = /^\s*if_not_exists\s*\(\s*([^,]+?)\s*,\s*([^)]+?)\s*\)\s*$/i.exec(text) ?? [];
  if (path) return item[nameOf(path, references)] ?? operand(other, item, references);
  const [, first, second] = /^\s*list_append\s*\(\s*(.+?)\s*,\s*([^,]+?)\s*\)\s*$/i.exec(text) ?? [];
  if (first) return { L: [first, second].flatMap((part) => operand(part, item, references)?.L ?? []) };
  return text.trim().startsWith(':') ? valueAt(text.trim(), references) : item[nameOf(text.trim(), references)];
}

function sum(left: AttributeValue | undefined, right: AttributeValue | undefined, sign: number): AttributeValue {
  return { N: String(Number(left?.N ?? 0) + sign * Number(right?.N ?? 0)) };
}

function topLevel(clauses: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of clauses) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part.trim() !== '');
}

function nameOf(written: string, { ExpressionAttributeNames: names = {} }: References): string {
  return names[written] ?? written;
}

function valueAt(placeholder: string, { ExpressionAttributeValues: values = {} }: References): AttributeValue | undefined {
  return values[placeholder];
}
