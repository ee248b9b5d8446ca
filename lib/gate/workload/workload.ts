import { filterKnown, flatMapKnown } from './filter-known';
import { Index, type Lookup } from './lookup';
import { Mentions } from './mentions';
import type { Property } from './property';
import { Resource } from './resource';
import { type ResourceBody, StackTemplate } from '../templates/template';
import type { Located, StackOutput, EvaluationContext } from '../values/evaluation-context';
import { own } from '../values/intrinsics';
import { Resolver } from '../values/resolver';
import { Scenarios } from '../values/scenarios';
import { Undetermined, Unknown } from '../values/values';

/** A mention of one resource in the properties of another. */
export interface Edge {
  readonly from: Resource;
  /** Location in `from`: `Properties.Policies[0].PolicyDocument.Statement[1].Resource`. */
  readonly location: string;
  readonly to: Resource;
  /** The attribute, or `Ref`. */
  readonly attribute: string;
}

/** A part of the workload that the gate can't examine, with the reason. */
export interface BlindSpot {
  readonly stack: StackTemplate;
  readonly location: string;
  readonly reason: string;
  /** The resource concerned. @default - the stack */
  readonly logicalId?: string;
  /** Whether resources are missing that nothing else creates, or one is completely unknown. @default false */
  readonly hidesResources?: boolean;
}

/** The edges between resources. */
interface Graph {
  readonly incoming: Map<Resource, Edge[]>;
  /** Locations of a resource's values that are known only at deployment. */
  readonly open: Map<Resource, string[]>;
}

/** An account and a Region, each undefined if it is left open. */
interface Environment {
  readonly account?: string;
  readonly region?: string;
}

/** The one empty list: caches identify lists by reference. */
const NONE: readonly Resource[] = [];

/** Macros that add no resources, or whose templates contain all resources anyway. */
const TRANSPARENT_TRANSFORMS = /^AWS::(SecretsManager-|LanguageExtensions$|CodeDeployBlueGreen$)/;

/** Types of resources that CloudFormation or its registry accepts. */
const DEPLOYABLE_TYPES = /^(Custom::.+|\w+::\w+::\w+(::MODULE)?)$/;

/** Matches types of custom resources with a name of their own. */
const ANY_CUSTOM = 'Custom::*';

/** Matches all types. */
export const ANY_TYPE = '*';

/** Types of resources that only a macro can process. */
const SERVERLESS = 'AWS::Serverless::';

/** The properties of a template with the macros that process all of it. */
const TRANSFORMS: readonly string[] = ['Transform', 'Fn::Transform'];

/** Returns why a type can't be read. */
function processing(type: string, stack: StackTemplate): string {
  const isSam = type.startsWith(SERVERLESS) && stack.body.Transform === undefined;
  return isSam ? `the template has no Transform: AWS::Serverless-2016-10-31, without which ${type} is not a resource` : `only a macro can process ${type}`;
}

/** Types of resources that deploy a template from elsewhere. */
const OPAQUE_TYPES = /^AWS::CloudFormation::Stack(Set)?$|^AWS::ServiceCatalog::CloudFormationProvisionedProduct$|::MODULE$/;

/**
 * The resource graph of everything that is judged together: all stacks, nested stacks and Stages of an app, or any set of templates. It is built
 * once, from synthesized templates, so overrides, includes and generic resources are seen as they will be deployed. Indexes are built on first use;
 * each is linear in the size of the templates.
 */
export class Workload {
  public readonly scenarios = new Scenarios();
  public readonly resolver: Resolver;
  /** The parts that the gate can't examine. */
  public readonly blindSpots: BlindSpot[] = [];

  private readonly byStack = new Map<StackTemplate, Map<string, Resource>>();
  private readonly all: Resource[] = [];
  private readonly byType = new Map<string, Resource[]>();
  private readonly nestedStacks = new Map<StackTemplate, Map<string, StackTemplate>>();
  private readonly byEnvironment = new Map<string, Map<string, Resource[]>>();
  private readonly stacksByName = new Map<string, StackTemplate[]>();
  private readonly context: EvaluationContext;
  private edges?: Graph;
  private exports?: Map<string, Located[]>;
  private crossRegionExports?: Map<string, Located[]>;

  constructor(public readonly stacks: readonly StackTemplate[]) {
    for (const stack of stacks) this.add(stack);
    for (const stack of stacks) this.addOpaque(stack);
    this.context = {
      scenarios: this.scenarios,
      resource: (stack, logicalId) => this.resource(stack, logicalId),
      nested: (stack, logicalId) => this.nestedStacks.get(stack)?.get(logicalId),
      exported: (from, name) => this.exported(from, name),
      output: (from, output) => this.output(from, output),
      crossRegionExport: (from, name) => this.crossRegionExport(from, name),
    };
    this.resolver = new Resolver(this.context);
  }

