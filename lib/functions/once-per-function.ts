import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { FunctionAspect } from './functions-of-app';

/** An Aspect that does something once for each function that it is about, and knows which it did not come by. */
export abstract class OncePerFunction<Kind extends CfnResource> implements FunctionAspect {
  private readonly met = new Set<IConstruct>();

  public visit(node: IConstruct): void {
    if (!this.isAbout(node) || this.met.has(node)) return;
    this.met.add(node);
    this.reach(node);
  }

  public _missed(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => this.isAbout(node) && !this.met.has(node));
  }

  /** Whether a construct is a function that this is about. */
  protected abstract isAbout(node: IConstruct): node is Kind;

  /** Called once for each. */
  protected abstract reach(resource: Kind): void;
}
