import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { FunctionAspect } from './functions-of-app';

/** An Aspect that runs once for each function of a kind, and knows which ones it did not visit. */
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

  /** Whether the Aspect applies to a construct. */
  protected abstract isAbout(node: IConstruct): node is Kind;

  /** Called once for each function. */
  protected abstract reach(resource: Kind): void;
}
