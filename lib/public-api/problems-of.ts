import type { Fields, PublicApi, Struct, Type } from './public-api';
import { didYouMean, editsBetween } from '../json/closest';
import { isObject } from '../json/json-object';

/** By what jsii tells the name of a class. */
const JSII = Symbol.for('jsii.rtti');

/**
 * What is wrong with the arguments of a call, each with the name, the value and what is expected: the mistakes that TypeScript finds, for callers in
 * JavaScript. What a value means is judged by the class.
 *
 * @param extended whether a subclass may have options of its own beside those that are known
 */
export function problemsOf(args: readonly unknown[], parameters: Fields, api: PublicApi, extended = false): string[] {
  const check = new Check(api, extended);
  // Options are named as they are written, without the name of the parameter that holds them.
  Object.entries(parameters).forEach(([name, type], index) => check.field(args[index], name, type, (bare) => (isOptions(type) && isObject(args[index]) ? '' : bare)));
  return check.problems;
}

class Check {
  public readonly problems: string[] = [];

  constructor(
    private readonly api: PublicApi,
    private readonly extended: boolean,
  ) {}

  public field(value: unknown, name: string, type: Type, placeOf: (bare: string) => string): void {
    const bare = bareName(name);
    if (value !== undefined) this.value(value, placeOf(bare), type);
    else if (bare === name && type !== 'any') this.problems.push(`${placeOf(bare)} is missing; ${expected(type)} is expected`);
  }

  private value(value: unknown, place: string, type: Type): void {
    if (typeof type === 'object') return this.collection(value, place, type);
    const [kind, name] = type.split(' ');
    if (kind === 'struct' && isObject(value)) return this.options(value, place, this.api.structs[name]);
    if (kind === 'enum') return this.enum(value, place, name);
    if (!fits(value, kind, name)) this.problems.push(`${place} is ${shown(value)}; ${expected(type)} is expected`);
  }

  private collection(value: unknown, place: string, type: { readonly list: Type } | { readonly map: Type }): void {
    if ('list' in type ? !Array.isArray(value) : !isObject(value)) this.problems.push(`${place} is ${shown(value)}; ${expected(type)} is expected`);
    else for (const [key, item] of Object.entries(value as object)) this.field(item, key, 'list' in type ? type.list : type.map, () => `${place}[${'list' in type ? key : JSON.stringify(key)}]`);
  }

  private enum(value: unknown, place: string, name: string): void {
    const values = this.api.enums[name];
    if (values.some((each) => each === value)) return;
    this.problems.push(`${place} is ${shown(value)}; ${expected(`enum ${name}`)} is expected: ${values.join(', ')}${didYouMean(String(value), values.map(String))}`);
  }

  private options(value: { readonly [key: string]: unknown }, place: string, struct: Struct): void {
    const at = (key: string) => (place === '' ? key : `${place}.${key}`);
    for (const [name, type] of Object.entries(struct.fields)) this.field(value[bareName(name)], name, type, at);
    const own = Object.keys(struct.fields).map(bareName);
    const known = [...own, ...(struct.inherited ?? [])];
    for (const key of Object.keys(value)) {
      if (value[key] === undefined || known.includes(key) || this.isOfOthers(key, own, struct)) continue;
      this.problems.push(`there is no option ${at(key)}${didYouMean(key, known) || `; options are ${known.join(', ')}`}`);
    }
  }

  /** Whether an option may be of a subclass, or of a later version of the CDK. What is one letter from an option of ours is a slip. */
  private isOfOthers(key: string, own: readonly string[], { inherited }: Struct): boolean {
    return (this.extended || inherited !== undefined) && own.every((name) => editsBetween(key, name) > 1);
  }
}

function bareName(name: string): string {
  return name.replace(/\?$/, '');
}

function isOptions(type: Type): boolean {
  return typeof type === 'string' && type.startsWith('struct ');
}

function fits(value: unknown, kind: string, name: string): boolean {
  switch (kind) {
    case 'any': return true;
    case 'class': return isInstance(value, name);
    case 'interface': return typeof value === 'object';
    case 'value': return typeof value === 'string' || typeof value === 'number';
    default: return typeof value === kind;
  }
}

/** By the names of classes: an app may have loaded a package twice. */
function isInstance(value: unknown, name: string): boolean {
  if (typeof value !== 'object') return false;
  for (let at: any = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) if (at.constructor?.[JSII]?.fqn === name) return true;
  return false;
}

/** A type in words: `a string`, `a Size of aws-cdk-lib`, `a list of strings`. */
function expected(type: Type): string {
  if (typeof type === 'object') return 'list' in type ? `a list, each of it ${expected(type.list)},` : `an object, each value ${expected(type.map)},`;
  const [kind, name] = type.split(' ');
  if (name === undefined) return `a ${kind}`;
  if (kind === 'struct') return `an object of options (${name})`;
  const [, module, own] = /^(.*)\.(\w+)$/.exec(name) ?? ['', 'cdk-sec3', name];
  const from = module === 'cdk-sec3' ? '' : ` of ${module.replace('.aws_', '/aws-').replace(/[._]/g, '-')}`;
  return `${/^[AEIO]/.test(own) ? 'an' : 'a'} ${own}${from}`;
}

function shown(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const name: unknown = value.constructor?.name;
  return typeof name !== 'string' || name === 'Object' ? 'an object' : `an object of ${name}`;
}
