import type { Resource } from '../../gate';

/** The binary media types of a REST API, in whose property `~1` stands for each slash. */
export function binaryMediaTypesOf(api: Resource): string[] {
  return api.get('BinaryMediaTypes').items().map((type) => type.string()!.replace(/~1/g, '/'));
}
