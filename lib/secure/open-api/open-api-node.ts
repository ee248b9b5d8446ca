import { isObject } from '../../json/json-object';

/** An object in an OpenAPI document. */
export interface Node {
  readonly [key: string]: any;
}

/** The target of a pointer or a reference, and its location. */
export interface Located {
  readonly value: Node | undefined;
  readonly pointer: string;
}

export function isNode(value: unknown): value is Node {
  return isObject(value);
}
