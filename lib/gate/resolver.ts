import type { Resource } from './resource';
import { Option, Scenarios } from './scenarios';
import { Parameter, StackTemplate } from './template';
import { display, isTextual, partsOf, Pseudo, Reference, Text, textOf, Unknown, Value } from './values';

/** A value together with the template that its inner parts are written in. */
export interface Resolved {
  readonly value: Value;
  readonly stack: StackTemplate;
}

/** What the resolver needs to know of the workload around a template. */
export interface Surroundings {
  readonly scenarios: Scenarios;
  resource(stack: StackTemplate, logicalId: string): Resource | undefined;
  /** The nested stack behind an `AWS::CloudFormation::Stack`. */
  nested(stack: StackTemplate, logicalId: string): StackTemplate | undefined;
  /** The output exported under a name, as seen from a stack. */
  exported(from: StackTemplate, name: string): Located | Unknown;
  /** The output of a stack found by name. */
  output(from: StackTemplate, stackName: string, region: string | undefined, name: string): Located | Unknown;
  /** The value that the CDK's cross-region exporter publishes under a parameter name. */
  crossRegionExport(name: string): Located | undefined;
}

/** A raw value and the template it is written in. */
export interface Located {
  readonly raw: unknown;
  readonly stack: StackTemplate;
}

/** At most this many values of a parameter or mapping are tried one by one. */
const MAX_OPTIONS = 8;

const MAX_DEPTH = 50;

const REGION_OR_ACCOUNT: { readonly [name: string]: (stack: StackTemplate) => string | undefined } = {
  'AWS::Region': (stack) => stack.region,
  'AWS::AccountId': (stack) => stack.account,
  'AWS::StackName': (stack) => stack.stackName,
};

/** Resolves CloudFormation intrinsics, one level at a time, in the current scenario. */
export class Resolver {
  private depth = 0;

  constructor(private readonly around: Surroundings) {}

  /** Resolves a raw value until it is plain at its top level. */
  public resolve(raw: unknown, stack: StackTemplate): Resolved {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { value: raw as Value, stack };
    if (raw instanceof Unknown || raw instanceof Pseudo || raw instanceof Reference || raw instanceof Text) return { value: raw, stack };
    const keys = Object.keys(raw);
    if (keys.length !== 1) return { value: raw as Value, stack };
    const [key] = keys;
    if (key !== 'Ref' && !key.startsWith('Fn::')) return { value: raw as Value, stack };
    if (this.depth > MAX_DEPTH) return { value: new Unknown('a chain of references that never ends'), stack };
    this.depth += 1;
    try {
      return this.intrinsic(key, (raw as { [key: string]: unknown })[key], stack);
    } finally {
      this.depth -= 1;
    }
  }

  /** Whether a condition of the template holds in the current scenario. */
  public condition(name: string, stack: StackTemplate): boolean {
    const raw = stack.body.Conditions?.[name];
    if (raw === undefined) return this.decide(`${stack.file}:${name}`, name);
    return this.truth(raw, stack, name);
  }