  /** Returns all resources, or those of the given types, in the order of the templates; `Custom::*` means all custom resources, `*` all types. */
  public resources(...types: string[]): readonly Resource[] {
    if (types.length === 1 && types[0] !== ANY_TYPE) return this.byType.get(types[0]) ?? NONE;
    if (types.length > 1 && !types.includes(ANY_TYPE)) return types.flatMap((type) => this.byType.get(type) ?? []);
    return this.all;
  }

  /** Returns the resources of a type that are deployed to the same account and Region; for settings that apply to all of it. */
  public inEnvironment(stack: StackTemplate, type: string): readonly Resource[] {
    let index = this.byEnvironment.get(type);
    if (!index) {
      index = new Map();
      for (const resource of this.resources(type)) {
        append(index, environmentKey(resource.stack), resource);
      }
      this.byEnvironment.set(type, index);
    }
    return index.get(environmentKey(stack)) ?? NONE;
  }

  /** Returns the resource with that logical id in that template. */
  public resource(stack: StackTemplate, logicalId: string): Resource | undefined {
    return this.byStack.get(stack)?.get(logicalId);
  }

  /** Returns every mention of a resource by others, or by those of a type, across stacks and in all branches of conditions. */
  public mentions(resource: Resource, type?: string): readonly Edge[] {
    const edges = this.graph.incoming.get(resource) ?? [];
    if (type === undefined || edges.length === 0) return edges;
    const byType = this.once('mentions', resource, () => {
      const groups = new Map<string, Edge[]>();
      for (const edge of edges) append(groups, edge.from.type, edge);
      return groups;
    });
    return byType.get(type) ?? [];
  }

  /**
   * Returns the cached answer to a question that many resources ask about the same thing: a shared resource, the resources of a type, or the
   * workload. It is computed once for each combination of the conditions and parameters that it depends on.
   * @param question identifies the question, such as the function that answers it
   * @param answer a pure function of `question`, `about` and the workload
   * @throws Undetermined if that is the answer
   */
  public once<T>(question: unknown, about: object, answer: () => T): T {
    return this.resolver.memory.once(question, about, answer);
  }

  /**
   * Returns the resources of a list that have one of the keys, and exist in the current scenario. Uses an index: a search of the whole list for each
   * caller would take quadratic time.
   * @param resources the result of {@link resources} or {@link inEnvironment} for one type
   * @throws Undetermined if none has, but one may
   */
  public having(resources: readonly Resource[], lookup: Lookup, ...keys: unknown[]): readonly Resource[] {
    const { keysOf, test = () => true } = lookup;
    const index = this.once(lookup, resources, () => new Index(resources, keysOf));
    const groups = keys.map((key) => index.of(key)).filter((group) => group.length > 0);
    const found = flatMapKnown(groups, (group) =>
      this.once('having', group, () => filterKnown(group, (resource) => resource.created && test(resource))),
    );
    if (found.length > 0) return found;
    const maybe = this.once('first open', index, () => index.open.find(({ thing }) => thing.created));
    if (maybe) throw maybe.reason;
    return NONE;
  }

  /**
   * Returns the resources of a type whose property refers to the target, and that exist in the current scenario.
   *
   * @throws Undetermined if none does, but one may: its property is known only at deployment
   */
  public attached(target: Resource, type: string, property: string): readonly Resource[] {
    return this.once(`attached ${type} ${property}`, target, () => {
      const location = `Properties.${property}`;
      const edges = this.mentions(target, type).filter((edge) => overlap(edge.location, location));
      const candidates = [...new Set(edges.map((edge) => edge.from))].filter((resource) => resource.created);
      const attached = candidates.filter((resource) => itemsOf(resource, property)?.some((item) => refersTo(item, target)));
      if (attached.length > 0) return attached;
      const maybe = candidates.find((resource) => isOpen(resource, property)) ?? this.firstOpen(type, property);
      if (maybe) throw new Undetermined(`${maybe.path} may refer to it: its ${property} is known only at deployment`, target, 'Properties');
      return [];
    });
  }

  /** Returns the first resource of a type that exists in the current scenario and whose property may refer to anything. */
  private firstOpen(type: string, property: string): Resource | undefined {
    const withOpen = this.once(`open ${type} ${property}`, this, () => {
      const { open } = this.graph;
      return this.resources(type).filter((resource) => open.get(resource)?.some((location) => overlap(location, `Properties.${property}`)));
    });
    return this.once('first open', withOpen, () => withOpen.find((resource) => resource.created && isOpen(resource, property)));
  }

