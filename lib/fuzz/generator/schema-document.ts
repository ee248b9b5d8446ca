/** A schema with the schemas that it references, and its validator (ajv). */
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

/** A schema that is an object. */
export interface SchemaObject {
  readonly [keyword: string]: any;
}

/** A schema at its place in a document, or one that the generator made. */
export interface SchemaNode {
  readonly schema: SchemaObject | boolean;
  /** The URI of the document and the JSON pointer in it: `sec3:/root#/properties/id`. Undefined if the generator made the schema. */
  readonly address?: string;
  /** The base URI of references in the schema. */
  readonly base: string;
}

/** A limitation of the generator for a schema: something that it can't do, or not exactly. */
export interface SchemaProblem {
  /** A JSON pointer that starts with `#`. */
  readonly pointer: string;
  readonly message: string;
}

const ROOT = 'sec3:/root';

/** The meta-schemas by URI, so that references to them resolve without a download. */
const META: { readonly [uri: string]: () => unknown } = {
  'http://json-schema.org/draft-04/schema': () => new Ajv04().getSchema('http://json-schema.org/draft-04/schema')?.schema,
  'http://json-schema.org/draft-07/schema': () => new Ajv().getSchema('http://json-schema.org/draft-07/schema')?.schema,
};

/** Keywords whose values or names are not schemas. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples', 'required', 'dependentRequired']);

/** Keywords that contain schemas by name. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);

const DRAFTS: readonly [RegExp, Draft][] = [
  [/draft-04\/schema#?$/, 'draft-04'],
  [/draft-06\/schema#?$/, 'draft-06'],
  [/draft-07\/schema#?$/, 'draft-07'],
  [/draft\/2019-09\/schema#?$/, '2019-09'],
  [/draft\/2020-12\/schema#?$/, '2020-12'],
];

/** The options of ajv. It neither changes values nor rejects unknown keywords, as a standard validator. */
const OPTIONS: Options = { strict: false, allErrors: false, ownProperties: true, validateSchema: false, logger: false, messages: false };

/** A schema, its version, and the schemas that it references. */
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
   * @param documents schemas that references can lead to, by URI
   * @param checkFormats whether `format` rejects values; API Gateway ignores most formats
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
        // The document is resolved when something references it.
      }
    }
  }

  /** Whether keywords beside a `$ref` apply. */
  public get siblingsHold(): boolean {
    return this.draft === '2019-09' || this.draft === '2020-12';
  }

  /**
   * Compiles the whole schema.
   *
   * @throws Error if ajv can't compile the schema
   */
  public compile(): ValidateFunction {
    return this.ajv.getSchema(ROOT) ?? this.ajv.compile({ $ref: ROOT });
  }

  /** Returns a function that validates a value against all of these schemas. Undefined if ajv can't compile one of them separately. */
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

  /** Returns the id of a schema. It is the same whenever the schema is the same. */
  public idOf(node: SchemaNode): number {
    if (typeof node.schema === 'boolean') return node.schema ? -1 : -2;
    let id = this.ids.get(node.schema);
    if (id === undefined) this.ids.set(node.schema, (id = this.lastId += 1));
    return id;
  }

  /** Returns the schema at a place inside of a schema. */
  public child(node: SchemaNode, ...keys: (string | number)[]): SchemaNode {
    const schema = keys.reduce<any>((inner, key) => (typeof inner === 'object' && inner !== null ? inner[key] : undefined), node.schema) ?? true;
    const address = node.address === undefined ? undefined : `${node.address}${pointerOf(keys)}`;
    const known = address === undefined ? undefined : this.byAddress.get(address);
    return known ?? { schema: isObject(schema) || typeof schema === 'boolean' ? schema : true, address, base: node.base };
  }

  /** Returns the target of a `$ref`, or undefined if it has none. */
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

  /** Returns the JSON pointer of a schema for messages. The document is included unless it is the root document. */
  public shown(node: SchemaNode): string {
    if (node.address === undefined) return '#';
    return node.address.startsWith(`${ROOT}#`) ? node.address.slice(ROOT.length) : node.address;
  }

  /** Returns a schema that references a schema at its place. */
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

  /** Indexes the schemas of a document by pointer, and by the ids and anchors that they declare. */
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
