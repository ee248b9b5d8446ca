import { isObject, type JsonObject } from '../../../json/json-object';

/** Replaces references to logical ids that SAM renames, such as `Fn.Version` and those of layers. */
export function withRenamed<T>(value: T, renamed: ReadonlyMap<string, string>): T {
  return (renamed.size === 0 ? value : rewrite(value, renamed)) as T;
}

function rewrite(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, renamed));
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && typeof value.Ref === 'string') return { Ref: renamed.get(value.Ref) ?? value.Ref };
  if (keys.length === 1 && Object.hasOwn(value, 'Fn::GetAtt')) return { 'Fn::GetAtt': attribute(value['Fn::GetAtt'], renamed) };
  if (keys.length === 1 && Object.hasOwn(value, 'Fn::Sub')) return { 'Fn::Sub': substitution(value['Fn::Sub'], renamed) };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'DependsOn' ? dependencies(inner, renamed) : rewrite(inner, renamed)]),
  );
}

function dependencies(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  const one = (name: unknown) => (typeof name === 'string' ? (renamed.get(name) ?? name) : name);
  return Array.isArray(value) ? value.map(one) : one(value);
}

function attribute(argument: unknown, renamed: ReadonlyMap<string, string>): unknown {
  const names = Array.isArray(argument) ? argument : typeof argument === 'string' ? argument.split('.') : [];
  if (names.length < 2 || !names.every((name) => typeof name === 'string')) return rewrite(argument, renamed);
  const [first, second, ...rest] = names.join('.').split('.');
  const both = renamed.get(`${first}.${second}`);
  if (both !== undefined) return [both, ...(rest.length > 0 ? [rest.join('.')] : [])];
  return [renamed.get(first) ?? first, [second, ...rest].join('.')];
}

function substitution(argument: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(argument)) {
    const [template, variables, ...rest] = argument;
    const names = isObject(variables) ? variables : {};
    return [typeof template === 'string' ? replaced(template, renamed, names) : template, rewrite(variables, renamed), ...rest];
  }
  return typeof argument === 'string' ? replaced(argument, renamed, {}) : argument;
}

function replaced(template: string, renamed: ReadonlyMap<string, string>, variables: JsonObject): string {
  return template.replace(/\$\{([A-Za-z0-9.]+)\}/g, (placeholder, name: string) => {
    if (Object.hasOwn(variables, name)) return placeholder;
    const [first, second, ...rest] = name.split('.');
    const both = second === undefined ? undefined : renamed.get(`${first}.${second}`);
    if (both !== undefined) return `\${${[both, ...rest].join('.')}}`;
    const id = renamed.get(first);
    return id === undefined ? placeholder : `\${${[id, ...name.split('.').slice(1)].join('.')}}`;
  });
}
