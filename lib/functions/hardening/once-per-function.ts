import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { FunctionAspect } from './functions-of-app';

/** The functions of one kind that an Aspect has visited. */
export class MetFunctions<Kind extends CfnResource> {
  private readonly met = new Set<IConstruct>();

  constructor(private readonly isAbout: (node: IConstruct) => node is Kind) {}

  /** Marks a function as visited. Returns true for the first visit. */
  public isFirst(fn: Kind): boolean {
    const { size } = this.met;
    return this.met.add(fn).size > size;
  }

  /** Returns the functions in a scope that were not visited. */
  public missedIn(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => this.isAbout(node) && !this.met.has(node));
  }
}

/** An Aspect that runs once for each function of a kind, and knows which ones it did not visit. */
export abstract class OncePerFunction<Kind extends CfnResource> implements FunctionAspect {
  private readonly met = new MetFunctions((node): node is Kind => this.isAbout(node));

  public visit(node: IConstruct): void {
    if (this.isAbout(node) && this.met.isFirst(node)) this.reach(node);
  }

  public _missed(scope: IConstruct): IConstruct[] {
    return this.met.missedIn(scope);
  }

  /** Checks whether the Aspect applies to a construct. */
  protected abstract isAbout(node: IConstruct): node is Kind;

  /** Called once for each function. */
  protected abstract reach(resource: Kind): void;
}
