/** Reads jsii assemblies: at build time those of this library and its peers, in a check the one of the installed CDK. */
import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import type { Fields, Struct, Type } from './public-api';

interface JsiiType {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: JsiiType };
}

interface JsiiMember {
  readonly name: string;
  readonly type: JsiiType;
  readonly optional?: boolean;
}

export interface JsiiCallable {
  readonly name: string;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly parameters?: readonly JsiiMember[];
}

export interface JsiiDefinition {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly properties?: readonly JsiiMember[];
  readonly initializer?: JsiiCallable;
  readonly methods?: readonly JsiiCallable[];
}

export interface JsiiAssembly {
  readonly name: string;
  readonly types: { readonly [fqn: string]: JsiiDefinition };
}

/** The types of this library's assembly and of others. */
export class JsiiTypes {
  /** @param own the name of this library; its structs and enums are named without prefix */
  constructor(
    private readonly types: JsiiAssembly['types'],
    private readonly own: string,
  ) {}

  public typeOf({ primitive, fqn, collection }: JsiiType): Type {
    if (collection !== undefined) return collection.kind === 'array' ? { list: this.typeOf(collection.elementtype) } : { map: this.typeOf(collection.elementtype) };
    if (fqn === undefined) return primitive === 'json' ? 'any' : (primitive ?? 'any');
    const { kind, datatype, name } = this.types[fqn];
    if (datatype) return `struct ${this.isOwn(fqn) ? name : fqn}`;
    if (kind === 'enum') return this.isOwn(fqn) ? `enum ${name}` : `value ${fqn}`;
    return `${kind} ${fqn}`;
  }

  public fieldsOf(members: readonly JsiiMember[]): Fields {
    return Object.fromEntries(members.map(({ name, type, optional }) => [optional ? `${name}?` : name, this.typeOf(type)]));
  }

  /** Returns an options interface of this library, without inherited options of the CDK. */
  public ownStruct(fqn: string): Struct {
    const all = this.ancestorsOf(fqn);
    const bases = all.filter((each) => !this.isOwn(each));
    const fields = this.fieldsOf(all.filter((each) => this.isOwn(each)).flatMap((each) => this.types[each].properties ?? []));
    return bases.length === 0 ? { fields } : { fields, bases };
  }

  /** Returns the CDK interfaces with these names, and those of their options. Missing ones are omitted. */
  public cdkStructs(names: readonly string[]): { [fqn: string]: Struct } {
    const found: { [fqn: string]: Struct } = {};
    const pending = [...names];
    for (let fqn = pending.pop(); fqn !== undefined; fqn = pending.pop()) {
      if (fqn in found || !this.types[fqn]?.datatype) continue;
      found[fqn] = { fields: this.fieldsOf(this.ancestorsOf(fqn).flatMap((each) => this.types[each].properties ?? [])) };
      pending.push(...namesIn(found[fqn].fields, 'struct'));
    }
    return found;
  }

  /** Returns the required members of the interfaces with these names, also of those that they extend. Missing ones are omitted. */
  public members(names: readonly string[]): { [fqn: string]: string[] } {
    const known = names.filter((fqn) => fqn in this.types);
    const requiredOf = (fqn: string) => new Set(this.ancestorsOf(fqn).flatMap((each) => requiredMembers(this.types[each])));
    return Object.fromEntries(known.map((fqn) => [fqn, [...requiredOf(fqn)].sort()]));
  }

  private isOwn(fqn: string): boolean {
    return fqn.startsWith(`${this.own}.`);
  }

  private ancestorsOf(fqn: string): string[] {
    return [fqn, ...(this.types[fqn].interfaces ?? []).flatMap((each) => this.ancestorsOf(each))];
  }
}

/** Returns the qualified names in the types of fields that have a kind: those of options (`struct`), interfaces or enums (`value`) of the CDK. */
export function namesIn(fields: Fields, kind: 'struct' | 'interface' | 'value'): string[] {
  return Object.values(fields).flatMap((type) => {
    let element = type;
    while (typeof element === 'object') element = 'list' in element ? element.list : element.map;
    const [found, name = ''] = element.split(' ');
    return found === kind && name.includes('.') ? [name] : [];
  });
}

/** Returns the values of an enum. One of numbers also has its names as values. */
export function valuesOf(names: object): (string | number)[] {
  return Object.entries(names).filter(([name]) => !/^\d+$/.test(name)).map(([, value]) => value as string | number);
}

function requiredMembers({ properties = [], methods = [] }: JsiiDefinition): string[] {
  return [...properties.filter(({ optional }) => !optional), ...methods].map(({ name }) => name);
}

/** Reads the jsii assembly of a package. A large one is in a separate, compressed file. */
export function assemblyIn(folder: string): JsiiAssembly {
  const read = (file: string) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  const assembly = read('.jsii') as JsiiAssembly & { readonly schema: string; readonly filename?: string };
  if (assembly.schema !== 'jsii/file-redirect') return assembly;
  return JSON.parse(gunzipSync(fs.readFileSync(path.join(folder, assembly.filename!))).toString('utf8')) as JsiiAssembly;
}
