/** A schema with all that it refers to: where its references lead, and what ajv says of values. */
import Ajv, { Options, ValidateFunction } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { boundRecursion } from '../../inbound-events/events/own-keywords';
import { isObject } from '../../json/json-object';
import { keysOfPointer, pointerOf, pointerStep } from '../../json/json-pointer';

/** A version of JSON Schema. */
export type Draft = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12';

/** A schema as an object. */
export interface SchemaObject {
  readonly [keyword: string]: any;
}

/** A schema at its place, or one that the generator wrote itself. */
export interface SchemaNode {
  readonly schema: SchemaObject | boolean;
  /** URI of its document and JSON pointer in it: `sec3:/root#/properties/id`; undefined where the generator wrote it. */
  readonly address?: string;
  /** What references in it are relative to. */
  readonly base: string;
}

/** Something about a schema that the generator can't do, or can't do as exactly as the rest. */
export interface SchemaProblem {
  /** JSON pointer with `#`. */
  readonly pointer: string;
  readonly message: string;
}

const ROOT = 'sec3:/root';

/** Where the schemas of schemas are, so that a reference to one is no remote one. */
const META: { readonly [uri: string]: () => unknown } = {
  'http://json-schema.org/draft-04/schema': () => new Ajv04().getSchema('http://json-schema.org/draft-04/schema')?.schema,
  'http://json-schema.org/draft-07/schema': () => new Ajv().getSchema('http://json-schema.org/draft-07/schema')?.schema,
};

/** Keywords that hold values or names, in which no schema is. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples', 'required', 'dependentRequired']);

/** Keywords that hold schemas by name. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);

const DRAFTS: readonly [RegExp, Draft][] = [
  [/draft-04\/schema#?$/, 'draft-04'],
  [/draft-06\/schema#?$/, 'draft-06'],
  [/draft-07\/schema#?$/, 'draft-07'],
  [/draft\/2019-09\/schema#?$/, '2019-09'],
  [/draft\/2020-12\/schema#?$/, '2020-12'],
];

/** How ajv is asked: as a standard validator, which neither changes values nor rejects keywords that it does not know. */
const OPTIONS: Options = { strict: false, allErrors: false, ownProperties: true, validateSchema: false, logger: false, messages: false };

/** A schema, its version, and what else it refers to. */
export class SchemaDocument {
  public readonly draft: Draft;
  public readonly root: SchemaNode;
  private readonly ajv: Ajv;
  private readonly byAddress = new Map<string, SchemaNode>();
  private readonly indexed = new Set<string>();
  private readonly validators = new Map<string, ValidateFunction | undefined>();
  private readonly ids = new WeakMap<object, number>();
  private lastId = 0;

  /**
   * @param documents schemas that references lead to, by URI
   * @param checkFormats whether `format` rejects anything; API Gateway ignores most
   */
  constructor(
    schema: unknown,
    private readonly documents: { readonly [uri: string]: unknown },
    draft: Draft,
    public readonly checkFormats: boolean,
  ) {
    const declared = isObject(schema) && typeof schema.$schema === 'string' ? schema.$schema : '';
    this.draft = DRAFTS.find(([uri]) => uri.test(declared))?.[1] ?? draft;
    this.ajv = this.newAjv();
    this.root = this.index(ROOT, schema as SchemaObject | boolean);
    this.ajv.addSchema(schema as object, ROOT);
    for (const [uri, document] of Object.entries(documents)) {
      try {
        this.ajv.addSchema(document as object, uri);
      } catch {
        // Told when something refers to it.
      }
    }
  }

  /** Whether keywords beside a `$ref` hold. */
  public get siblingsHold(): boolean {
    return this.draft === '2019-09' || this.draft === '2020-12';
  }

  /**
   * What decides whether a value is valid.
   *
   * @throws Error where ajv can't compile the schema
   */
  public compile(): ValidateFunction {
    return this.ajv.getSchema(ROOT) ?? this.ajv.compile({ $ref: ROOT });
  }

  /** What says whether a value satisfies all of these; undefined where ajv can't compile one by itself. */
  public validator(nodes: readonly SchemaNode[]): ((value: unknown) => boolean) | undefined {
    const key = nodes.map((node) => this.idOf(node)).sort((a, b) => a - b).join();
    if (!this.validators.has(key)) this.validators.set(key, this.tryCompile(nodes));
    const validate = this.validators.get(key);
    return validate && ((value) => {
      try {
        return validate(value) === true;
      } catch {
        return false;
      }
    });
  }

  /** A number for each schema, the same for the same one. */
  public idOf(node: SchemaNode): number {
    if (typeof node.schema === 'boolean') return node.schema ? -1 : -2;
    let id = this.ids.get(node.schema);
    if (id === undefined) this.ids.set(node.schema, (id = this.lastId += 1));
    return id;
  }

  /** The schema inside a schema. */
  public child(node: SchemaNode, ...keys: (string | number)[]): SchemaNode {
    const schema = keys.reduce<any>((inner, key) => (typeof inner === 'object' && inner !== null ? inner[key] : undefined), node.schema) ?? true;
    const address = node.address === undefined ? undefined : `${node.address}${pointerOf(keys)}`;
    const known = address === undefined ? undefined : this.byAddress.get(address);
    return known ?? { schema: isObject(schema) || typeof schema === 'boolean' ? schema : true, address, base: node.base };
  }

