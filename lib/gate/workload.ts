import { Located, Resolver, Surroundings } from './resolver';
import { Resource } from './resource';
import { Scenarios } from './scenarios';
import { StackTemplate } from './template';
import { display, isTextual, partsOf, Undetermined, Unknown } from './values';

/** A mention of one resource in the properties of another. */
export interface Edge {
  readonly from: Resource;
  /** Where `from` mentions it: `Properties.Policies[0].PolicyDocument.Statement[1].Resource`. */
  readonly location: string;
  readonly to: Resource;
  /** The attribute, or `Ref`. */
  readonly attribute: string;
}

/** A place of the workload that the gate can't look into, with the reason. */
export interface BlindSpot {
  readonly stack: StackTemplate;
  readonly location: string;
  readonly reason: string;
}

/** Macros that add no resource of their own, or whose templates are fully written out all the same. */
const TRANSPARENT_TRANSFORMS = /^AWS::(SecretsManager-|LanguageExtensions$|CodeDeployBlueGreen$)/;

/**
 * The resource graph of everything that is judged together: all stacks, nested stacks and Stages of an app, or any set
 * of templates. Built once, from synthesized templates, so that overrides, includes and generic resources are seen as
 * they will be deployed. Indexes are made on first use; each is linear in the size of the templates.
 */
export class Workload {
  public readonly scenarios = new Scenarios();
  public readonly resolver: Resolver;
  /** What the gate can't look into. */
  public readonly blindSpots: BlindSpot[] = [];

  private readonly byStack = new Map<StackTemplate, Map<string, Resource>>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly nestedStacks = new Map<StackTemplate, Map<string, StackTemplate>>();
  private readonly byEnvironment = new Map<string, Map<string, Resource[]>>();
  private incoming?: Map<Resource, Edge[]>;
  private exports?: Map<string, (Located & { readonly open: boolean })[]>;
  private crossRegionExports?: Map<string, Located>;
  private readonly stacksByName = new Map<string, StackTemplate[]>();
  private readonly unresolved = new Map<string, Resource[]>();

  constructor(public readonly stacks: readonly StackTemplate[]) {
    for (const stack of stacks) this.add(stack);
    const surroundings: Surroundings = {
      scenarios: this.scenarios,
      resource: (stack, logicalId) => this.resource(stack, logicalId),
      nested: (stack, logicalId) => this.nestedStacks.get(stack)?.get(logicalId),
      exported: (from, name) => this.exported(from, name),
      output: (from, stackName, region, name) => this.output(from, stackName, region, name),
      crossRegionExport: (name) => this.crossRegionExport(name),
    };
    this.resolver = new Resolver(surroundings);
  }

  /** All resources, or those of the given types, in the order of the templates. */
  public resources(...types: string[]): readonly Resource[] {
    if (types.length === 1) return this.byType.get(types[0]) ?? [];
    if (types.length > 1) return types.flatMap((type) => this.byType.get(type) ?? []);
    return [...this.byStack.values()].flatMap((resources) => [...resources.values()]);
  }

  /** The resources of a type that are deployed to the same account and Region; for settings that hold for all of it. */
  public inEnvironment(stack: StackTemplate, type: string): readonly Resource[] {
    let index = this.byEnvironment.get(type);
    if (!index) {
      index = new Map();
      for (const resource of this.resources(type)) {
        const key = environmentKey(resource.stack);
        const same = index.get(key);
        if (same) same.push(resource);
        else index.set(key, [resource]);
      }
      this.byEnvironment.set(type, index);
    }
    return index.get(environmentKey(stack)) ?? [];
  }

  /** The resource with that logical id in that template. */
  public resource(stack: StackTemplate, logicalId: string): Resource | undefined {
    return this.byStack.get(stack)?.get(logicalId);
  }

  /** Every mention of a resource by others, across stacks; in whatever branch of a condition. */
  public mentions(resource: Resource): readonly Edge[] {
    this.incoming ??= this.edges();
    return this.incoming.get(resource) ?? [];
  }

