import { Resource, StackTemplate, Undetermined, Workload } from '../gate';
import { Partition, partitionOf } from './client/partitions';

/** An account and a Region that stacks are deployed to; what is undefined is left open. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** What some templates say of a resource. */
export interface Reading<T> {
  /** Each value that a scenario gives; empty where the resource is not made, or says nothing. */
  readonly values: readonly T[];
  /** Why that is not all: something is known only at deployment. */
  readonly open?: string;
  /** Whether each scenario gives one. */
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

  /** As the CDK writes environments: `aws://123456789012/eu-central-1`. */
  public get name(): string {
    const { account = 'unknown-account', region = 'unknown-region' } = this.place;
    return `aws://${account}/${region}`;
  }

  public get partition(): Partition {
    return partitionOf(this.place.region ?? '');
  }

  /** An ARN in the account and Region; what is not known of them is a wildcard, as policies take it. */
  public arn(service: string, resource: string, { global = false } = {}): string {
    const { account = '*', region = '*' } = this.place;
    return `arn:${this.partition.name}:${service}:${global ? '' : region}:${account}:${resource}`;
  }

  /** The resources of some types. */
  public resources(...types: string[]): Resource[] {
    return this.workload.resources(...types).filter(({ stack }) => this.members.has(stack));
  }

  /** Reads a resource in each scenario that it is made in. */
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

  /** Whether a condition holds for a resource in every scenario, and the resource is made in each. */
  public isSure(resource: Resource, holds: (resource: Resource) => boolean): boolean {
    const { values, always } = this.read(resource, holds);
    return always && values.length === 1 && values[0];
  }

  /** Whether a condition holds for a resource in one scenario or other, or may. */
  public maybe(resource: Resource, holds: (resource: Resource) => boolean): boolean {
    const { values, open } = this.read(resource, holds);
    return values.includes(true) || open !== undefined;
  }

  /** What can’t be looked into: resources that a macro or another template makes. */
  public get blindSpots(): readonly string[] {
    return this.workload.blindSpots
      .filter(({ stack }) => this.members.has(stack))
      .map(({ stack, location, reason }) => `${stack.constructPath ?? stack.file} ${location}: ${reason}`);
  }
}

/**
 * Sorts stacks by where they are deployed to.
 *
 * @param here stands for what stacks leave open
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

/** A stack with what it leaves open filled in, so that names which contain it are known. */
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