  private intrinsic(key: string, arg: unknown, stack: StackTemplate): Resolved {
    const here = (value: Value): Resolved => ({ value, stack });
    switch (key) {
      case 'Ref':
        return typeof arg === 'string' ? this.ref(arg, stack) : here(new Unknown('Ref without a name'));
      case 'Fn::GetAtt':
        return this.getAtt(arg, stack);
      case 'Fn::Sub':
        return here(this.sub(arg, stack));
      case 'Fn::Join':
        return here(this.join(arg, stack));
      case 'Fn::Select':
        return this.select(arg, stack);
      case 'Fn::Split':
        return here(this.split(arg, stack));
      case 'Fn::If':
        if (!Array.isArray(arg) || arg.length !== 3 || typeof arg[0] !== 'string') return here(new Unknown('Fn::If without three arguments'));
        return this.resolve(this.condition(arg[0], stack) ? arg[1] : arg[2], stack);
      case 'Fn::FindInMap':
        return this.findInMap(arg, stack);
      case 'Fn::ImportValue': {
        const name = this.string(arg, stack);
        if (name instanceof Unknown) return here(name);
        return this.follow(this.around.exported(stack, name), stack);
      }
      case 'Fn::GetStackOutput': {
        const { StackName, Region, OutputName } = (arg ?? {}) as { [key: string]: unknown };
        const name = this.string(StackName, stack);
        const output = this.string(OutputName, stack);
        const region = Region === undefined ? stack.region : this.string(Region, stack);
        for (const part of [name, output, region]) if (part instanceof Unknown) return here(part);
        return this.follow(this.around.output(stack, name as string, region as string | undefined, output as string), stack);
      }
      case 'Fn::Base64': {
        const { value } = this.resolve(arg, stack);
        return here(typeof value === 'string' ? Buffer.from(value).toString('base64') : new Unknown('Fn::Base64 of a value known at deployment'));
      }
      case 'Fn::ToJsonString': {
        const json = this.deep(arg, stack);
        return here(json instanceof Unknown ? json : JSON.stringify(json));
      }
      case 'Fn::Length': {
        const { value } = this.resolve(arg, stack);
        return here(Array.isArray(value) ? value.length : new Unknown('Fn::Length of a list known at deployment'));
      }
      default:
        return here(new Unknown(`${key} is evaluated at deployment`));
    }
  }

  private follow(target: Located | Unknown, from: StackTemplate): Resolved {
    return target instanceof Unknown ? { value: target, stack: from } : this.resolve(target.raw, target.stack);
  }

  private ref(name: string, stack: StackTemplate): Resolved {
    if (name === 'AWS::NoValue') return { value: undefined, stack };
    if (name.startsWith('AWS::')) return { value: REGION_OR_ACCOUNT[name]?.(stack) ?? new Pseudo(name), stack };
    const resource = this.around.resource(stack, name);
    if (resource) return { value: new Reference(resource, 'Ref'), stack };
    const parameter = stack.parameter(name);
    return parameter ? this.parameter(parameter, stack) : { value: new Unknown(`${name} is not defined in the template`), stack };
  }

  private parameter(parameter: Parameter, stack: StackTemplate): Resolved {
    const { name } = parameter;
    if (stack.parent) {
      const given = stack.parent.stack.body.Resources?.[stack.parent.logicalId]?.Properties?.Parameters as
        | { readonly [key: string]: unknown }
        | undefined;
      if (given && Object.prototype.hasOwnProperty.call(given, name)) return this.resolve(given[name], stack.parent.stack);
    }
    const unknown = new Unknown(`the value of parameter ${name} is given at deployment`, parameter);
    if (parameter.noEcho) return { value: unknown, stack };
    if (parameter.type.startsWith('AWS::SSM::')) {
      return { value: new Unknown(`the value of parameter ${name} is read from Systems Manager at deployment`, parameter), stack };
    }
    const value = this.around.scenarios.choose<unknown>(`parameter:${stack.file}:${name}`, () => {
      const known = parameter.allowedValues ?? (parameter.default === undefined ? [] : [parameter.default]);
      if (known.length > MAX_OPTIONS) return [{ value: unknown, assumption: `parameter ${name} has any value` }];
      // A default may be a password, and assumptions end up in messages.
      const assumed = (v: unknown) => (parameter.allowedValues ? `is ${JSON.stringify(v)}` : 'has its default value');
      const options: Option<unknown>[] = known.map((v) => ({ value: v, assumption: `parameter ${name} ${assumed(v)}` }));
      // A nested stack's own default is what it gets where the parent gives nothing.
      if (parameter.allowedValues || (stack.parent && options.length > 0)) return options;
      return [...options, { value: unknown, assumption: `parameter ${name} has ${options.length > 0 ? 'another' : 'any'} value` }];
    });
    if (/^(CommaDelimitedList|List<.*>)$/.test(parameter.type) && typeof value === 'string') {
      return { value: value.split(',').map((item) => item.trim()), stack };
    }
    return { value: value as Value, stack };
  }