  /** Where a `$ref` leads to; undefined where nowhere. */
  public follow(node: SchemaNode, reference: string): SchemaNode | undefined {
    const uri = resolveUri(node.base, reference);
    const [document, fragment = ''] = split(uri);
    this.load(document);
    const plain = decode(fragment);
    const target = this.byAddress.get(`${document}#${plain}`);
    if (target) return target;
    const start = this.byAddress.get(`${document}#`);
    if (!start || !plain.startsWith('/')) return undefined;
    return keysOfPointer(plain).reduce<SchemaNode | undefined>((at, key) => {
      const has = at && typeof at.schema === 'object' && Object.hasOwn(at.schema, key);
      if (!has) return undefined;
      const address = `${at.address}/${pointerStep(key)}`;
      return this.byAddress.get(address) ?? { schema: (at.schema as SchemaObject)[key], address, base: at.base };
    }, start);
  }

  /** The pointer of a schema as people write it; with the document where it is another one. */
  public shown(node: SchemaNode): string {
    if (node.address === undefined) return '#';
    return node.address.startsWith(`${ROOT}#`) ? node.address.slice(ROOT.length) : node.address;
  }

  /** A schema that stands for one at a place. */
  public reference(node: SchemaNode): SchemaObject {
    return node.address === undefined || typeof node.schema === 'boolean' ? asObject(node.schema) : { $ref: this.ajvAddress(node.address) };
  }

  private tryCompile(nodes: readonly SchemaNode[]): ValidateFunction | undefined {
    try {
      const parts = nodes.map((node) => this.reference(node));
      return this.ajv.compile(parts.length === 1 ? parts[0] : { allOf: parts });
    } catch {
      return undefined;
    }
  }

  private ajvAddress(address: string): string {
    const [document, pointer = ''] = split(address);
    return `${document}#${pointer.split('/').map((step) => encodeURIComponent(step)).join('/')}`;
  }

  private newAjv(): Ajv {
    const options: Options = { ...OPTIONS, unicodeRegExp: true, validateFormats: this.checkFormats };
    const ajv = this.draft === 'draft-04' ? (new Ajv04(options) as unknown as Ajv)
      : this.draft === '2020-12' ? new Ajv2020(options) : this.draft === '2019-09' ? new Ajv2019(options) : new Ajv(options);
    addFormats(ajv, { mode: 'full', keywords: false });
    boundRecursion(ajv);
    return ajv;
  }

  private load(document: string): void {
    if (this.indexed.has(document)) return;
    this.indexed.add(document);
    const given = this.documents[document] ?? META[document]?.();
    if (given !== undefined) this.index(document, given as SchemaObject | boolean);
  }

  /** Finds the schemas of a document, and the names that they give themselves. */
  private index(document: string, schema: SchemaObject | boolean): SchemaNode {
    this.indexed.add(document);
    const walk = (value: unknown, pointer: string, base: string, name: boolean): void => {
      if (Array.isArray(value)) return value.forEach((inner, at) => walk(inner, `${pointer}/${at}`, base, false));
      if (!isObject(value)) return;
      let inside = base;
      if (!name) {
        const id = this.draft === 'draft-04' ? value.id : value.$id;
        if (typeof id === 'string' && typeof value.$ref !== 'string') {
          const resolved = resolveUri(base, id);
          if (!id.startsWith('#')) inside = split(resolved)[0];
          if (!this.byAddress.has(normal(resolved))) this.byAddress.set(normal(resolved), { schema: value, address: `${document}#${pointer}`, base: inside });
          this.indexed.add(split(resolved)[0]);
        }
        for (const anchor of [value.$anchor, value.$dynamicAnchor]) {
          if (typeof anchor === 'string') this.byAddress.set(`${split(inside)[0]}#${anchor}`, { schema: value, address: `${document}#${pointer}`, base: inside });
        }
        this.byAddress.set(`${document}#${pointer}`, { schema: value, address: `${document}#${pointer}`, base: inside });
      }
      for (const [key, inner] of Object.entries(value)) {
        if (!name && VALUES.has(key)) continue;
        walk(inner, `${pointer}/${pointerStep(key)}`, inside, !name && NAMED.has(key));
      }
    };
    walk(schema, '', document, false);
    const root = this.byAddress.get(`${document}#`) ?? { schema, address: `${document}#`, base: document };
    this.byAddress.set(`${document}#`, root);
    return root;
  }
}

function asObject(schema: SchemaObject | boolean): SchemaObject {
  return typeof schema === 'boolean' ? (schema ? {} : { not: {} }) : schema;
}

function split(uri: string): [document: string, fragment?: string] {
  const at = uri.indexOf('#');
  return at < 0 ? [uri] : [uri.slice(0, at), uri.slice(at + 1)];
}

function normal(uri: string): string {
  const [document, fragment = ''] = split(uri);
  return `${document}#${fragment}`;
}

function resolveUri(base: string, reference: string): string {
  if (reference.startsWith('#')) return `${split(base)[0]}${reference}`;
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
