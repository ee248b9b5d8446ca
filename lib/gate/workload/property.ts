import type { Resource } from './resource';
import type { Workload } from './workload';
import type { JsonObject } from '../../json/json-object';
import type { Parameter, StackTemplate } from '../templates/template';
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
   * The property of a raw value, resolved in the current scenario.
   *
   * @param home the template whose names the value uses
   * @param template the template of the location
   */
  public static of(workload: Workload, resource: Resource, raw: unknown, home: StackTemplate, location: string, template = home): Property {
    const { value, stack } = workload.resolver.resolve(raw, home);
    return new Property(workload, resource, template, value, stack, location);
  }

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
    private readonly keys: readonly (string | number)[] = [],
    /** True if its presence is unknown, because the enclosing value is. */
    private readonly isOpen: boolean = false,
  ) {}

  /** Location in the template, relative to the resource: `Properties.RotationRules.Duration`. */
  public get location(): string {
    const base = typeof this.base === 'string' ? this.base : this.base.location;
    return this.keys.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`), base);
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

  /** Why the value as a whole is unknown at synth time, if it is. */
  public get unknown(): string | undefined {
    return this.value instanceof Unknown ? this.value.reason : undefined;
  }

  /** This property and those around it, innermost first. */
  public *outward(): Generator<Property> {
    yield this;
    if (typeof this.base === 'string') return;
    for (let depth = this.keys.length - 1; depth > 0; depth -= 1) yield this.base.at(...this.keys.slice(0, depth));
    yield* this.base.outward();
  }

  /** The property inside of this one. Below an unknown value all is unknown; below an absent one all is absent. */
  public at(...keys: (string | number)[]): Property {
    if (keys.length === 0) return this;
    let { value, home } = this;
    let isOpen = false;
    for (const key of keys) {
      const inner = entryOf(value, key);
      isOpen = inner instanceof Unknown;
      if (typeof inner === 'object' && inner !== null && intrinsicOf(inner)) ({ value, stack: home } = this.workload.resolver.resolve(inner, home));
      else value = inner as Value;
    }
    return new Property(this.workload, this.resource, this.template, value, home, this, keys, isOpen);
  }

  /** The entries of a list, without absent ones; an absent list is empty. */
  public items(): Property[] {
    if (!this.exists) return [];
    this.rejectUnknown();
    if (!Array.isArray(this.value)) throw this.undetermined(`a list is expected, found ${this.kind()}`);
    return this.value.map((_, index) => this.at(index)).filter((item) => item.exists);
  }

  /** As {@link items}, for properties that accept one value or a list of values. */
  public itemsOrOne(): Property[] {
    return this.isList() || !this.exists ? this.items() : [this];
  }

  /** The entries of a map; an absent map is empty. */
  public entries(): [string, Property][] {
    if (!this.exists) return [];
    this.rejectUnknown();
    if (!isMap(this.value)) throw this.undetermined(`an object is expected, found ${this.kind()}`);
    if (isOpenMap(this.value)) throw this.undetermined(OPEN_MAP);
    return Object.keys(this.value)
      .map((key): [string, Property] => [key, this.at(key)])
      .filter(([, inner]) => inner.exists);
  }

  /** The map as written, with unresolved entries; undefined for any other value. */
  public writtenMap(): JsonObject | undefined {
    return isMap(this.value) ? this.value : undefined;
  }

  /** True for an object, false for any other known value. */
  public isObject(): boolean {
    this.rejectUnknown();
    return isMap(this.value);
  }

  /** True for a list, false for any other known value. */
  public isList(): boolean {
    this.rejectUnknown();
    return Array.isArray(this.value);
  }

  /**
   * The object of a property of CloudFormation type Json, which accepts an object or its JSON text. Returns itself if absent.
   *
   * @throws Undetermined if it is neither, or unknown
   */
  public document(): Property {
    if (!this.exists || this.isObject()) return this;
    const parsed = this.parsed();
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw this.undetermined('an object or the JSON text of one is expected');
    return Property.of(this.workload, this.resource, parsed, this.home, this.location, this.template);
  }

  /** The text, with references and pseudo parameters in the notation of CloudFormation's `Fn::Sub`: `${AWS::Region}`. Undefined if absent. */
  public string(): string | undefined {
    if (!this.exists) return undefined;
    const text = this.text();
    const unknown = partsOf(text).find((part): part is Unknown => part instanceof Unknown);
    if (unknown) throw this.undetermined(unknown.reason);
    return display(text);
  }

  /** The text if it is literal in the template; undefined if it is absent or has other parts. Never throws. */
  public literal(): string | undefined {
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    return typeof this.value === 'string' ? this.value : undefined;
  }

  /** The number; CloudFormation also accepts numbers as texts. Undefined if absent. */
  public number(): number | undefined {
    if (!this.exists) return undefined;
    if (typeof this.value === 'number') return this.value;
    const text = this.string()!;
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) throw this.undetermined(`a number is expected, found ${JSON.stringify(text)}`);
    return number;
  }

  /** The boolean; CloudFormation also accepts booleans as texts. Undefined if absent. */
  public boolean(): boolean | undefined {
    if (!this.exists) return undefined;
    if (typeof this.value === 'boolean') return this.value;
    const text = this.string()!.toLowerCase();
    if (text === 'true' || text === 'false') return text === 'true';
    throw this.undetermined(`true or false is expected, found ${JSON.stringify(text)}`);
  }

  /** The value as plain JSON, with references as in {@link string}. Undefined if absent. */
  public json(): any {
    const value = this.workload.resolver.deep(this.value, this.home);
    if (value instanceof Unknown) throw this.undetermined(value.reason);
    return value;
  }

  /** The resource that the value refers to as a whole: `Ref`, `Fn::GetAtt`, or an import of one. Throws if unknown. */
  public reference(): Reference | undefined {
    this.rejectUnknown();
    return this.value instanceof Reference ? this.value : undefined;
  }

  /** Whether a part of the text is known only at deployment, apart from references and pseudo parameters. */
  public hasUnknownPart(): boolean {
    return isTextual(this.value) && partsOf(this.value).some((part) => part instanceof Unknown);
  }

  /** Every resource that the text mentions. */
  public references(): Reference[] {
    if (!isTextual(this.value)) return [];
    return partsOf(this.value).filter((part): part is Reference => part instanceof Reference);
  }

  /** The possible values, if the value as a whole is unknown but the template lists them. Empty if it is known, or unlimited. */
  public alternatives(): Property[] {
    const values = this.value instanceof Unknown ? this.value.oneOf : [];
    return values.map((value) => Property.of(this.workload, this.resource, value, this.home, this.location, this.template));
  }

  /** The template parameter that the value, or a part of it, depends on. */
  public openParameter(): Parameter | undefined {
    return this.openParameters()[0];
  }

  /** All template parameters that a part of the value depends on. */
  public openParameters(): Parameter[] {
    if (!isTextual(this.value)) return [];
    return partsOf(this.value).flatMap((part) => (part instanceof Unknown && part.parameter ? [part.parameter] : []));
  }

  /**
   * As {@link string}, but parts that are known only at deployment are written as `${ParameterName}` or `${?}` instead of an error. Undefined if
   * absent or not a text.
   */
  public written(): string | undefined {
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    if (!isTextual(this.value)) return undefined;
    return partsOf(this.value)
      .map((part) => (part instanceof Unknown && part.parameter ? `\${${part.parameter.name}}` : display(part)))
      .join('');
  }

  /** The literal parts of the text, with a blank for each reference and each part that is known only at deployment. */
  public ownText(): string {
    if (!isTextual(this.value)) return this.literal() ?? '';
    return partsOf(this.value)
      .map((part) => (typeof part === 'string' ? part : ' '))
      .join('');
  }

  /** The error to throw if a rule can't conclude from this value. */
  public undetermined(reason: string): Undetermined {
    return new Undetermined(reason, this.resource, this.location, this);
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

/** The raw value under a key. Below an unknown value all is unknown; below an absent one all is absent. */
function entryOf(value: Value, key: string | number): unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof Reference || value instanceof Pseudo) return new Unknown(`${display(value)} is known only at deployment`);
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (!isMap(value)) return undefined;
  if (isRewritten(value)) return new Unknown(REWRITTEN_MAP);
  return own(value, String(key)) ?? (isOpenMap(value) ? new Unknown(OPEN_MAP) : undefined);
}

function isMap(value: Value): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTextual(value);
}
