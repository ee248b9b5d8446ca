import type { Resource } from './resource';
import type { Workload } from './workload';
import type { JsonObject } from '../../json/json-object';
import type { Parameter, StackTemplate } from '../templates/template';
import { decodedBase64 } from '../values/base64';
import { intrinsicOf, isOpenMap, isRewritten, OPEN_MAP, own, REWRITTEN_MAP } from '../values/intrinsics';
import { display, isTextual, partsOf, Pseudo, Reference, Text, Undetermined, Unknown, Value } from '../values/values';

/**
 * A location in a resource's properties. Reading it resolves intrinsics in the current scenario.
 *
 * Methods that require a definite value throw {@link Undetermined} if there is none at synth time. A rule is then written for known values only, and
 * the engine reports the rest.
 */
export class Property {
  /**
   * Returns the property of a raw value, resolved in the current scenario.
   *
   * @param home the template whose names the value uses
   * @param template the template of the location
   */
  public static of(workload: Workload, resource: Resource, raw: unknown, home: StackTemplate, location: string, template = home): Property {
    const { value, stack } = workload.resolver.resolve(raw, home);
    return new Property(workload, resource, template, value, stack, location);
  }

  /** Found out once, since rules ask a resource for many properties that are absent. */
  private extent?: Extent = undefined;

  private constructor(
    private readonly workload: Workload,
    /** The resource that it belongs to. */
    public readonly resource: Resource,
    /** The template of the location: that of the resource, except for an output of another stack. */
    public readonly template: StackTemplate,
    private readonly value: Value,
    /** The template of the inner parts of the value. */
    private readonly home: StackTemplate,
    private readonly base: string | Property,
    private readonly key?: string | number,
    /** True if its presence is unknown, because the enclosing value is. */
    private readonly isOpen: boolean = false,
  ) {}

  /** Location in the template, relative to the resource: `Properties.RotationRules.Duration`. */
  public get location(): string {
    if (typeof this.base === 'string') return this.base;
    return typeof this.key === 'number' ? `${this.base.location}[${this.key}]` : `${this.base.location}.${this.key}`;
  }

  /**
   * False if the property is absent, or `AWS::NoValue` in this scenario; true if it is present with an unknown value.
   *
   * @throws Undetermined if the enclosing value is unknown
   */
  public get exists(): boolean {
    if (this.isOpen) this.rejectUnknown();
    return this.value !== undefined && this.value !== null;
  }

  /** Reason why the value as a whole is unknown at synth time, if it is. */
  public get unknown(): string | undefined {
    return this.value instanceof Unknown ? this.value.reason : undefined;
  }

  /** The service of the resource whose ARN an AWS macro inserts here, independent of the ARN: `sqs`, or `any`. Undefined if it may be any value. */
  public get arnOf(): string | undefined {
    return this.template.originOf(this.resource.logicalId)?.arnOf(this.location);
  }

  /** Yields this property and those around it, innermost first. */
  public *outward(): Generator<Property> {
    yield this;
    if (typeof this.base !== 'string') yield* this.base.outward();
  }

  /** Returns the property at a path of keys inside of this one. Below an unknown value all is unknown; below an absent one all is absent. */
  public at(...keys: (string | number)[]): Property {
    return keys.length === 1 ? this.entry(keys[0]) : keys.reduce<Property>((property, key) => property.entry(key), this);
  }

  private entry(key: string | number): Property {
    let value = this.entryOf(key);
    const isOpen = value instanceof Unknown;
    let { home } = this;
    if (typeof value === 'object' && value !== null && intrinsicOf(value)) ({ value, stack: home } = this.workload.resolver.resolve(value, home));
    return new Property(this.workload, this.resource, this.template, value as Value, home, this, key, isOpen);
  }

  /**
   * Checks whether there may be a property under a key: false if it is certainly absent. Cheaper than {@link at} if most keys of a list are absent.
   */
  public mayHave(key: string): boolean {
    return this.entryOf(key) !== undefined;
  }

  /** Does the same as `Workload.once` for this property. It has to be the same object for all who ask. */
  public once<T>(question: unknown, answer: () => T): T {
    return this.workload.once(question, this, answer);
  }

