import type { TestTemplate } from '../../gate/harness';

/** A template with a finding, and the fix that the rule describes for templates. */
export interface Repair {
  readonly wrong: TestTemplate;
  /** Changes by path: a property or a whole resource, below the resources; or `Outputs` and below. Undefined removes. */
  readonly fix: Changes;
  /** Words of the fix that describe the changes indirectly. @default - the text names the changes */
  readonly named?: string;
}

interface Changes {
  readonly [path: string]: unknown;
}

/** Repairs by `Rule finding`. */
export interface Repairs {
  readonly [finding: string]: Repair;
}

/** Returns a template of resources with type, properties and metadata. */
export function template(resources: { readonly [logicalId: string]: readonly [type: string, properties?: object, metadata?: object] }): TestTemplate {
  const made = Object.entries(resources).map(([id, [Type, Properties = {}, Metadata = {}]]) => [id, { Type, Properties, Metadata }]);
  return { Resources: Object.fromEntries(made) };
}

export function repair(wrong: TestTemplate, fix: Changes, named?: string): Repair {
  return { wrong, fix, named };
}

/** Returns the same fix for several templates, by their finding. */
export function repairs(rule: string, fix: Changes, wrong: { readonly [finding: string]: TestTemplate }, named?: string): Repairs {
  return Object.fromEntries(Object.entries(wrong).map(([finding, one]) => [`${rule} ${finding}`, repair(one, fix, named)]));
}

/** Returns the template with its fix applied. */
export function repaired({ wrong, fix }: Repair): TestTemplate {
  const right = structuredClone(wrong);
  for (const [path, value] of Object.entries(fix)) set(path.startsWith('Outputs.') ? right : right.Resources, path.split('.'), value);
  return right;
}

function set(inside: any, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) set((inside[key] ??= {}), rest, value);
  else if (value === undefined) delete inside[key];
  else inside[key] = value;
}

/** Returns for each change of a fix the words by which a text may name it: properties, types of resources, values. */
export function wordsOf(fix: Changes): string[][] {
  return Object.entries(fix).map(([path, value]) => {
    const texts = [...path.split('.').slice(1), ...textsIn(value)];
    return texts.flatMap((text) => text.split(/[^\w$:/]+/)).filter((word) => /\w{3}/.test(word));
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [value] : [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...textsIn(inner)]);
}
