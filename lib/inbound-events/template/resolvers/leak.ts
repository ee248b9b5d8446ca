/** Parts of resolvers of AppSync that callers write. */

/** A place where a caller's text can change the structure. */
export interface ResolverLeak {
  readonly kind: 'unescaped' | 'in-statement' | 'names-target' | 'names-caller';
  readonly message: string;
}

/** Members of `$ctx` that contain what the caller sent: arguments, headers, and the source, which is the result of the parent field. */
export function isOfCaller(path: readonly string[]): boolean {
  return ['args', 'arguments', 'source'].includes(path[0]) || (path[0] === 'request' && path[1] === 'headers');
}

/** Members of `$ctx` that contain headers of the request, in which a caller can write any identity. */
export function isOfHeader(path: readonly string[]): boolean {
  return path[0] === 'request' && path[1] === 'headers' && !path.some((name) => /^authorization$/i.test(name));
}

/** Members of an event for EventBridge by which rules select it. */
export const EVENT_NAMES: ReadonlySet<string> = new Set(['source', 'detailType']);

/** Names of the context in resolvers. */
export const CONTEXT_NAMES: readonly string[] = ['ctx', 'context'];
