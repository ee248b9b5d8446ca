import type { Resource } from '../../gate';

/** Returns the binary media types of a REST API. In the property, `~1` represents each slash. */
export function binaryMediaTypesOf(api: Resource): string[] {
  return api.get('BinaryMediaTypes').items().map((type) => type.string()!.replace(/~1/g, '/'));
}