  private add(stack: StackTemplate): void {
    const resources = new Map<string, Resource>();
    this.byStack.set(stack, resources);
    for (const [logicalId, body] of Object.entries(stack.body.Resources ?? {})) {
      if (logicalId.startsWith('Fn::')) {
        const maker = logicalId.startsWith('Fn::ForEach::') ? 'a loop' : 'a macro';
        this.blindSpots.push({ stack, location: `Resources.${logicalId}`, reason: `the resources of ${maker} are created at deployment`, hidesResources: true });
        continue;
      }
      this.insert(resources, new Resource(this, stack, logicalId, body));
      this.addMacrosOf(stack, logicalId, body);
    }
    for (const key of Object.keys(stack.body.Outputs ?? {}).filter((name) => name.startsWith('Fn::'))) {
      this.blindSpots.push({ stack, location: `Outputs.${key}`, reason: 'the outputs of a loop or a macro are created at deployment' });
    }
    for (const { location, name } of macrosOf(stack)) {
      this.blindSpots.push({ stack, location, reason: `macro ${name} changes the template at deployment` });
    }
    if (stack.stackName !== undefined && !stack.parent) {
      append(this.stacksByName, stack.stackName, stack);
    }
    if (stack.parent) {
      const siblings = this.nestedStacks.get(stack.parent.stack) ?? new Map<string, StackTemplate>();
      siblings.set(stack.parent.logicalId, stack);
      this.nestedStacks.set(stack.parent.stack, siblings);
    }
  }

  /** Records the effect of a macro on a resource: on all of it, or on a part. */
  private addMacrosOf(stack: StackTemplate, logicalId: string, body: ResourceBody): void {
    const properties = Object.keys(body.Properties ?? {});
    const written = properties.filter((name) => !isMacro(name));
    const macros = [...Object.keys(body).filter(isMacro), ...properties.filter(isMacro).map((name) => `Properties.${name}`)];
    for (const key of macros) {
      const location = `Resources.${logicalId}.${key}`;
      const reason = written.length > 0 ? 'a macro changes the resource at deployment' : 'a macro generates all properties of the resource at deployment';
      this.blindSpots.push({ stack, location, reason, logicalId, hidesResources: written.length === 0 });
    }
  }

  /** Records the resources of a stack that deploy a template outside of this check. */
  private addOpaque(stack: StackTemplate): void {
    this.blindSpots.push(...stack.gaps.map((gap) => ({ ...gap, stack })));
    const hasMacro = macrosOf(stack).length > 0;
    const described = new Set(stack.gaps.map(({ logicalId }) => logicalId));
    for (const { logicalId, type } of this.byStack.get(stack)!.values()) {
      if (described.has(logicalId)) continue;
      if (type.startsWith(SERVERLESS) || (hasMacro && !DEPLOYABLE_TYPES.test(type))) {
        this.blindSpots.push({ stack, location: `Resources.${logicalId}`, reason: processing(type, stack), logicalId, hidesResources: true });
      }
      if (!OPAQUE_TYPES.test(type) || this.nestedStacks.get(stack)?.has(logicalId)) continue;
      const written = stack.originOf(logicalId)?.type ?? type;
      this.blindSpots.push({ stack, location: `Resources.${logicalId}`, reason: `the resources that ${written} deploys are not part of this check`, logicalId, hidesResources: true });
    }
  }

  private insert(resources: Map<string, Resource>, resource: Resource): void {
    resources.set(resource.logicalId, resource);
    this.all.push(resource);
    append(this.byType, resource.type, resource);
    if (resource.type.startsWith('Custom::')) append(this.byType, ANY_CUSTOM, resource);
  }

  private exported(from: StackTemplate, name: string): Located | Unknown {
    if (!this.exports) {
      // Set before it is filled, since an import may name a circular export.
      this.exports = new Map();
      for (const stack of this.stacks) {
        for (const output of Object.values(stack.body.Outputs ?? {})) {
          const raw = output?.Export?.Name;
          const exportName = raw === undefined ? undefined : this.resolver.fixedName(raw, stack);
          if (exportName !== undefined) append(this.exports, exportName, { raw: output.Value, stack });
        }
      }
    }
    const found = this.exports.get(name) ?? [];
    const seen = seenFrom(from, from, found);
    if (seen.length === 1) return seen[0];
    return new Unknown(
      seen.length === 0 ? `export ${name} belongs to a stack that is not part of this check` : `export ${name} is created by ${seen.length} stacks`,
    );
  }

