import { pythonLiteral } from './python-literal';
import { PythonProgram, Reference, Step } from './python-program';
import { PythonWriter } from './python-writer';

/** Maximum number of schema levels in one function: Python supports 100 levels of indentation, and 20 of loops. */
const MAX_LEVELS = 12;

/** Types with a Python expression for the test. */
const TYPES: { readonly [type: string]: (value: string) => string } = {
  string: (value) => `type(${value}) is str`,
  array: (value) => `type(${value}) is list`,
  object: (value) => `type(${value}) is dict`,
  boolean: (value) => `type(${value}) is bool`,
  null: (value) => `${value} is None`,
  number: (value) => `(type(${value}) is int or type(${value}) is float)`,
  integer: (value) => `(type(${value}) is int or type(${value}) is float and ${value}.is_integer())`,
};

/**
 * Returns the source of Python functions that validate a value against a schema. `{prefix}0` is for the whole value. Each function returns None for a
 * valid value, otherwise the JSON pointer and the keyword of the error. They use names of
 * lambda/event-validator/python/sec3_event_validator/assertions.py.
 */
export function pythonSource({ schemas }: PythonProgram, prefix: string): string {
  return new Functions(schemas, prefix).source();
}

/** A value in Python, and its location. */
interface Place {
  readonly value: string;
  /** An expression for the pointer. Undefined for the value of the function itself. */
  readonly path?: string;
  readonly level: number;
  /** The names of properties that are known to be present when properties are validated. */
  readonly required?: Set<string>;
}

class Functions {
  private readonly constants = new Map<string, string>();
  private readonly uses: number[];
  /** The schemas that each schema refers to. */
  private readonly references: readonly (readonly number[])[];
  /** Schemas that need their own function, in order of discovery. */
  private readonly called = new Set<number>([0]);
  private writer = new PythonWriter();

  constructor(
    private readonly schemas: PythonProgram['schemas'],
    private readonly prefix: string,
  ) {
    this.uses = schemas.map(() => 0);
    this.references = schemas.map((schema) => [...JSON.stringify(schema).matchAll(/\{"schema":(\d+)\}/g)].map(([, inner]) => Number(inner)));
    for (const inner of this.references.flat()) this.uses[inner] += 1;
  }

  public source(): string {
    const functions: string[] = [];
    for (const index of this.called) {
      this.writer = new PythonWriter();
      this.schema(index, { value: 'value', level: 0 });
      const name = `${this.prefix}${index}`;
      functions.push(`def ${name}(value):\n${this.writer.body('return None')}`);
      if (this.isRecursive(index)) functions.push(`${name} = once(${name})`);
    }
    return [...[...this.constants].map(([expression, name]) => `${name} = ${expression}`), ...functions].join('\n') + '\n';
  }

