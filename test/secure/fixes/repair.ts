import type { TestTemplate } from '../../gate/harness';

/** A template that has a finding, and its fix, as the rule says it for templates. */
export interface Repair {
  readonly wrong: TestTemplate;
  /**
   * What is set, by its path: from the resources, a property or a whole resource; or `Outputs` and from there. What is undefined is removed.
   */
  readonly fix: Changes;
  /** What the text says instead of what is set: what writes it. @default - the text names what is set */
  readonly named?: string;
}

interface Changes {
  readonly [path: string]: unknown;
}

/** Repairs by `Rule finding`. */
export interface Repairs {
  readonly [finding: string]: Repair;
}

/** A template of resources that have a type, properties and metadata. */
export function template(resources: { readonly [logicalId: string]: readonly [type: string, properties?: object, metadata?: object] }): TestTemplate {
  const made = Object.entries(resources).map(([id, [Type, Properties = {}, Metadata = {}]]) => [id, { Type, Properties, Metadata }]);
  return { Resources: Object.fromEntries(made) };
}

export function repair(wrong: TestTemplate, fix: Changes, named?: string): Repair {
  return { wrong, fix, named };
}

/** The same fix for several templates, by what is found in them. */
export function repairs(rule: string, fix: Changes, wrong: { readonly [finding: string]: TestTemplate }, named?: string): Repairs {
  return Object.fromEntries(Object.entries(wrong).map(([finding, one]) => [`${rule} ${finding}`, repair(one, fix, named)]));
}

/** The template with its fix applied. */
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

/** Of each thing that a fix sets, the words by which a text may name it: properties, types of resources, values. */
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