  private output(from: StackTemplate, { stackName, outputName, region, anyAccount }: StackOutput): Located | Unknown {
    const named = (this.stacksByName.get(stackName) ?? []).map((stack) => ({ stack }));
    const seen = seenFrom(from, { region, account: anyAccount ? undefined : from.account }, named);
    if (seen.length !== 1) return new Unknown(`stack ${stackName} is ${seen.length === 0 ? 'not part of this check' : 'ambiguous'}`);
    const [{ stack }] = seen;
    const output = own(stack.body.Outputs, outputName);
    return output ? { raw: output.Value, stack } : new Unknown(`stack ${stackName} has no output ${outputName}`);
  }

  private crossRegionExport(from: StackTemplate, name: string): Located | Unknown {
    if (!this.crossRegionExports) {
      this.crossRegionExports = new Map();
      for (const writer of this.resources('Custom::CrossRegionExportWriter')) {
        const props = writer.body.Properties?.WriterProps as { exports?: { [name: string]: unknown } } | undefined;
        for (const [key, raw] of Object.entries(props?.exports ?? {})) append(this.crossRegionExports, key, { raw, stack: writer.stack });
      }
    }
    const seen = seenFrom(from, { account: from.account }, this.crossRegionExports.get(name) ?? []);
    return seen.length === 1 ? seen[0] : new Unknown(`${name} is written by ${seen.length} stacks of this check`);
  }

  private get graph(): Graph {
    if (this.edges) return this.edges;
    const graph: Graph = { incoming: new Map(), open: new Map() };
    const mentions = new Mentions(this.context, this.resolver);
    for (const from of this.resources()) {
      mentions.visit(from.body.Properties, from.stack, 'Properties', {
        mention: (to, attribute, location) => append(graph.incoming, to, { from, location, to, attribute }),
        open: (location) => append(graph.open, from, location),
      });
    }
    return (this.edges = graph);
  }
}

/** Returns the macros that process a template, except for those that do not change it, and the locations of their names. */
function macrosOf({ body }: StackTemplate): { readonly location: string; readonly name: string }[] {
  return TRANSFORMS.flatMap((location) =>
    [own(body as { readonly [key: string]: unknown }, location) ?? []].flat().flatMap((transform) => {
      const declared = typeof transform === 'string' ? transform : (transform as { readonly Name?: unknown } | null)?.Name;
      const name = typeof declared === 'string' ? declared : 'of unknown name';
      return TRANSPARENT_TRANSFORMS.test(name) ? [] : [{ location, name }];
    }),
  );
}

function isMacro(key: string): boolean {
  return key.startsWith('Fn::');
}

/** Returns the values in the current scenario of a property that accepts one value or a list; undefined if they are unknown. */
function itemsOf(resource: Resource, property: string): Property[] | undefined {
  try {
    return resource.get(...property.split('.')).itemsOrOne();
  } catch (e) {
    if (e instanceof Undetermined) return undefined;
    throw e;
  }
}

/** Checks whether a property may refer to anything in the current scenario. */
function isOpen(resource: Resource, property: string): boolean {
  return itemsOf(resource, property)?.some((item) => item.hasUnknownPart()) ?? true;
}

function refersTo(item: Property, target: Resource): boolean {
  return item.references().some((reference) => reference.resource === target);
}

/** Checks whether one of two locations is the other, or is inside of it. */
function overlap(a: string, b: string): boolean {
  const [outer, inner] = a.length < b.length ? [a, b] : [b, a];
  return inner.startsWith(outer) && ['.', '[', undefined].includes(inner[outer.length]);
}

/**
 * Returns the candidates for a name that a stack refers to: those of its own cloud assembly (the CDK has no references out of a Stage), then of the
 * requested environment, then of one that may be the requested one.
 */
function seenFrom<T extends { readonly stack: StackTemplate }>(from: StackTemplate, asked: Environment, candidates: readonly T[]): readonly T[] {
  const isUnlike = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  let seen = candidates.filter(({ stack }) => !isUnlike(stack.account, asked.account) && !isUnlike(stack.region, asked.region));
  for (const preferred of [
    ({ stack }: T) => stack.assembly === from.assembly,
    ({ stack }: T) => stack.account === asked.account && stack.region === asked.region,
  ]) {
    if (seen.some(preferred)) seen = seen.filter(preferred);
  }
  return seen;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function environmentKey(stack: StackTemplate): string {
  return JSON.stringify([stack.account, stack.region]);
}
