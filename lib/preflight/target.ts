import { Resource, StackTemplate, Undetermined, Workload } from '../gate';
import { Partition, partitionOf } from './client/partitions';

/** Account and Region of stacks; undefined values are not set in the assembly. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** The values of a property of a resource in its scenarios. */
export interface Reading<T> {
  /** One value for each scenario that has one; empty if the resource is not created, or does not set the property. */
  readonly values: readonly T[];
  /** Reason why the values are incomplete: something is known only at deployment. */
  readonly open?: string;
  /** Whether every scenario has a value. */
  readonly always: boolean;
}

/** The templates that are deployed to one account and Region. */
export class Target {
  private readonly members: ReadonlySet<StackTemplate>;

  constructor(
    public readonly place: Place,
    public readonly stacks: readonly StackTemplate[],
    public readonly workload: Workload,
  ) {
    this.members = new Set(stacks);
  }

  /** The name of the environment, as in the CDK: `aws://123456789012/eu-central-1`. */
  public get name(): string {
    const { account = 'unknown-account', region = 'unknown-region' } = this.place;
    return `aws://${account}/${region}`;
  }

  public get partition(): Partition {
    return partitionOf(this.place.region ?? '');
  }

  /** Returns an ARN in the account and Region. Unknown parts are wildcards, as in policies. */
  public arn(service: string, resource: string, { global = false } = {}): string {
    const { account = '*', region = '*' } = this.place;
    return `arn:${this.partition.name}:${service}:${global ? '' : region}:${account}:${resource}`;
  }

  /** Returns the resources of the given types. */
  public resources(...types: string[]): Resource[] {
    return this.workload.resources(...types).filter(({ stack }) => this.members.has(stack));
  }

  /** Reads a resource in each scenario in which it is created. */
  public read<T>(resource: Resource, read: (resource: Resource) => T | undefined): Reading<T> {
    const values = new Map<string, T>();
    let open: string | undefined;
    let always = true;
    const { complete } = this.workload.scenarios.explore(() => {
      try {
        const value = resource.created ? read(resource) : undefined;
        if (value === undefined) always = false;
        else values.set(JSON.stringify(value), value);
      } catch (e) {
        if (!(e instanceof Undetermined)) throw e;
        open = e.message;
      }
    });
    if (!complete) open ??= `${resource.path} depends on too many conditions and parameters`;
    return { values: [...values.values()], open, always: always && open === undefined };
  }

  /** Checks whether a condition holds for a resource in every scenario, and the resource is created in each. */
  public isSure(resource: Resource, holds: (resource: Resource) => boolean): boolean {
    const { values, always } = this.read(resource, holds);
    return always && values.length === 1 && values[0];
  }

  /** Checks whether a condition holds, or may hold, for a resource in any scenario. */
  public maybe(resource: Resource, holds: (resource: Resource) => boolean): boolean {
    const { values, open } = this.read(resource, holds);
    return values.includes(true) || open !== undefined;
  }

  /** Parts that can’t be read: resources that a macro or another template creates. */
  public get blindSpots(): readonly string[] {
    return this.workload.blindSpots
      .filter(({ stack }) => this.members.has(stack))
      .map(({ stack, location, reason }) => `${stack.constructPath ?? stack.file} ${location}: ${reason}`);
  }
}

/**
 * Groups stacks by their account and Region.
 *
 * @param here account and Region for environment-agnostic stacks
 */
export function targetsOf(stacks: readonly StackTemplate[], here: Place = {}): Target[] {
  const placed = new Map<StackTemplate, StackTemplate>();
  for (const stack of stacks) placed.set(stack, at(stack, here, placed));
  const workload = new Workload([...placed.values()]);
  const groups = new Map<string, StackTemplate[]>();
  for (const stack of placed.values()) {
    const key = JSON.stringify([stack.account, stack.region]);
    groups.set(key, [...(groups.get(key) ?? []), stack]);
  }
  return [...groups.values()].map((group) => new Target({ account: group[0].account, region: group[0].region }, group, workload));
}

/** Returns a stack with its open account and Region filled in, so that names which contain them are known. */
function at(stack: StackTemplate, here: Place, placed: ReadonlyMap<StackTemplate, StackTemplate>): StackTemplate {
  const { parent } = stack;
  return new StackTemplate({
    file: stack.file,
    body: stack.body,
    stackName: stack.stackName,
    constructPath: stack.constructPath,
    account: stack.account ?? here.account,
    region: stack.region ?? here.region,
    inStage: stack.inStage,
    judged: stack.judged,
    assembly: stack.assembly,
    paths: new Map(Object.keys(stack.body.Resources ?? {}).map((logicalId) => [logicalId, stack.pathOf(logicalId)])),
    // Parents come before their children.
    parent: parent && { stack: placed.get(parent.stack)!, logicalId: parent.logicalId },
  });
}