  /** Returns the entries of a list, without absent ones; an absent list is empty. */
  public items(): Property[] {
    if (!this.exists) return [];
    this.rejectUnknown();
    if (!Array.isArray(this.value)) throw this.undetermined(`a list is expected, found ${this.kind()}`);
    const items = this.value.map((_, index) => this.at(index));
    // A filtered list has room for more, which takes several times the memory of a short one.
    return items.every((item) => item.exists) ? items : items.filter((item) => item.exists);
  }

  /** Does the same as {@link items} for properties that accept one value or a list of values. */
  public itemsOrOne(): Property[] {
    if (this.value instanceof Unknown && (this.value.isSingle || this.arnOf !== undefined)) return [this];
    return this.isList() || !this.exists ? this.items() : [this];
  }

  /** Returns the entries of a map; an absent map is empty. */
  public entries(): [string, Property][] {
    if (!this.exists) return [];
    this.rejectUnknown();
    if (!isMap(this.value)) throw this.undetermined(`an object is expected, found ${this.kind()}`);
    if (isOpenMap(this.value)) throw this.undetermined(OPEN_MAP);
    return Object.keys(this.value)
      .map((key): [string, Property] => [key, this.at(key)])
      .filter(([, inner]) => inner.exists);
  }

  /** Returns the map as written, with unresolved entries; undefined for any other value. */
  public writtenMap(): JsonObject | undefined {
    return isMap(this.value) ? this.value : undefined;
  }

  /** Returns true for an object, false for any other known value. */
  public isObject(): boolean {
    this.rejectUnknown();
    return isMap(this.value);
  }

  /** Returns true for a list, false for any other known value. */
  public isList(): boolean {
    this.rejectUnknown();
    return Array.isArray(this.value);
  }

  /**
   * Returns the object of a property of CloudFormation type Json, which accepts an object or its JSON text. Returns itself if absent.
   *
   * @throws Undetermined if it is neither, or unknown
   */
  public document(): Property {
    if (!this.exists || this.isObject()) return this;
    const parsed = this.parsed();
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw this.undetermined('an object or the JSON text of one is expected');
    return Property.of(this.workload, this.resource, parsed, this.home, this.location, this.template);
  }

  /** Returns the text that it encodes in base64; itself if it is no such text. */
  public decoded(): Property {
    const { value, location } = this;
    const decoded = value instanceof Unknown ? value.encoded : typeof value === 'string' ? decodedBase64(value) : undefined;
    return decoded === undefined ? this : new Property(this.workload, this.resource, this.template, decoded, this.home, location);
  }

  /** Returns the text, with references and pseudo parameters in the notation of CloudFormation's `Fn::Sub`: `${AWS::Region}`. Undefined if absent. */
  public string(): string | undefined {
    if (!this.exists) return undefined;
    const text = this.text();
    const unknown = partsOf(text).find((part): part is Unknown => part instanceof Unknown);
    if (unknown) throw this.undetermined(unknown.reason);
    return display(text);
  }

  /** Returns the text if it is literal in the template; undefined if it is absent or has other parts. Never throws. */
  public literal(): string | undefined {
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    return typeof this.value === 'string' ? this.value : undefined;
  }

