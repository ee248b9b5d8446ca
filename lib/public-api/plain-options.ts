import type { Fields } from './public-api';
import { isObject } from '../json/json-object';

/** Checks whether an object is not an instance of a class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has another prototype, which has no prototype itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Converts options that are class instances to plain objects, because constructs copy options, and copies lack properties of a prototype. */
export function withPlainOptions(args: readonly unknown[], parameters: Fields): readonly unknown[] {
  const types = Object.values(parameters);
  return args.map((value, index) => {
    const type = types[index];
    return typeof type === 'string' && type.startsWith('struct ') && isObject(value) && !isPlain(value) ? plain(value) : value;
  });
}

/** Returns the properties of the object and its prototypes, without methods. */
function plain(value: { readonly [key: string]: unknown }): object {
  const names = new Set(Object.keys(value));
  for (let at: object = Object.getPrototypeOf(value); !isRoot(at); at = Object.getPrototypeOf(at)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) if (get) names.add(name);
  }
  return Object.fromEntries([...names].map((name) => [name, value[name]]));
}

function isRoot(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null;
}
