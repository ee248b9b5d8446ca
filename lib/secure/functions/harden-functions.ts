import { Annotations, CfnResource, IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IMixin } from 'constructs';
import { reportGaps } from './hardening-gaps';
import { deprecationOf } from './runtime-deprecation';
import {
  AT_EDGE, describeHardening, FunctionHardening, FunctionLogOptions, hardenFunction, hardeningPlan, isFunctionOfApp, MetFunctions, runsAtEdge,
} from '../../functions';
import { ANNOTATIONS } from '../../gate';

/**
 * Properties of `HardenFunctions`.
 */
export interface HardenFunctionsProps extends FunctionLogOptions {
  /**
   * If true, nothing is changed. Instead, synthesis prints an info message (`Sec3-HardeningPlanned`) for each function: which resources would be
   * added, which settings would change, and which log group the function would use.
   *
   * @default false
   */
  readonly dryRun?: boolean;

  /**
   * Whether functions keep using the log groups that Lambda created for them. These are not in a template, so the app does not set their retention.
   * The role of each function may then write only to that log group.
   *
   * @default - false: such functions get log groups in the template; the old ones keep their events
   */
  readonly keepLogGroups?: boolean;
}

/**
 * Gives plain functions of the CDK the defaults of a `SecureFunction`: a role without AWS managed policies that writes to one log group, tracing, and
 * a queue for failed events. Explicit settings of a function are kept, with one exception: disabled tracing can't be distinguished from omitted
 * tracing, so it is enabled. Timeout and memory are not changed. `dryRun` lists all changes without making them.
 *
 * An update of a deployed stack replaces no resource except function versions. Log groups in the template, and those of `logRetention`, are kept,
 * with their retention unless another one is set here. If Lambda created the log group, the function writes to a new one, and the old one keeps its
 * events; with `keepLogGroups`, the function keeps using the old one.
 *
 * Functions that the CDK creates for itself are not changed. Functions that can't be hardened (`CfnFunction`, included templates, Lambda@Edge), or
 * not in full, get the warning `Sec3-FunctionNotHardened`.
 *
 * As an Aspect, it applies to all functions of a scope, including those created later, but not to functions in Stages below the
 * scope (use `Sec3.harden(app)` for those):
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
  private readonly met = new MetFunctions(isFunctionOfApp);

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
    } else if (isFunctionOfApp(node) && this.met.isFirst(node)) {
      reportGaps(node, ['was not created by a construct that can be hardened: use SecureFunction or lambda.Function, or configure it manually']);
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
    if (!(construct instanceof lambda.Function)) throw new Error(`[${construct.node.path}] HardenFunctions applies only to lambda.Function`);
    if (!this.met.isFirst(construct.node.defaultChild as CfnResource)) return;
    const gaps = this.harden(construct);
    const deprecated = deprecationOf(construct);
    reportGaps(construct, [...gaps, ...(deprecated === undefined ? [] : [`has a runtime that AWS no longer patches since ${deprecated}`])]);
  }

  /** @returns what stays open */
  private harden(fn: lambda.Function): readonly string[] {
    const how: FunctionHardening = { ...this.props, keptLogGroups: this.props.keepLogGroups ? 'all' : 'of-template' };
    if (!this.props.dryRun) return hardenFunction(fn, how).gaps;
    if (runsAtEdge(fn.role)) return [AT_EDGE];
    const plan = hardeningPlan(fn, how);
    Annotations.of(fn).addInfoV2(ANNOTATIONS.hardeningPlanned, `Hardening would change the function. ${describeHardening(plan, fn, how)}.`);
    return plan.gaps;
  }

  /**
   * The functions in a scope that this Aspect did not visit.
   *
   * @internal
   */
  public _missed(scope: IConstruct): IConstruct[] {
    return this.met.missedIn(scope);
  }
}
