import { Conditions } from './conditions';
import type { Located, Resolved, EvaluationContext } from './evaluation-context';
import { getAttArguments, intrinsicOf, isOpenMap, OPEN_MAP, own, subPieces } from './intrinsics';
import { listOf, split } from './lists';
import { Memory, type Decision } from './memory';
import { Option, Scenarios, Taken } from './scenarios';
import { display, isLiteral, LIST_TYPE, isTextual, partsOf, Pseudo, Reference, Text, TextPart, textOf, Unknown, Value } from './values';
import type { Parameter, StackTemplate } from '../templates/template';
import type { Resource } from '../workload/resource';

/** An entry of a mapping. */
interface Cell {
  readonly key: string;
  readonly row: unknown;
  readonly value: unknown;
}

/** Maximum number of values of a parameter or mapping that are tried individually. */
const MAX_OPTIONS = 8;

/** Maximum nesting of intrinsics, including everything that they refer to. */
const MAX_DEPTH = 100;

/** Maximum number of intrinsics evaluated for one value; only hostile templates exceed it. */
const MAX_STEPS = 20_000;

const TOO_MANY = 'a name that depends on too many conditions and parameters';

const ENDLESS = 'a chain of references that never ends';

const KNOWN_PSEUDO: { readonly [name: string]: (stack: StackTemplate) => string | undefined } = {
  'AWS::Region': (stack) => stack.region,
  'AWS::AccountId': (stack) => stack.account,
  'AWS::StackName': (stack) => stack.stackName,
};

/** Resolves CloudFormation intrinsics, one level at a time, in the current scenario. */
export class Resolver {
  /** Cached results of the resolver, and of rules. */
  public readonly memory = new Memory();
  private depth = 0;
  private steps = 0;
  private isAtTop = false;
  private readonly conditions: Conditions;
  /** The conditions evaluated so far. */
  private readonly decisions = new Map<StackTemplate, Map<string, Decision>>();

  constructor(private readonly around: EvaluationContext) {
    this.conditions = new Conditions({
      scenarios: around.scenarios,
      resolve: (raw, stack) => this.resolve(raw, stack),
      choose: (key, options) => this.choose(key, options),
      deeper: (evaluate, otherwise) => this.deeper(evaluate, otherwise),
    });
  }

  /** Resolves a raw value until it is plain at its top level. */
  public resolve(raw: unknown, stack: StackTemplate): Resolved {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { value: raw as Value, stack };
    const intrinsic = intrinsicOf(raw);
    if (!intrinsic) return { value: raw as Value, stack };
    const reference = this.reference(intrinsic, stack);
    if (reference) return { value: reference, stack };
    if (this.depth > 0) return this.reduce(intrinsic, stack);
    return this.memory.once(stack, raw, () => this.reduce(intrinsic, stack));
  }

  /** Checks whether a condition of the template holds in the current scenario. */
  public condition(name: string, stack: StackTemplate): boolean {
    let ofStack = this.decisions.get(stack);
    if (!ofStack) this.decisions.set(stack, (ofStack = new Map()));
    let decision = ofStack.get(name);
    if (!decision) ofStack.set(name, (decision = { key: Symbol(name), decide: () => this.fromTop(() => this.conditions.holds(name, stack)) }));
    return this.memory.decide(decision) as boolean;
  }

  /** Resolves a value completely to JSON, or returns the reason why it is unknown. */
  public deep(raw: unknown, stack: StackTemplate): unknown {
    return this.deeper(
      () => this.json(this.resolve(raw, stack)),
      () => new Unknown(ENDLESS),
    );
  }

  /** Returns the name of an export or an import, if it is the same in every scenario and from every stack. */
  public fixedName(raw: unknown, stack: StackTemplate): string | undefined {
    if (typeof raw === 'string') return raw;
    const [name, ...others] = this.inAnyScenario((resolver) => resolver.name(raw, stack), new Unknown(TOO_MANY));
    return name instanceof Unknown || others.length > 0 ? undefined : name;
  }

  /** Returns the possible targets of `Fn::ImportValue` or `Fn::GetStackOutput`, in all scenarios. */
  public targets(intrinsic: 'Fn::ImportValue' | 'Fn::GetStackOutput', argument: unknown, stack: StackTemplate): (Located | Unknown)[] {
    if (typeof argument === 'string') return [this.export(argument, stack)];
    return this.inAnyScenario<Located | Unknown>(
      (resolver) => (intrinsic === 'Fn::ImportValue' ? resolver.export(argument, stack) : resolver.stackOutput(argument, stack)),
      new Unknown(TOO_MANY),
    );
  }