  private getAtt(arg: unknown, stack: StackTemplate): Resolved {
    const [logicalId, attribute] = typeof arg === 'string' ? splitOnce(arg, '.') : Array.isArray(arg) ? arg : [];
    const name = this.string(attribute, stack);
    if (typeof logicalId !== 'string' || name instanceof Unknown) return { value: new Unknown('Fn::GetAtt without a known attribute'), stack };
    const resource = this.around.resource(stack, logicalId);
    if (!resource) return { value: new Unknown(`${logicalId} is not defined in the template`), stack };
    if (name.startsWith('Outputs.')) {
      const nested = this.around.nested(stack, logicalId);
      const output = nested?.body.Outputs?.[name.slice('Outputs.'.length)];
      if (nested && output) return this.resolve(output.Value, nested);
      return { value: new Unknown(`output ${name} of ${logicalId} is known at deployment`), stack };
    }
    if (resource.type === 'Custom::CrossRegionExportReader') {
      const written = this.around.crossRegionExport(name);
      if (written) return this.resolve(written.raw, written.stack);
    }
    return { value: new Reference(resource, name), stack };
  }

  private sub(arg: unknown, stack: StackTemplate): Value {
    const [template, variables] = Array.isArray(arg) ? (arg as [unknown, { [key: string]: unknown }?]) : [arg, undefined];
    if (typeof template !== 'string') return new Unknown('Fn::Sub without a string');
    const parts = template.split(/\$\{([^}]*)\}/).map((piece, index) => {
      if (index % 2 === 0) return piece;
      if (piece.startsWith('!')) return `\${${piece.slice(1)}}`;
      const name = piece.trim();
      if (variables && Object.prototype.hasOwnProperty.call(variables, name)) return this.textual(variables[name], stack);
      return this.textual(name.includes('.') ? { 'Fn::GetAtt': splitOnce(name, '.') } : { Ref: name }, stack);
    });
    return textOf(parts);
  }

  private join(arg: unknown, stack: StackTemplate): Value {
    if (!Array.isArray(arg) || typeof arg[0] !== 'string') return new Unknown('Fn::Join without a separator');
    const separator = arg[0];
    const list = this.resolve(arg[1], stack);
    if (list.value instanceof Unknown || list.value instanceof Reference) return list.value;
    if (!Array.isArray(list.value)) return new Unknown('Fn::Join of a list known at deployment');
    const parts = list.value
      .map((item) => this.resolve(item, list.stack))
      .filter(({ value }) => value !== undefined)
      .map(({ value, stack: home }) => this.textual(value, home));
    return textOf(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
  }

  private select(arg: unknown, stack: StackTemplate): Resolved {
    const list = Array.isArray(arg) ? this.resolve(arg[1], stack) : { value: undefined, stack };
    const index = Array.isArray(arg) ? Number(this.resolve(arg[0], stack).value) : NaN;
    if (list.value instanceof Reference) return list;
    if (!Array.isArray(list.value) || !Number.isInteger(index)) {
      return { value: list.value instanceof Unknown ? list.value : new Unknown('Fn::Select from a list known at deployment'), stack };
    }
    return this.resolve(list.value[index], list.stack);
  }

  /** Splits a text; a text that is known only as a reference stays one, marked as partial. */
  private split(arg: unknown, stack: StackTemplate): Value {
    if (!Array.isArray(arg) || typeof arg[0] !== 'string') return new Unknown('Fn::Split without a separator');
    const separator = arg[0];
    const text = this.textual(arg[1], stack);
    const parts = partsOf(text);
    const unknown = parts.find((part) => part instanceof Unknown);
    if (unknown) return unknown;
    const reference = parts.find((part) => part instanceof Reference);
    if (reference instanceof Reference) return new Reference(reference.resource, reference.attribute, true);
    const pieces: (string | Pseudo)[][] = [[]];
    for (const part of parts as (string | Pseudo)[]) {
      const [first, ...rest] = typeof part === 'string' ? part.split(separator) : [part];
      pieces[pieces.length - 1].push(first);
      for (const piece of rest) pieces.push([piece]);
    }
    return pieces.map((piece) => textOf(piece));
  }

  private findInMap(arg: unknown, stack: StackTemplate): Resolved {
    const unknown = { value: new Unknown('Fn::FindInMap with a key known at deployment'), stack };
    if (!Array.isArray(arg)) return unknown;
    const map = this.string(arg[0], stack);
    const table = map instanceof Unknown ? undefined : stack.body.Mappings?.[map];
    const second = this.string(arg[2], stack);
    if (!table || second instanceof Unknown) return unknown;
    const first = this.string(arg[1], stack);
    if (typeof first === 'string' && table[first]) return this.resolve(table[first][second], stack);
    const values = new Map(Object.entries(table).map(([key, row]) => [JSON.stringify(row?.[second]), { key, value: row?.[second] }]));
    if (values.size === 0) return unknown;
    if (values.size > MAX_OPTIONS) {
      const oneOf = [...values.values()].map((entry) => entry.value);
      return { value: new Unknown('Fn::FindInMap with a key known at deployment', undefined, oneOf), stack };
    }
    const value = this.around.scenarios.choose(`map:${stack.file}:${JSON.stringify(arg)}`, () =>
      [...values.values()].map((entry) => ({ value: entry.value, assumption: `${map as string} is read for ${entry.key}` })),
    );
    return this.resolve(value, stack);
  }

  private truth(raw: unknown, stack: StackTemplate, name: string): boolean {
    const [key, arg] = typeof raw === 'object' && raw !== null ? (Object.entries(raw)[0] ?? []) : [];
    const operands = Array.isArray(arg) ? arg : [];
    switch (key) {
      case 'Condition':
        return this.condition(String(arg), stack);
      case 'Fn::Not':
        return !this.truth(operands[0], stack, `${name} negated`);
      case 'Fn::And':
        return operands.every((operand) => this.truth(operand, stack, name));
      case 'Fn::Or':
        return operands.some((operand) => this.truth(operand, stack, name));
      case 'Fn::Equals': {
        const [a, b] = operands.map((operand) => this.resolve(operand, stack).value);
        if (isLiteral(a) && isLiteral(b)) return String(a) === String(b);
      }
    }
    return this.decide(`${stack.file}:${JSON.stringify(raw)}`, name);
  }

  private decide(key: string, name: string): boolean {
    return this.around.scenarios.choose(`condition:${key}`, () =>
      [true, false].map((value) => ({ value, assumption: `condition ${name} is ${value}` })),
    );
  }

  /** Resolves to something textual; numbers and booleans as CloudFormation writes them. */
  private textual(raw: unknown, stack: StackTemplate): string | Text | Pseudo | Reference | Unknown {
    const { value } = this.resolve(raw, stack);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return isTextual(value) ? value : new Unknown('a text is expected');
  }

  /** Resolves to a string in which references and pseudo parameters are written as `${...}`. */
  private string(raw: unknown, stack: StackTemplate): string | Unknown {
    const text = this.textual(raw, stack);
    return partsOf(text).find((part): part is Unknown => part instanceof Unknown) ?? display(text);
  }

  /** Resolves all the way down to JSON, or says why not. */
  public deep(raw: unknown, stack: StackTemplate): unknown {
    const resolved = this.resolve(raw, stack);
    const { value } = resolved;
    if (value instanceof Unknown) return value;
    if (value instanceof Text || value instanceof Pseudo || value instanceof Reference) {
      const unknown = partsOf(value).find((part) => part instanceof Unknown);
      return unknown ?? display(value);
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => this.deep(item, resolved.stack)).filter((item) => item !== undefined);
      return items.find((item) => item instanceof Unknown) ?? items;
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value)
        .map(([key, inner]) => [key, this.deep(inner, resolved.stack)] as const)
        .filter(([, inner]) => inner !== undefined);
      return entries.find(([, inner]) => inner instanceof Unknown)?.[1] ?? Object.fromEntries(entries);
    }
    return value;
  }
}

function isLiteral(value: Value): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