  /** Returns the number; CloudFormation also accepts numbers as texts. Undefined if absent. */
  public number(): number | undefined {
    if (!this.exists) return undefined;
    if (typeof this.value === 'number') return this.value;
    const text = this.string()!;
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) throw this.undetermined(`a number is expected, found ${JSON.stringify(text)}`);
    return number;
  }

  /** Returns the boolean; CloudFormation also accepts booleans as texts. Undefined if absent. */
  public boolean(): boolean | undefined {
    if (!this.exists) return undefined;
    if (typeof this.value === 'boolean') return this.value;
    const text = this.string()!.toLowerCase();
    if (text === 'true' || text === 'false') return text === 'true';
    throw this.undetermined(`true or false is expected, found ${JSON.stringify(text)}`);
  }

  /** Returns the value as plain JSON, with references as in {@link string}. Undefined if absent. */
  public json(): any {
    const value = this.workload.resolver.deep(this.value, this.home);
    if (value instanceof Unknown) throw this.undetermined(value.reason);
    return value;
  }

  /** Returns the resource that the value refers to as a whole: `Ref`, `Fn::GetAtt`, or an import of one. Throws if unknown. */
  public reference(): Reference | undefined {
    this.rejectUnknown();
    return this.value instanceof Reference ? this.value : undefined;
  }

  /** Checks whether a part of the text is known only at deployment, apart from references and pseudo parameters. */
  public hasUnknownPart(): boolean {
    return isTextual(this.value) && partsOf(this.value).some((part) => part instanceof Unknown);
  }

  /** Returns every resource that the text mentions. */
  public references(): Reference[] {
    if (!isTextual(this.value)) return [];
    return partsOf(this.value).filter((part): part is Reference => part instanceof Reference);
  }

  /** Returns the possible values, if the value as a whole is unknown but the template lists them. Empty if it is known, or unlimited. */
  public alternatives(): Property[] {
    const values = this.value instanceof Unknown ? this.value.oneOf : [];
    return values.map((value) => Property.of(this.workload, this.resource, value, this.home, this.location, this.template));
  }

  /** Returns the template parameter that the value, or a part of it, depends on. */
  public openParameter(): Parameter | undefined {
    return this.openParameters()[0];
  }

  /** Returns all template parameters that a part of the value depends on. */
  public openParameters(): Parameter[] {
    if (!isTextual(this.value)) return [];
    return partsOf(this.value).flatMap((part) => (part instanceof Unknown && part.parameter ? [part.parameter] : []));
  }

  /**
   * Does the same as {@link string}, but parts that are known only at deployment are written as `${ParameterName}` or `${?}` instead of an error.
   * Undefined if absent or not a text.
   */
  public written(): string | undefined {
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    if (!isTextual(this.value)) return undefined;
    return partsOf(this.value)
      .map((part) => (part instanceof Unknown && part.parameter ? `\${${part.parameter.name}}` : display(part)))
      .join('');
  }

  /** Returns the literal parts of the text, with a blank for each reference and each part that is known only at deployment. */
  public ownText(): string {
    if (!isTextual(this.value)) return this.literal() ?? '';
    return partsOf(this.value)
      .map((part) => (typeof part === 'string' ? part : ' '))
      .join('');
  }

  /** Returns the error to throw if a rule can't conclude from this value. */
  public undetermined(reason: string): Undetermined {
    return new Undetermined(reason, this.resource, this.location, this);
  }

  /** Returns the raw value under a key. Below an unknown value all is unknown; below an absent one all is absent. */
  private entryOf(key: string | number): unknown {
    const { value } = this;
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly unknown[])[key] : undefined;
    this.extent ??= extentOf(value);
    switch (this.extent) {
      case 'closed':
        return own(value as JsonObject, String(key));
      case 'open':
        return own(value as JsonObject, String(key)) ?? new Unknown(OPEN_MAP);
      case 'rewritten':
        return new Unknown(REWRITTEN_MAP);
      case 'unknown':
        return value;
      case 'referred':
        return new Unknown(`${display(value as Reference | Pseudo)} is known only at deployment`);
      case 'none':
        return undefined;
    }
  }

  private text(): string | Text | Pseudo | Reference | Unknown {
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    if (!isTextual(this.value)) throw this.undetermined(`a text is expected, found ${this.kind()}`);
    return this.value;
  }

  private parsed(): unknown {
    try {
      return JSON.parse(this.string()!);
    } catch (e) {
      if (e instanceof SyntaxError) throw this.undetermined(`the text is not valid JSON: ${e.message}`);
      throw e;
    }
  }

  private rejectUnknown(): void {
    if (this.value instanceof Unknown) throw this.undetermined(this.value.reason);
  }

  private kind(): string {
    if (Array.isArray(this.value)) return 'a list';
    if (isTextual(this.value)) return 'a text';
    return typeof this.value === 'object' ? 'an object' : `a ${typeof this.value}`;
  }
}

/** The known entries of a value: all (closed), those in the template (open), none of them (rewritten, unknown, referred); or no map (none). */
type Extent = 'closed' | 'open' | 'rewritten' | 'unknown' | 'referred' | 'none';

function extentOf(value: Value & object): Extent {
  if (value instanceof Unknown) return 'unknown';
  if (value instanceof Reference || value instanceof Pseudo) return 'referred';
  if (!isMap(value)) return 'none';
  if (isRewritten(value)) return 'rewritten';
  return isOpenMap(value) ? 'open' : 'closed';
}

function isMap(value: Value): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTextual(value);
}