  /** Returns the attributes that `Fn::GetAtt` may read, in all scenarios; undefined for one that is known only at deployment. */
  public attributes(raw: unknown, stack: StackTemplate): (string | undefined)[] {
    return this.inAnyScenario((resolver) => resolver.literal(raw, stack), undefined);
  }

  /** Returns the value that the parent of a nested stack passes to a parameter; undefined if it passes none. */
  public given(parameter: string, { parent }: StackTemplate): Located | Unknown | undefined {
    if (!parent) return undefined;
    const properties = own(parent.stack.body.Resources, parent.logicalId)?.Properties;
    const parameters = properties?.Parameters;
    if (typeof parameters === 'object' && parameters !== null && !intrinsicOf(parameters)) {
      const raw = own(parameters as { readonly [key: string]: unknown }, parameter);
      return raw === undefined ? undefined : { raw, stack: parent.stack };
    }
    if (parameters === undefined && !(properties && intrinsicOf(properties))) return undefined;
    return new Unknown(`the parameters of nested stack ${parent.logicalId} are known only at deployment`);
  }

  /** Returns the source of an attribute: an output of a nested stack, or a value from another Region. Undefined for any other attribute. */
  public behind(resource: Resource, attribute: string): Located | Unknown | undefined {
    if (resource.type === 'Custom::CrossRegionExportReader') return this.around.crossRegionExport(resource.stack, attribute);
    if (resource.type !== 'AWS::CloudFormation::Stack' || !attribute.startsWith('Outputs.')) return undefined;
    const nested = this.around.nested(resource.stack, resource.logicalId);
    const output = own(nested?.body.Outputs, attribute.slice('Outputs.'.length));
    if (nested && output) return { raw: output.Value, stack: nested };
    return new Unknown(`output ${attribute} of ${resource.logicalId} is known at deployment`);
  }

  /** Returns the output that `Fn::GetStackOutput` reads. */
  private stackOutput(argument: unknown, stack: StackTemplate): Located | Unknown {
    const { StackName, Region, OutputName, RoleArn } = (argument ?? {}) as { readonly [key: string]: unknown };
    const stackName = this.name(StackName, stack);
    if (stackName instanceof Unknown) return stackName;
    const outputName = this.name(OutputName, stack);
    if (outputName instanceof Unknown) return outputName;
    const region = this.name(Region ?? { Ref: 'AWS::Region' }, stack);
    if (region instanceof Unknown) return region;
    const known = region.startsWith('${') ? stack.region : region;
    return this.around.output(stack, { stackName, outputName, region: known, anyAccount: RoleArn !== undefined });
  }

  /** Returns the output that `Fn::ImportValue` reads. */
  private export(argument: unknown, stack: StackTemplate): Located | Unknown {
    const name = this.name(argument, stack);
    return name instanceof Unknown ? name : this.around.exported(stack, name);
  }

  /** Returns the results of an evaluation in each scenario, independent of the current one; and `more` if there are too many. */
  private inAnyScenario<T>(evaluate: (resolver: Resolver) => T, more: T): T[] {
    const scenarios = new Scenarios();
    const resolver = new Resolver({ ...this.around, scenarios });
    const { results, complete } = scenarios.explore(() => evaluate(resolver));
    return [...results.map(({ result }) => result), ...(complete ? [] : [more])];
  }

  /** Returns the target of most intrinsics: a resource that does not depend on the scenario or on another value. */
  private reference([name, argument]: readonly [string, unknown], stack: StackTemplate): Reference | undefined {
    if (name === 'Ref' && typeof argument === 'string') {
      const resource = this.around.resource(stack, argument);
      return resource && new Reference(resource, 'Ref');
    }
    if (name !== 'Fn::GetAtt') return undefined;
    const [logicalId, attribute] = getAttArguments(argument);
    if (typeof logicalId !== 'string' || typeof attribute !== 'string' || attribute === '') return undefined;
    const resource = this.around.resource(stack, logicalId);
    return resource && !this.behind(resource, attribute) ? new Reference(resource, attribute) : undefined;
  }

