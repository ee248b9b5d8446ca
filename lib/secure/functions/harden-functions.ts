import { Annotations, CfnResource, IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IMixin } from 'constructs';
import { reportGaps } from './hardening-gaps';
import { deprecationOf } from './runtime-deprecation';
import {
  AT_EDGE, describeHardening, FunctionHardening, FunctionLogOptions, hardenFunction, hardeningPlan, isFunctionOfApp, MetFunctions, runsAtEdge,
} from '../../functions';

/** The id of notes on what hardening would change. */
const HARDENING_PLANNED = 'Sec3-HardeningPlanned';

/**
 * Properties of `HardenFunctions`.
 */
export interface HardenFunctionsProps extends FunctionLogOptions {
  /**
   * Whether nothing is changed, and each function gets a note (`Sec3-HardeningPlanned`), which the CDK shows at synthesis: what would be
   * added, what would change, and where logs would go.
   *
   * @default false
   */
  readonly dryRun?: boolean;

  /**
   * Whether functions go on writing to the log groups that Lambda made for them, which are not in a template and have no retention of the
   * app's. Their roles may then write to those alone.
   *
   * @default - false: such functions get log groups in the template, and the old ones stay with the events that they have
   */
  readonly keepLogGroups?: boolean;
}

/**
 * Gives plain functions of the CDK what a `SecureFunction` has: a role without AWS managed policies that writes to one log
 * group, tracing, and a queue for failed events. What a function was given by its maker stays, except that it can't be told
 * whether tracing was turned off or left out. Timeout and memory stay as they are. `dryRun` says it all beforehand.
 *
 * No resource of a deployed stack is replaced, versions of functions apart. A log group that is in the template stays, with its
 * retention where no other is given here, and so does that of `logRetention`. Where Lambda made the log group, logs go on in a new
 * one, and the old one stays with its events; `keepLogGroups` keeps it in use.
 *
 * Functions of the CDK's own are left alone. Functions that can't be hardened (`CfnFunction`, included templates, Lambda@Edge), or
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
    Annotations.of(fn).addInfoV2(HARDENING_PLANNED, `Hardening would change the function. ${describeHardening(plan, fn, how)}.`);
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
