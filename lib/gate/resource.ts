import { own } from './intrinsics';
import { Property } from './property';
import type { ResourceBody, StackTemplate } from './template';
import type { Workload } from './workload';

/** One resource of a template, whoever wrote it. */
export class Resource {
  public readonly type: string;

  constructor(
    private readonly workload: Workload,
    public readonly stack: StackTemplate,
    public readonly logicalId: string,
    public readonly body: ResourceBody,
  ) {
    this.type = body.Type;
  }

  /** Construct path; file and logical id where the template came without a CDK app. */
  public get path(): string {
    return this.stack.pathOf(this.logicalId);
  }

  /** The property at a path of keys, whether it is there or not. Without keys: all of `Properties`. */
  public get(...keys: (string | number)[]): Property {
    return Property.of(this.workload, this, this.body.Properties ?? {}, this.stack, 'Properties').at(...keys);
  }

  /** An attribute beside `Properties`, such as `DeletionPolicy`. */
  public attribute(name: string): Property {
    return Property.of(this.workload, this, own(this.body, name), this.stack, name);
  }

  /** Whether the resource is created in the current scenario (its `Condition`). */
  public get created(): boolean {
    const { Condition: condition } = this.body;
    return typeof condition !== 'string' || this.workload.resolver.condition(condition, this.stack);
  }
}