  /**
   * The resources of a type whose property refers to the target, and which exist in the current scenario.
   *
   * @throws Undetermined where none does, but one might: its property is known only at deployment
   */
  public attached(target: Resource, type: string, property: string): Resource[] {
    const location = `Properties.${property}`;
    const candidates = this.mentions(target).filter((edge) => edge.from.type === type && isWithin(edge.location, location));
    const attached = [...new Set(candidates.map((edge) => edge.from))].filter(
      (resource) => resource.created && this.refersTo(resource, property, target),
    );
    if (attached.length > 0) return attached;
    const [maybe] = this.withUnresolved(type, property).filter((resource) => resource.created);
    if (maybe) throw new Undetermined(`${maybe.path} may refer to it: its ${property} is known only at deployment`, target, 'Properties');
    return [];
  }

  private refersTo(resource: Resource, property: string, target: Resource): boolean {
    return resource
      .get(...property.split('.'))
      .itemsOrOne()
      .some((item) => item.references().some((reference) => reference.resource === target));
  }

  /** Resources of a type whose property mentions no resource of the workload and is not written out either. */
  private withUnresolved(type: string, property: string): readonly Resource[] {
    const key = `${type} ${property}`;
    let found = this.unresolved.get(key);
    if (!found) {
      const mentioned = new Set<Resource>();
      this.incoming ??= this.edges();
      for (const edges of this.incoming.values()) {
        for (const edge of edges) {
          if (edge.from.type === type && isWithin(edge.location, `Properties.${property}`)) mentioned.add(edge.from);
        }
      }
      found = this.resources(type).filter((resource) => {
        const raw = property.split('.').reduce<any>((value, name) => value?.[name], resource.body.Properties);
        return !mentioned.has(resource) && !isWrittenOut(raw);
      });
      this.unresolved.set(key, found);
    }
    return found;
  }

  private add(stack: StackTemplate): void {
    const resources = new Map<string, Resource>();
    this.byStack.set(stack, resources);
    for (const [logicalId, body] of Object.entries(stack.body.Resources ?? {})) {
      if (logicalId.startsWith('Fn::')) {
        this.blindSpots.push({ stack, location: `Resources.${logicalId}`, reason: 'the resources of a loop are made at deployment' });
        continue;
      }
      this.insert(resources, new Resource(this, stack, logicalId, body));
    }
    const transforms = [stack.body.Transform ?? []].flat();
    for (const transform of transforms) {
      const name = typeof transform === 'string' ? transform : ((transform as { Name?: string })?.Name ?? 'of unknown name');
      if (TRANSPARENT_TRANSFORMS.test(name)) continue;
      this.blindSpots.push({ stack, location: 'Transform', reason: `macro ${name} changes the template at deployment` });
    }
    if (stack.stackName !== undefined && !stack.parent) {
      this.stacksByName.set(stack.stackName, [...(this.stacksByName.get(stack.stackName) ?? []), stack]);
    }
    if (stack.parent) {
      const siblings = this.nestedStacks.get(stack.parent.stack) ?? new Map<string, StackTemplate>();
      siblings.set(stack.parent.logicalId, stack);
      this.nestedStacks.set(stack.parent.stack, siblings);
    }
  }

  private insert(resources: Map<string, Resource>, resource: Resource): void {
    resources.set(resource.logicalId, resource);
    const sameType = this.byType.get(resource.type);
    if (sameType) sameType.push(resource);
    else this.byType.set(resource.type, [resource]);
  }

  private exported(from: StackTemplate, name: string): Located | Unknown {
    this.exports ??= this.indexExports();
    const found = this.exports.get(name) ?? [];
    if (found.length === 0) return new Unknown(`export ${name} belongs to a stack that is not part of this check`);
    const here = found.filter(({ stack }) => sameEnvironment(stack, from));
    if (here.length === 1) return here[0];
    return found.length === 1 ? found[0] : new Unknown(`export ${name} is made by ${found.length} stacks`);
  }

