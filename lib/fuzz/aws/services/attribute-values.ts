/** Values in the format of DynamoDB. */

export interface AttributeValue {
  readonly [type: string]: any;
}

export interface Item {
  readonly [name: string]: AttributeValue;
}

function attributeOf(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return Array.isArray(value) ? { L: value.map(attributeOf) } : { M: attributesOf(value as object) };
}

export function attributesOf(item: object): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeOf(value)] as const));
}