  /** Checks whether a schema is recursive. */
  private isRecursive(index: number): boolean {
    const reached = new Set<number>();
    const pending = [index];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const inner of this.references[next]) {
        if (inner === index) return true;
        if (!reached.has(inner)) pending.push(inner);
        reached.add(inner);
      }
    }
    return false;
  }

  private constant(expression: string): string {
    const known = this.constants.get(expression) ?? `${this.prefix}c${this.constants.size}`;
    this.constants.set(expression, known);
    return known;
  }

  private search(pattern: string): string {
    return this.constant(`compile_pattern(${JSON.stringify(pattern)})`);
  }

  /** Generates the validation of a value. Generates nothing if all values match. */
  private reference(reference: Reference, place: Place): void {
    if (reference === true) return;
    if (reference === false) return this.fail(place, 'false schema');
    const { schema } = reference;
    if (this.uses[schema] === 1 && schema !== 0 && place.level < MAX_LEVELS) return this.schema(schema, { ...place, level: place.level + 1 });
    const failure = this.writer.name('failure');
    this.writer.line(`${failure} = ${this.callable(reference)}(${place.value})`);
    this.writer.block(`if ${failure} is not None`, () => this.failBelow(place, failure));
  }

  /** Returns a function that returns the error of its argument. */
  private callable(reference: Reference): string {
    if (typeof reference === 'boolean') return reference ? 'always' : 'never';
    this.called.add(reference.schema);
    return `${this.prefix}${reference.schema}`;
  }

  private callables(references: readonly Reference[]): string {
    return `(${references.map((each) => `${this.callable(each)}, `).join('')})`;
  }

  private schema(index: number, place: Place): void {
    for (const { type, steps, else: rejectsOthers } of this.schemas[index]) {
      const required = new Set<string>();
      const write = () => steps.forEach((step) => this.step(step, { ...place, required }));
      if (type === undefined) {
        write();
      } else if (rejectsOthers) {
        this.unless(TYPES[type](place.value), place, 'type');
        write();
      } else {
        this.writer.block(`if ${TYPES[type](place.value)}`, write);
      }
    }
  }

  private fail({ path }: Place, keyword: string): void {
    this.writer.line(`return (${path ?? '""'}, ${JSON.stringify(keyword)})`);
  }

  private failBelow({ path }: Place, failure: string): void {
    this.writer.line(path === undefined ? `return ${failure}` : `return (${path} + ${failure}[0], ${failure}[1])`);
  }

  private when(condition: string, place: Place, keyword: string): void {
    this.writer.block(`if ${condition}`, () => this.fail(place, keyword));
  }

  private unless(condition: string, place: Place, keyword: string): void {
    this.when(`not ${condition}`, place, keyword);
  }

  /** Returns the part of a value at a constant key, or at a key in a variable. */
  private part(place: Place, value: string, key: { readonly known: string | number } | { readonly variable: string }): Place {
    const step = 'known' in key ? stepText(key.known) : `step(${key.variable})`;
    return { value, path: joined(place.path, step), level: place.level };
  }

  private step([name, keyword, ...settings]: Step, place: Place): void {
    const { value } = place;
    const [first, second, third] = settings as any[];
    const when = (condition: string) => this.when(condition, place, keyword);
    switch (name) {
      case 'type':
        return this.unless(`(${(first as string[]).map((type) => TYPES[type](value)).join(' or ')})`, place, keyword);
      case 'never':
        return this.fail(place, keyword);
      case 'maximum':
        return when(`not ${value} ${second ? '<' : '<='} ${first}`);
      case 'minimum':
        return when(`not ${value} ${second ? '>' : '>='} ${first}`);
      case 'exclusiveMaximum':
        return when(`not ${value} < ${first}`);
      case 'exclusiveMinimum':
        return when(`not ${value} > ${first}`);
      case 'multipleOf':
        return when(`not is_multiple(${value}, ${first})`);
      case 'maxLength':
      case 'maxItems':
      case 'maxProperties':
        return when(`len(${value}) > ${first}`);
      case 'minLength':
      case 'minItems':
      case 'minProperties':
        return when(`len(${value}) < ${first}`);
      case 'pattern':
        return when(`${this.search(first)}(${value}) is None`);
      case 'format':
        return when(`not ${this.constant(`FORMATS[${JSON.stringify(first)}]`)}(${value})`);
      case 'const':
        return this.oneOfValues([first], place, keyword);
      case 'enum':
        return this.oneOfValues(first, place, keyword);
      case 'uniqueItems':
        return when(`len(${value}) > 1 and not are_unique(${value})`);
      case '$ref':
        return this.reference(first, place);
      case 'not':
        return when(`${this.callable(first)}(${value}) is None`);
      case 'anyOf':
      case 'oneOf':
        return this.alternatives(keyword === 'anyOf' ? 'any_of' : 'one_of', first, place);
      case 'allOf':
        return (first as Reference[]).forEach((each) => this.reference(each, place));
      case 'if':
        return this.condition(first, second, third, place);
      case 'itemsByPlace':
        return (first as Reference[]).forEach((each, index) => this.item(each, index, place));
      case 'furtherItems':
        return this.furtherItems(first, second, place);
      case 'contains':
        return this.unless(`contains(${value}, ${this.callable(first)}, ${second}, ${third ?? 'None'})`, place, keyword);
      case 'required':
        return this.required(first, place, keyword);
      case 'dependentRequired':
        return (first as [string, string[]][]).forEach(([property, needed]) =>
          this.writer.block(`if ${text(property)} in ${value}`, () => needed.forEach((each) => this.missing(each, place, keyword))));
      case 'dependentSchemas':
        return (first as [string, Reference][]).forEach(([property, schema]) => this.writer.block(`if ${text(property)} in ${value}`, () => this.reference(schema, place)));
      case 'propertyNames':
        return this.names(first, place);
      case 'properties':
        return (first as [string, Reference][]).forEach(([property, schema]) => this.property(property, schema, place));
      case 'patternProperties':
        return (first as [string, Reference][]).forEach(([pattern, schema]) => this.others(`${this.search(pattern)}(NAME) is not None`, schema, place));
      case 'additionalProperties':
        return this.additionalProperties(keyword, first, second, third, place);
      default:
        throw new Error(`the step ${name} is not known`);
    }
  }

  private oneOfValues(values: readonly unknown[], place: Place, keyword: string): void {
    const { value } = place;
    if (values.every((each) => typeof each === 'string')) {
      this.unless(`(type(${value}) is str and ${value} in ${this.constant(`frozenset((${values.map((each) => `${text(each)}, `).join('')}))`)})`, place, keyword);
    } else {
      this.unless(`is_among(${value}, ${this.constant(pythonLiteral(values))})`, place, keyword);
    }
  }

  private alternatives(helper: string, references: readonly Reference[], place: Place): void {
    const failure = this.writer.name('failure');
    this.writer.line(`${failure} = ${helper}(${place.value}, ${this.callables(references)})`);
    this.writer.block(`if ${failure} is not None`, () => this.failBelow(place, failure));
  }

  private condition(condition: Reference, then: Reference, otherwise: Reference, place: Place): void {
    const held = this.writer.name('held');
    this.writer.line(`${held} = ${this.callable(condition)}(${place.value}) is None`);
    this.writer.block(`if ${held}`, () => this.reference(then, place));
    this.writer.block(`if not ${held}`, () => this.reference(otherwise, place));
  }

  private item(schema: Reference, index: number, place: Place): void {
    const item = this.writer.name('item');
    this.writer.block(`if len(${place.value}) > ${index}`, () => {
      this.writer.line(`${item} = ${place.value}[${index}]`);
      this.reference(schema, this.part(place, item, { known: index }));
    });
  }

  private furtherItems(start: number, schema: Reference, place: Place): void {
    if (schema === true) return;
    const [index, item] = [this.writer.name('index'), this.writer.name('item')];
    const items = start === 0 ? `enumerate(${place.value})` : `enumerate(${place.value}[${start}:], ${start})`;
    this.writer.block(`for ${index}, ${item} in ${items}`, () => this.reference(schema, this.part(place, item, { variable: index })));
  }

  private missing(property: string, place: Place, keyword: string): void {
    this.when(`${text(property)} not in ${place.value}`, this.part(place, '', { known: property }), keyword);
  }

  private required(names: readonly string[], place: Place, keyword: string): void {
    for (const name of names) {
      this.missing(name, place, keyword);
      place.required?.add(name);
    }
  }

  private names(schema: Reference, place: Place): void {
    if (schema === true) return;
    const name = this.writer.name('name');
    this.writer.block(`for ${name} in ${place.value}`, () => this.reference(schema, { ...place, value: name }));
  }

  private property(property: string, schema: Reference, place: Place): void {
    if (schema === true) return;
    const value = this.writer.name('value');
    const write = () => this.reference(schema, this.part(place, value, { known: property }));
    if (place.required?.has(property)) {
      this.writer.line(`${value} = ${place.value}[${text(property)}]`);
      return write();
    }
    this.writer.line(`${value} = ${place.value}.get(${text(property)}, MISSING)`);
    this.writer.block(`if ${value} is not MISSING`, write);
  }

  /** Generates the validation of properties whose names meet a condition. */
  private others(condition: string, schema: Reference, place: Place): void {
    if (schema === true) return;
    const [name, value] = [this.writer.name('name'), this.writer.name('value')];
    this.writer.block(`for ${name}, ${value} in ${place.value}.items()`, () =>
      this.writer.block(`if ${condition.replaceAll('NAME', name)}`, () => this.reference(schema, this.part(place, value, { variable: name }))));
  }

  private additionalProperties(keyword: string, names: readonly string[], patterns: readonly string[], schema: Reference, place: Place): void {
    if (schema === true) return;
    const known = this.constant(`frozenset((${names.map((each) => `${text(each)}, `).join('')}))`);
    const condition = [`NAME not in ${known}`, ...patterns.map((pattern) => `${this.search(pattern)}(NAME) is None`)].join(' and ');
    if (schema !== false) return this.others(condition, schema, place);
    if (patterns.length === 0) return this.unless(`${known}.issuperset(${place.value})`, place, keyword);
    const name = this.writer.name('name');
    this.writer.block(`for ${name} in ${place.value}`, () => this.when(condition.replaceAll('NAME', name), place, keyword));
  }
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function stepText(key: string | number): string {
  return text(`/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`);
}

/** Joins two text expressions. */
function joined(before: string | undefined, after: string): string {
  if (before === undefined) return after;
  return before.endsWith('"') && after.startsWith('"') ? `${before.slice(0, -1)}${after.slice(1)}` : `${before} + ${after}`;
}