  private indexExports(): Map<string, (Located & { readonly open: boolean })[]> {
    const index = new Map<string, (Located & { readonly open: boolean })[]>();
    for (const stack of this.stacks) {
      for (const output of Object.values(stack.body.Outputs ?? {})) {
        const raw = output?.Export?.Name;
        if (raw === undefined) continue;
        const name = typeof raw === 'string' ? raw : this.fixedText(raw, stack);
        if (name === undefined) continue;
        const entry = { raw: output.Value, stack, open: typeof raw !== 'string' };
        index.set(name, [...(index.get(name) ?? []), entry]);
      }
    }
    return index;
  }

  /** A text that does not depend on conditions or parameters. */
  private fixedText(raw: unknown, stack: StackTemplate): string | undefined {
    if (JSON.stringify(raw).includes('"Fn::If"')) return undefined;
    const names = Object.keys(stack.body.Parameters ?? {});
    if (names.some((name) => JSON.stringify(raw).includes(name))) return undefined;
    const { value } = this.resolver.resolve(raw, stack);
    if (!isTextual(value) || partsOf(value).some((part) => part instanceof Unknown)) return undefined;
    return display(value);
  }

  private output(from: StackTemplate, stackName: string, region: string | undefined, name: string): Located | Unknown {
    const named = this.stacksByName.get(stackName) ?? [];
    const inRegion = named.filter((stack) => stack.region === region && stack.account === from.account);
    const candidates = inRegion.length > 0 ? inRegion : named;
    if (candidates.length !== 1) return new Unknown(`stack ${stackName} is ${candidates.length === 0 ? 'not part of this check' : 'ambiguous'}`);
    const output = candidates[0].body.Outputs?.[name];
    return output ? { raw: output.Value, stack: candidates[0] } : new Unknown(`stack ${stackName} has no output ${name}`);
  }

  private crossRegionExport(name: string): Located | undefined {
    if (!this.crossRegionExports) {
      this.crossRegionExports = new Map();
      for (const writer of this.resources('Custom::CrossRegionExportWriter')) {
        const props = writer.body.Properties?.WriterProps as { exports?: { [name: string]: unknown } } | undefined;
        for (const [key, raw] of Object.entries(props?.exports ?? {})) this.crossRegionExports.set(key, { raw, stack: writer.stack });
      }
    }
    return this.crossRegionExports.get(name);
  }

  private edges(): Map<Resource, Edge[]> {
    const incoming = new Map<Resource, Edge[]>();
    for (const resources of this.byStack.values()) {
      for (const from of resources.values()) {
        this.walk(from.body.Properties, from.stack, ['Properties'], 0, (to, attribute, path) => {
          const edge = { from, location: pathText(path), to, attribute };
          const edges = incoming.get(to);
          if (edges) edges.push(edge);
          else incoming.set(to, [edge]);
        });
      }
    }
    return incoming;
  }

