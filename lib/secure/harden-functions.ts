import { IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IMixin } from 'constructs';
import { reportGaps } from './hardening-gaps';
import { deprecationOf } from './runtime-deprecation';
import { FunctionLogOptions, hardenFunction, isFunctionOfApp } from '../functions';

/**
 * Properties of `HardenFunctions`.
 */
export interface HardenFunctionsProps extends FunctionLogOptions {}

/**
 * Applies the defaults of `SecureFunction` to plain functions of the CDK: a role without AWS managed policies that writes to one
 * log
 * group, logs with a retention, tracing, and a queue for failed events. Explicit settings of a function are kept, with one
 * exception:
 * disabled tracing can't be distinguished from unset tracing. Timeout and memory are not changed.
 *
 * New logs go to a new log group with a generated name. Functions of the CDK itself are not changed. Functions that can't be
 * hardened (`CfnFunction`, included templates, Lambda@Edge), or only in part, get the warning `Sec3-FunctionNotHardened`.
 *
 * As an Aspect, it applies to all functions of a scope, including those created later, but not to functions in Stages below the
 * scope
 * (use `Sec3.harden(app)` for those):
 *
 *     Aspects.of(stack).add(new HardenFunctions(), { priority: AspectPriority.MUTATING });
 *
 * As a Mixin, it applies to the existing functions:
 *
 *     Mixins.of(scope).apply(new HardenFunctions());
 *
 * Serves SEC 3, runtime-protection/lock-out.
 */
export class HardenFunctions implements IAspect, IMixin {
  private readonly met = new Set<IConstruct>();

  /**
   * @param props settings for the hardened functions
   */
  constructor(private readonly props: HardenFunctionsProps = {}) {}

  /**
   * Hardens a construct if it is a function, and adds a warning if the function can't be hardened.
   *
   * @param node any construct
   */
  public visit(node: IConstruct): void {
    if (this.supports(node)) {
      this.applyTo(node);
    } else if (isFunctionOfApp(node) && !this.met.has(node)) {
      this.met.add(node);
      reportGaps(node, ['is not made by a construct that can be hardened: use SecureFunction or lambda.Function, or configure it by hand']);
    }
  }

  /**
   * Whether a construct is a function that can be hardened.
   *
   * @param construct any construct
   */
  public supports(construct: IConstruct): boolean {
    return construct instanceof lambda.Function && isFunctionOfApp(construct.node.defaultChild);
  }

  /**
   * Hardens a function.
   *
   * @param construct the function
   * @throws Error if the construct is not a `lambda.Function`
   */
  public applyTo(construct: IConstruct): void {
    if (!(construct instanceof lambda.Function)) throw new Error(`${construct.node.path}: HardenFunctions applies only to lambda.Function`);
    const resource = construct.node.defaultChild!;
    if (this.met.has(resource)) return;
    this.met.add(resource);
    const { gaps } = hardenFunction(construct, this.props);
    const deprecated = deprecationOf(construct);
    reportGaps(construct, [...gaps, ...(deprecated === undefined ? [] : [`has a runtime that AWS no longer patches since ${deprecated}`])]);
  }

  /**
   * The functions in a scope that this Aspect did not visit.
   *
   * @internal
   */
  public _missed(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => isFunctionOfApp(node) && !this.met.has(node));
  }
}
