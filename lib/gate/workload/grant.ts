import { createHash } from 'crypto';
import type { Property } from './property';
import { canonical } from '../../json/canonical-json';
import { isObject, type JsonObject } from '../../json/json-object';
import { intrinsicOf } from '../values/intrinsics';
import { isTextual, type Value } from '../values/values';

/** The elements of a statement with its permissions and principals. */
const ELEMENTS = ['Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource'] as const;

/** Maximum length of a grant, in characters; of a longer one, a hash replaces the rest. */
const LONGEST = 240;

/**
 * Returns the permissions of the policy statement around a property: `Allow Action s3:* Resource {"Fn::GetAtt":["Bucket","Arn"]}`. It is the same
 * wherever the statement is in its list, and differs for each permission. Of the element that contains the property, only the property counts. Of
 * conditions, only the keys count, since values may be confidential. Undefined outside of statements. It reads nothing that the scenario would have
 * to decide.
 * @param actions those that count. @default - all
 */
export function grantAround(at: Property, actions?: readonly string[]): string | undefined {
  for (const around of at.outward()) {
    const statement = around.writtenMap();
    if (statement && isStatement(statement)) return abridged(grantOf(actions ? { ...statement, Action: actions } : statement, at, around.location));
  }
  return undefined;
}

function isStatement(map: JsonObject): boolean {
  return map.Effect !== undefined && (map.Action !== undefined || map.NotAction !== undefined);
}

function grantOf(statement: JsonObject, at: Property, location: string): string {
  const [, inside] = /^\.(\w+)/.exec(at.location.slice(location.length)) ?? [];
  const elements = ELEMENTS.flatMap((name) => {
    if (statement[name] === undefined) return [];
    const own = name === inside ? at.written() : undefined;
    return [`${name} ${own ?? textsOf(statement[name]).join(', ')}`];
  });
  const conditions = statement.Condition === undefined ? [] : [`Condition ${conditionKeys(statement.Condition).join(', ')}`];
  return [textsOf(statement.Effect), ...elements, ...conditions].join(' ');
}

/** Returns the texts of an element, sorted: of a list each entry, of a map with the key before it. */
function textsOf(element: unknown): string[] {
  if (Array.isArray(element)) return element.flatMap(textsOf).sort();
  if (isPlainMap(element)) return Object.entries(element).flatMap(([key, value]) => textsOf(value).map((text) => `${key} ${text}`)).sort();
  return [typeof element === 'string' ? element : isTextual(element as Value) ? '?' : canonical(element)];
}

/** `StringEquals aws:SourceArn` for each key of each operator, sorted. */
function conditionKeys(condition: unknown): string[] {
  if (!isPlainMap(condition)) return [canonical(condition)];
  return Object.entries(condition).flatMap(([operator, keys]) => (isPlainMap(keys) ? Object.keys(keys).map((key) => `${operator} ${key}`) : [operator])).sort();
}

function isPlainMap(value: unknown): value is JsonObject {
  return isObject(value) && !isTextual(value as Value) && intrinsicOf(value) === undefined;
}

function abridged(grant: string): string {
  if (grant.length <= LONGEST) return grant;
  return `${grant.slice(0, LONGEST)}… ${createHash('sha256').update(grant).digest('hex').slice(0, 16)}`;
}
