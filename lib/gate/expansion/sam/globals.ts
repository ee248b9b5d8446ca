import { SamResource } from './sam-resource';
import { mapOf } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { ResourceBody, TemplateBody } from '../../templates/template';
import { own } from '../../values/intrinsics';

const PREFIX = 'AWS::Serverless::';

/** Lists for which a resource's own value replaces that of `Globals`; others are appended to it. */
const REPLACED: ReadonlySet<string> = new Set(['Function.Architectures']);

/** Returns a resource with the `Globals` of its type. */
export function withGlobals(template: TemplateBody, logicalId: string, body: ResourceBody): SamResource {
  const section = body.Type.slice(PREFIX.length);
  const all = mapOf(own(own(template as { readonly [key: string]: JsonObject }, 'Globals'), section)) ?? {};
  const ignored = body.IgnoreGlobals;
  const names = Array.isArray(ignored) ? ignored : [];
  const globals = ignored === '*' ? {} : Object.fromEntries(Object.entries(all).filter(([key]) => !names.includes(key)));
  const inherited = new Map<string, string>();
  const properties = merge(globals, body.Properties ?? {}, section, { written: `Globals.${section}`, location: 'Properties', inherited });
  return new SamResource(logicalId, body, properties as JsonObject, inherited);
}

interface Trail {
  /** The location in `Globals`. */
  readonly written: string;
  /** The location in the resource. */
  readonly location: string;
  readonly inherited: Map<string, string>;
}

function merge(global: unknown, local: unknown, path: string, trail: Trail): unknown {
  if (Array.isArray(global) && Array.isArray(local) && !REPLACED.has(path)) {
    const { written, location, inherited } = trail;
    global.forEach((_, index) => inherited.set(`${location}[${index}]`, `${written}[${index}]`));
    local.forEach((_, index) => inherited.set(`${location}[${global.length + index}]`, `${location}[${index}]`));
    return [...global, ...local];
  }
  const [globals, locals] = [mapOf(global), mapOf(local)];
  if (!globals || !locals) return local;
  const merged = new Map(Object.entries(locals));
  for (const [key, value] of Object.entries(globals)) {
    const inner = { ...trail, written: `${trail.written}.${key}`, location: `${trail.location}.${key}` };
    if (Object.hasOwn(locals, key)) {
      merged.set(key, merge(value, locals[key], `${path}.${key}`, inner));
    } else {
      merged.set(key, value);
      trail.inherited.set(inner.location, inner.written);
    }
  }
  return Object.fromEntries(merged);
}
