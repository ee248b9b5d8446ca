import { isPlain } from './plain-options';
import type { Fields, PublicApi, Struct, Type } from './public-api';
import { didYouMean, editsBetween } from '../json/closest';
import { isObject } from '../json/json-object';

/** The key under which jsii stores the name of a class. */
const JSII = Symbol.for('jsii.rtti');

/**
 * Returns the problems of a call's arguments, each with the name, the value and the expected type. These are the mistakes that TypeScript finds, for
 * callers in JavaScript. The class itself checks the meaning of values.
 *
 * @param extended whether a subclass may have additional options
 */
export function problemsOf(args: readonly unknown[], parameters: Fields, api: PublicApi, extended = false): string[] {
  const check = new Check(api, extended);
  // Options are named without the name of their parameter.
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
    if (isToken(value) && !String(type).startsWith('class ')) return;
    if (typeof type === 'object') return this.collection(value, place, type);
    const [kind, name] = type.split(' ');
    if (kind === 'struct' && isObject(value)) return this.options(value, place, this.api.structs[name]);
    if (kind === 'enum') return this.enum(value, place, type);
    if (kind === 'value' && isScalar(value)) return isTokenInside(value) ? undefined : this.enum(value, place, type);
    if (!fits(value, kind, name) || (kind === 'interface' && !this.hasMembers(value as object, name))) this.problems.push(`${place} is ${shown(value)}; ${typeof value === 'number' && kind === 'number' ? 'a finite number' : expected(type)} is expected`);
  }

  private collection(value: unknown, place: string, type: { readonly list: Type } | { readonly map: Type }): void {
    if ('list' in type ? !Array.isArray(value) : !isObject(value)) this.problems.push(`${place} is ${shown(value)}; ${expected(type)} is expected`);
    else for (const [key, item] of Object.entries(value as object)) this.field(item, key, 'list' in type ? type.list : type.map, () => `${place}[${'list' in type ? key : JSON.stringify(key)}]`);
  }

  /** In JavaScript, a queue could be given as a topic, and would fail where it is used. */
  private hasMembers(value: object, name: string): boolean {
    return this.api.members[name].every((member) => member in value);
  }

  private enum(value: unknown, place: string, type: string): void {
    const values = this.api.enums[type.split(' ')[1]];
    if (values.some((each) => each === value)) return;
    this.problems.push(`${place} is ${shown(value)}; ${expected(type)} is expected: ${values.join(', ')}${typeof value === 'string' ? didYouMean(value, values.map(String)) : ''}`);
  }

  private options(value: { readonly [key: string]: unknown }, place: string, struct: Struct): void {
    const at = (key: string) => (place === '' ? key : `${place}.${key}`);
    const inherited: Fields[] = (struct.bases ?? []).map((base) => this.api.structs[base].fields);
    const fields: Fields = Object.assign({}, ...inherited, struct.fields);
    for (const [name, type] of Object.entries(fields)) this.field(value[bareName(name)], name, type, at);
    // A class instance may have other fields.
    if (!isPlain(value)) return;
    const own = Object.keys(struct.fields).map(bareName);
    const known = [...new Set([...own, ...Object.keys(fields).map(bareName)])];
    for (const key of Object.keys(value)) {
      if (value[key] === undefined || known.includes(key) || (place === '' && this.isOfSubclass(key, known))) continue;
      this.problems.push(`there is no option ${at(key)}${didYouMean(key, known) || `; options are ${optionsInShort(own, known)}`}`);
    }
  }

  /** Checks whether an unknown option may belong to a subclass. A name that is one letter from a known option is a mistake. */
  private isOfSubclass(key: string, known: readonly string[]): boolean {
    return this.extended && known.every((name) => editsBetween(key, name) > 1);
  }
}

/** Returns the options of this library, and the number of others. */
function optionsInShort(own: readonly string[], known: readonly string[]): string {
  const more = known.length - own.length;
  if (more === 0 || own.length === 0) return known.join(', ');
  return `${own.join(', ')}, and ${more} of the CDK`;
}

/** Checks for a value that the CDK resolves later. */
function isToken(value: unknown): boolean {
  return isObject(value) && typeof value.resolve === 'function' && 'creationStack' in value;
}

/** Checks for a text or a number that represents a value of the deployment. The CDK encodes such numbers as negative ones of this size. */
function isTokenInside(value: unknown): boolean {
  return typeof value === 'string' ? value.includes('${Token[') : (value as number) < -1e280;
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
    case 'interface': return typeof value === 'object' && value !== null;
    case 'value': return isScalar(value);
    // JSON, and so a template, has no other numbers.
    case 'number': return Number.isFinite(value);
    default: return typeof value === kind;
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || Number.isFinite(value);
}

/** Compares names of classes, since an app may have loaded a package twice. */
function isInstance(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (let at: any = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) if (at.constructor?.[JSII]?.fqn === name) return true;
  return false;
}

/** Returns a type in words: `a string`, `a Size of aws-cdk-lib`, `a list of strings`. */
function expected(type: Type): string {
  if (typeof type === 'object') return 'list' in type ? `a list, each of it ${expected(type.list)},` : `an object, each value ${expected(type.map)},`;
  const [kind, name] = type.split(' ');
  if (name === undefined) return `a ${kind}`;
  const [, module, own] = /^(.*)\.(\w+)$/.exec(name) ?? ['', 'cdk-sec3', name];
  const from = module === 'cdk-sec3' ? '' : ` of ${module.replace(/\./g, '/').replace(/_/g, '-')}`;
  if (kind === 'struct') return `an object of options (${own}${from})`;
  return `${/^[AEIO]/.test(own) ? 'an' : 'a'} ${own}${from}`;
}

function shown(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  // A bundler may have renamed the class.
  const name: unknown = (value.constructor as { readonly [JSII]?: { readonly fqn: string } } | undefined)?.[JSII]?.fqn.split('.').pop() ?? value.constructor?.name;
  return typeof name !== 'string' || name === 'Object' ? 'an object' : `an object of ${name}`;
}