  private reduce([name, argument]: readonly [string, unknown], stack: StackTemplate): Resolved {
    return this.deeper(
      () => {
        this.steps += 1;
        return this.intrinsic(name, argument, stack);
      },
      () => ({ value: new Unknown(ENDLESS), stack }),
    );
  }

  /** Evaluates independently of the current evaluation, so that the result does not depend on the caller. Questions inside of it are part of it. */
  private fromTop<T>(evaluate: () => T): T {
    if (this.isAtTop) return evaluate();
    const { depth, steps } = this;
    this.depth = 0;
    this.isAtTop = true;
    try {
      return evaluate();
    } finally {
      Object.assign(this, { depth, steps, isAtTop: false });
    }
  }

  private deeper<T>(evaluate: () => T, otherwise: () => T): T {
    if (this.depth === 0) this.steps = 0;
    if (this.depth >= MAX_DEPTH || this.steps >= MAX_STEPS) return otherwise();
    this.depth += 1;
    try {
      return evaluate();
    } finally {
      this.depth -= 1;
    }
  }

  private intrinsic(name: string, argument: unknown, stack: StackTemplate): Resolved {
    const here = (value: Value): Resolved => ({ value, stack });
    const list: readonly unknown[] = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? this.ref(argument, stack) : here(new Unknown('Ref without a name'));
      case 'Fn::GetAtt':
        return this.getAtt(argument, stack);
      case 'Fn::Sub':
        return here(this.sub(argument, stack));
      case 'Fn::Join':
        return here(this.join(list, stack));
      case 'Fn::Select':
        return this.select(list, stack);
      case 'Fn::Split':
        if (list.length !== 2 || typeof list[0] !== 'string' || list[0] === '') return here(new Unknown('Fn::Split without a separator'));
        return here(split(list[0], this.textual(list[1], stack)));
      case 'Fn::If':
        if (list.length !== 3 || typeof list[0] !== 'string') return here(new Unknown('Fn::If without three arguments'));
        return this.resolve(this.condition(list[0], stack) ? list[1] : list[2], stack);
      case 'Fn::FindInMap':
        return this.findInMap(list, stack);
      case 'Fn::ImportValue':
        return this.follow(this.export(argument, stack), stack);
      case 'Fn::GetStackOutput':
        return this.follow(this.stackOutput(argument, stack), stack);
      case 'Fn::Base64': {
        const { value } = this.resolve(argument, stack);
        if (typeof value === 'string') return here(Buffer.from(value).toString('base64'));
        return here(new Unknown('Fn::Base64 of a value known at deployment', undefined, [], [], isTextual(value) ? value : undefined));
      }
      case 'Fn::ToJsonString': {
        const json = this.deep(argument, stack);
        return here(json instanceof Unknown ? json : (JSON.stringify(json) ?? new Unknown('Fn::ToJsonString of nothing')));
      }
      case 'Fn::Length': {
        const { value } = this.resolve(argument, stack);
        return here(Array.isArray(value) ? value.length : new Unknown('Fn::Length of a list known at deployment'));
      }
      default:
        return here(new Unknown(`${name} is evaluated at deployment`));
    }
  }

  private choose<T>(key: string, options: () => readonly Option<T>[]): T {
    let taken: Taken<T> | undefined;
    this.memory.decide({ key, decide: () => (taken = this.around.scenarios.choose(key, options)).way });
    return taken!.value;
  }

  private follow(target: Located | Unknown, from: StackTemplate): Resolved {
    return target instanceof Unknown ? { value: target, stack: from } : this.resolve(target.raw, target.stack);
  }

  private ref(name: string, stack: StackTemplate): Resolved {
    if (name === 'AWS::NoValue') return { value: undefined, stack };
    if (name.startsWith('AWS::')) return { value: own(KNOWN_PSEUDO, name)?.(stack) ?? new Pseudo(name), stack };
    const parameter = stack.parameter(name);
    return parameter ? this.parameter(parameter, stack) : { value: new Unknown(`${name} is not defined in the template`), stack };
  }

  private parameter(parameter: Parameter, stack: StackTemplate): Resolved {
    const { name, type } = parameter;
    if (type.startsWith('AWS::SSM::Parameter::Value<')) {
      return { value: new Unknown(`the value of parameter ${name} is read from Systems Manager at deployment`, parameter), stack };
    }
    const isList = LIST_TYPE.test(type);
    const given = this.given(name, stack);
    if (given) {
      const passed = this.follow(given, stack);
      if (passed.value !== undefined && passed.value !== null) return isList ? { ...passed, value: listOf(passed.value) } : passed;
    }
    const reason = `the value of parameter ${name} is given at deployment`;
    if (parameter.noEcho) return { value: new Unknown(reason, parameter), stack };
    const value = this.choose<Value>(`parameter:${stack.file}:${name}`, () => {
      const closed = parameter.allowedValues !== undefined && !isList;
      const candidates = closed ? parameter.allowedValues : [parameter.default, ...(stack.parent ? [] : this.conditions.comparedWith(name, stack))];
      const known = [...new Map(candidates!.filter(isLiteral).map((literal) => [String(literal), literal])).values()];
      if (known.length > MAX_OPTIONS) {
        return [{ value: new Unknown(reason, parameter, closed ? known : []), assumption: `parameter ${name} has any value` }];
      }
      // A default may be a password, and messages contain assumptions.
      const assumed = (literal: unknown) => (!closed && literal === parameter.default ? 'has its default value' : `is ${JSON.stringify(literal)}`);
      const options = known.map((literal): Option<Value> => ({ value: literal, assumption: `parameter ${name} ${assumed(literal)}` }));
      // A nested stack's own default applies if the parent passes nothing.
      if (options.length > 0 && (closed || stack.parent)) return options;
      const other = new Unknown(reason, parameter, [], known.map(String));
      return [...options, { value: other, assumption: `parameter ${name} has ${options.length > 0 ? 'another' : 'any'} value` }];
    });
    return { value: isList ? listOf(value) : value, stack };
  }

  private getAtt(argument: unknown, stack: StackTemplate): Resolved {
    const [logicalId, attribute] = getAttArguments(argument);
    const name = this.literal(attribute, stack);
    if (typeof logicalId !== 'string' || name === undefined || name === '') {
      return { value: new Unknown('Fn::GetAtt without a known attribute'), stack };
    }
    const resource = this.around.resource(stack, logicalId);
    if (!resource) return { value: new Unknown(`${logicalId} is not defined in the template`), stack };
    const target = this.behind(resource, name);
    return target ? this.follow(target, stack) : { value: new Reference(resource, name), stack };
  }

  private sub(argument: unknown, stack: StackTemplate): Value {
    const [template, variables] = Array.isArray(argument) ? (argument as [unknown, { [key: string]: unknown }?]) : [argument, undefined];
    if (typeof template !== 'string') return new Unknown('Fn::Sub without a string');
    return textOf(
      subPieces(template).map((piece) => (typeof piece === 'string' ? piece : this.textual(own(variables, piece.name) ?? piece.intrinsic, stack))),
    );
  }

  private join([separator, items]: readonly unknown[], stack: StackTemplate): Value {
    if (typeof separator !== 'string') return new Unknown('Fn::Join without a separator');
    const list = this.resolve(items, stack);
    if (list.value instanceof Unknown || list.value instanceof Reference) return list.value;
    if (!Array.isArray(list.value)) return new Unknown('Fn::Join of a list known at deployment');
    const parts: (TextPart | Text)[] = [];
    for (const item of list.value) {
      const { value, stack: home } = this.resolve(item, list.stack);
      if (value === undefined) continue;
      if (parts.length > 0) parts.push(separator);
      parts.push(this.textual(value, home));
    }
    return textOf(parts);
  }

  private select(argument: readonly unknown[], stack: StackTemplate): Resolved {
    const index = this.literal(argument[0], stack);
    const list = this.resolve(argument[1], stack);
    if (list.value instanceof Unknown) return list;
    if (list.value instanceof Reference) return { ...list, value: new Reference(list.value.resource, list.value.attribute, true) };
    if (!Array.isArray(list.value) || index === undefined || !/^\d+$/.test(index)) {
      return { value: new Unknown('Fn::Select from a list known at deployment'), stack };
    }
    if (Number(index) >= list.value.length) return { value: new Unknown(`Fn::Select of item ${index} from a list of ${list.value.length}`), stack };
    return this.resolve(list.value[Number(index)], list.stack);
  }

  private findInMap(argument: readonly unknown[], stack: StackTemplate): Resolved {
    const unknown = (reason: string, oneOf: readonly unknown[] = []) => ({ value: new Unknown(reason, undefined, oneOf), stack });
    const [map, first, second] = [0, 1, 2].map((index) => this.literal(argument[index], stack));
    const table = map === undefined ? undefined : own(stack.body.Mappings, map);
    if (typeof table !== 'object' || table === null) return unknown('Fn::FindInMap with a map known at deployment');
    const rows = first === undefined ? Object.entries(table) : [[first, own(table, first)] as const];
    const cells = rows.flatMap(([key, row]): Cell[] => {
      const columns = second === undefined ? Object.keys(row ?? {}) : [second];
      return columns.map((column) => ({ key, row, value: own(row, column) })).filter(({ value }) => isMappingValue(value));
    });
    const isOpen = first === undefined || second === undefined;
    const fallback = own((argument[3] ?? {}) as { [key: string]: unknown }, 'DefaultValue');
    if (fallback !== undefined && (isOpen || cells.length === 0)) {
      return isOpen ? unknown('Fn::FindInMap with a default and a key known at deployment') : this.resolve(fallback, stack);
    }
    if (cells.length === 0) return unknown(`map ${map} has no such entry`);
    if (!isOpen) return { value: cells[0].value as Value, stack };
    const choose = (by: readonly unknown[], groups: Cell[][]) =>
      this.choose(`map:${stack.file}:${JSON.stringify(by)}`, () =>
        groups.map((group) => ({ value: group[0], assumption: `${map} is read for ${[...new Set(group.map(({ key }) => key))].join(' or ')}` })),
      );
    // If all rows can be tried, one of them applies to all reads with the same key.
    const byRow = groupBy(cells, ({ row }) => JSON.stringify(row));
    if (second !== undefined && byRow.length <= MAX_OPTIONS) {
      const { key } = choose(argument.slice(0, 2), byRow);
      const cell = cells.find((other) => other.key === key);
      return cell ? { value: cell.value as Value, stack } : unknown(`map ${map} has no such entry`);
    }
    const byValue = groupBy(cells, ({ value }) => JSON.stringify(value));
    if (byValue.length > MAX_OPTIONS) return unknown('Fn::FindInMap with a key known at deployment', byValue.map(([cell]) => cell.value));
    return { value: choose(argument, byValue).value as Value, stack };
  }

  /** Resolves to a text-like value; numbers and booleans as CloudFormation writes them. */
  private textual(raw: unknown, stack: StackTemplate): TextPart | Text {
    const { value } = this.resolve(raw, stack);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return isTextual(value) ? value : new Unknown('a text is expected');
  }

  /** Resolves to a known text; otherwise undefined. */
  private literal(raw: unknown, stack: StackTemplate): string | undefined {
    const text = this.textual(raw, stack);
    return typeof text === 'string' ? text : undefined;
  }

  /** Resolves to a name that has the same meaning in every stack of an account and Region. */
  private name(raw: unknown, stack: StackTemplate): string | Unknown {
    const text = this.textual(raw, stack);
    for (const part of partsOf(text)) {
      if (part instanceof Unknown) return part;
      if (part instanceof Reference || (part instanceof Pseudo && !part.isOfEnvironment)) {
        return new Unknown(`the name ${display(text)} is known only at deployment`);
      }
    }
    return display(text);
  }

  private json({ value, stack }: Resolved): unknown {
    if (isTextual(value)) return partsOf(value).find((part) => part instanceof Unknown) ?? display(value);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.deep(item, stack)).filter((item) => item !== undefined);
      return items.find((item) => item instanceof Unknown) ?? items;
    }
    if (typeof value === 'object' && value !== null) {
      if (isOpenMap(value)) return new Unknown(OPEN_MAP);
      const entries = Object.entries(value)
        .map(([key, inner]) => [key, this.deep(inner, stack)] as const)
        .filter(([, inner]) => inner !== undefined);
      return entries.find(([, inner]) => inner instanceof Unknown)?.[1] ?? Object.fromEntries(entries);
    }
    return value;
  }
}

/** Mappings contain texts and lists of texts, and no intrinsics. */
function isMappingValue(value: unknown): boolean {
  return isLiteral(value) || (Array.isArray(value) && value.every(isLiteral));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}
