/** OpenAPI documents, as SAM writes and extends them. */
import { branchesOf, mapOf, ref } from './values';
import { isObject, type JsonObject } from '../../../json/json-object';

/** A document under construction. */
export interface Draft {
  [key: string]: unknown;
}

export const ANY_METHOD = 'x-amazon-apigateway-any-method';

export const INTEGRATION = 'x-amazon-apigateway-integration';
export const ENDPOINT = 'x-amazon-apigateway-endpoint-configuration';

/** Keys of a path item that are not methods. */
const NO_METHODS = ['summary', 'description', 'parameters'];

/** An operation of a document. */
export interface DraftOperation {
  readonly path: string;
  readonly method: string;
  readonly definition: Draft;
}

/** Returns the initial document of an API whose operations all come from events. */
export function skeleton(version: { readonly swagger: string } | { readonly openapi: string }): Draft {
  return { ...version, info: { version: '1.0', title: ref('AWS::StackName') }, paths: {} };
}

/** Checks whether SAM can add to a document: its paths are known. */
export function isDocument(value: unknown): value is Draft {
  const document = mapOf(value);
  return document !== undefined && (document.swagger !== undefined || document.openapi !== undefined) && mapOf(document.paths) !== undefined;
}

/** Checks whether a document, or a version, is OpenAPI 3. */
export function isOpenApi3(version: unknown): boolean {
  return /^3(\.\d)?(\.\d)?$/.test(String(version));
}

/** Returns the path items of a document: one for each branch of a condition. */
export function pathItems(document: Draft): { readonly path: string; readonly item: Draft }[] {
  return Object.entries(document.paths as JsonObject).flatMap(([path, value]) =>
    branchesOf(value).filter(isObject).map((item) => ({ path, item: item as Draft })),
  );
}

/** Returns the operations of a document with an integration, in all branches of conditions. */
export function operations(document: Draft): DraftOperation[] {
  return pathItems(document).flatMap(({ path, item }) =>
    Object.entries(item)
      .filter(([key]) => !NO_METHODS.includes(key))
      .flatMap(([key, value]) =>
        branchesOf(value)
          .filter((definition): definition is Draft => isObject(definition) && Boolean(definition[INTEGRATION]))
          .map((definition) => ({ path, method: methodKey(key), definition })),
      ),
  );
}

/** Returns the key of a method in a path item. */
export function methodKey(method: string): string {
  const lower = method.toLowerCase();
  return lower === 'any' ? ANY_METHOD : lower;
}

/** Returns the map entry in a draft; created if absent. */
export function child(draft: Draft, key: string): Draft {
  const found = draft[key];
  if (isObject(found)) return found as Draft;
  const made: Draft = {};
  draft[key] = made;
  return made;
}

/** Returns the list in a draft; empty if absent. */
export function items(draft: Draft, key: string): readonly unknown[] {
  const found = draft[key];
  return Array.isArray(found) ? found : [];
}

/** Returns the names in an entry of `security`. */
export function securityNames(entry: unknown): string[] {
  return Object.keys(mapOf(entry) ?? {});
}

/** Sets whether the default endpoint of the API is disabled, at the servers of an OpenAPI 3 document. */
export function disableServerEndpoint(document: Draft, value: unknown): void {
  const servers = Array.isArray(document.servers) ? (document.servers as unknown[]) : [{}];
  document.servers = servers.map((server) => ({
    ...mapOf(server), [ENDPOINT]: { ...mapOf(mapOf(server)?.[ENDPOINT]), disableExecuteApiEndpoint: value },
  }));
}
