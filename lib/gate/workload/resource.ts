import { Property } from './property';
import type { Workload } from './workload';
import type { ResourceBody, StackTemplate } from '../templates/template';
import { intrinsicOf, own } from '../values/intrinsics';

/** A resource of a template. */
export class Resource {
  public readonly type: string;
  private root?: Property;

  constructor(
    private readonly workload: Workload,
    public readonly stack: StackTemplate,
    public readonly logicalId: string,
    public readonly body: ResourceBody,
  ) {
    this.type = body.Type;
  }

  /** Construct path; file and logical id if the template does not come from a CDK app. */
  public get path(): string {
    return this.stack.pathOf(this.logicalId);
  }

  /** All of `Properties`; the same in every scenario, unless it is an intrinsic. */
  private get properties(): Property {
    if (this.root) return this.root;
    const { Properties: written = {} } = this.body;
    const properties = Property.of(this.workload, this, written, this.stack, 'Properties');
    if (!intrinsicOf(written)) this.root = properties;
    return properties;
  }

  /** Returns the property at a path of keys, present or not. Without keys: all of `Properties`. */
  public get(...keys: (string | number)[]): Property {
    return this.properties.at(...keys);
  }

  /** Does the same as `Workload.once` for this resource. */
  public once<T>(question: unknown, answer: () => T): T {
    return this.workload.once(question, this, answer);
  }

  /** Returns an attribute beside `Properties`, such as `DeletionPolicy`. */
  public attribute(name: string): Property {
    return Property.of(this.workload, this, own(this.body, name), this.stack, name);
  }

  /** Whether the resource is created in the current scenario: its `Condition` is true, and that of each stack that it is nested in. */
  public get created(): boolean {
    const { Condition: condition } = this.body;
    const { parent } = this.stack;
    if (typeof condition === 'string' && !this.workload.resolver.condition(condition, this.stack)) return false;
    return parent === undefined || (this.workload.resource(parent.stack, parent.logicalId)?.created ?? true);
  }

  /** Whether a condition decides on the resource: its own, or that of a stack that it is nested in. */
  public get isConditional(): boolean {
    const { parent } = this.stack;
    if (this.body.Condition !== undefined) return true;
    return parent !== undefined && (this.workload.resource(parent.stack, parent.logicalId)?.isConditional ?? false);
  }
}

/** Resources in the order of their paths, independent of their order in templates. */
export function byPath(resources: readonly Resource[]): Resource[] {
  return resources
    .map((resource) => ({ resource, path: resource.path }))
    .sort((a, b) => Number(a.path > b.path) - Number(a.path < b.path))
    .map(({ resource }) => resource);
}
