import { isObject } from '../json/json-object';

/** An object in an OpenAPI document. */
export interface Node {
  readonly [key: string]: any;
}

/** What a pointer or a reference leads to, and where that is. */
export interface Located {
  readonly value: Node | undefined;
  readonly pointer: string;
}

export function isNode(value: unknown): value is Node {
  return isObject(value);
}