  /** Visits every mention of a resource below a raw value, in all branches, through parameters, imports and outputs. */
  private walk(
    raw: unknown,
    stack: StackTemplate,
    path: (string | number)[],
    hops: number,
    visit: (to: Resource, attribute: string, path: readonly (string | number)[]) => void,
  ): void {
    if (typeof raw !== 'object' || raw === null || hops > 20) return;
    if (Array.isArray(raw)) {
      for (let i = 0; i < raw.length; i += 1) {
        path.push(i);
        this.walk(raw[i], stack, path, hops, visit);
        path.pop();
      }
      return;
    }
    const keys = Object.keys(raw);
    if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))) {
      this.walkIntrinsic(keys[0], (raw as { [key: string]: any })[keys[0]], stack, path, hops, visit);
      return;
    }
    for (const key of keys) {
      path.push(key);
      this.walk((raw as { [key: string]: unknown })[key], stack, path, hops, visit);
      path.pop();
    }
  }

  private walkIntrinsic(
    key: string,
    arg: any,
    stack: StackTemplate,
    path: (string | number)[],
    hops: number,
    visit: (to: Resource, attribute: string, path: readonly (string | number)[]) => void,
  ): void {
    const follow = (target: Located | Unknown | undefined) => {
      if (target && !(target instanceof Unknown)) this.walk(target.raw, target.stack, path, hops + 1, visit);
    };
    const mention = (name: string, attribute: string) => {
      const to = this.resource(stack, name);
      if (to && attribute.startsWith('Outputs.')) {
        const nested = this.nestedStacks.get(stack)?.get(name);
        if (nested) follow({ raw: nested.body.Outputs?.[attribute.slice('Outputs.'.length)]?.Value, stack: nested });
      } else if (to?.type === 'Custom::CrossRegionExportReader') {
        follow(this.crossRegionExport(attribute));
      } else if (to) {
        visit(to, attribute, path);
      } else if (attribute === 'Ref' && stack.parent) {
        const given = stack.parent.stack.body.Resources?.[stack.parent.logicalId]?.Properties?.Parameters as any;
        if (given?.[name] !== undefined) follow({ raw: given[name], stack: stack.parent.stack });
      }
    };
    switch (key) {
      case 'Ref':
        if (typeof arg === 'string') mention(arg, 'Ref');
        return;
      case 'Fn::GetAtt': {
        const [name, attribute] = typeof arg === 'string' ? arg.split(/\.(.*)/s) : [arg?.[0], arg?.[1]];
        if (typeof name === 'string' && typeof attribute === 'string') mention(name, attribute);
        return;
      }
      case 'Fn::Sub': {
        const [template, variables] = Array.isArray(arg) ? arg : [arg, {}];
        for (const [, name, attribute] of (typeof template === 'string' ? template : '').matchAll(/\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g)) {
          if (!variables || !Object.prototype.hasOwnProperty.call(variables, name)) mention(name, attribute ?? 'Ref');
        }
        this.walk(variables, stack, path, hops, visit);
        return;
      }
      case 'Fn::ImportValue': {
        const name = typeof arg === 'string' ? arg : this.fixedText(arg, stack);
        if (name !== undefined) follow(this.exported(stack, name));
        return;
      }
      case 'Fn::GetStackOutput':
        if (typeof arg?.StackName === 'string' && typeof arg.OutputName === 'string') {
          follow(this.output(stack, arg.StackName, typeof arg.Region === 'string' ? arg.Region : stack.region, arg.OutputName));
        }
        return;
      default:
        // Arguments of other intrinsics are read at the place of the intrinsic itself.
        this.walkArguments(arg, stack, path, hops, visit);
    }
  }

  private walkArguments(
    arg: unknown,
    stack: StackTemplate,
    path: (string | number)[],
    hops: number,
    visit: (to: Resource, attribute: string, path: readonly (string | number)[]) => void,
  ): void {
    if (typeof arg !== 'object' || arg === null) return;
    const atIntrinsic = path.slice();
    this.walk(arg, stack, [], hops, (to, attribute) => visit(to, attribute, atIntrinsic));
  }
}

/** Whether a location is the given one or lies below it. */
function isWithin(location: string, ancestor: string): boolean {
  return location === ancestor || location.startsWith(`${ancestor}.`) || location.startsWith(`${ancestor}[`);
}

/** Whether a raw value has no holes but those that pseudo parameters fill. */
function isWrittenOut(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null) return true;
  const entries = Object.entries(raw);
  const [key, arg] = entries.length === 1 ? entries[0] : [];
  if (key === 'Ref') return typeof arg === 'string' && arg.startsWith('AWS::');
  if (key === 'Fn::Sub') {
    const [template, variables] = Array.isArray(arg) ? arg : [arg, {}];
    if (typeof template !== 'string') return false;
    const holes = [...template.matchAll(/\$\{([^}!][^}]*)\}/g)].map(([, name]) => name.trim());
    return isWrittenOut(variables) && holes.every((name) => name.startsWith('AWS::') || Object.keys(variables ?? {}).includes(name));
  }
  if (key?.startsWith('Fn::') && key !== 'Fn::Join') return false;
  return entries.every(([, inner]) => isWrittenOut(inner));
}

function pathText(path: readonly (string | number)[]): string {
  let text = '';
  for (const key of path) text += typeof key === 'number' ? `[${key}]` : text === '' ? key : `.${key}`;
  return text;
}

function environmentKey(stack: StackTemplate): string {
  return JSON.stringify([stack.account, stack.region]);
}

function sameEnvironment(a: StackTemplate, b: StackTemplate): boolean {
  return environmentKey(a) === environmentKey(b);
}
