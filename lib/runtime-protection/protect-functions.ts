import { IAspect, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { isProtected, obstaclesOf, protectResource, PROTECTION_GAP } from './protect-function';
import { RuntimeAlarmOptions } from './runtime-alarm-options';
import { RuntimePolicy } from './runtime-policy';
import { FunctionAspect, isFunctionOfApp } from '../functions';

/** Protects the functions of a scope, whatever made them, and warns of those that the guard can't protect. */
export class ProtectFunctions implements IAspect, FunctionAspect {
  private readonly met = new Set<IConstruct>();

  constructor(
    private readonly policy: RuntimePolicy,
    private readonly alarms: RuntimeAlarmOptions,
  ) {}

  public visit(node: IConstruct): void {
    if (!isFunctionOfApp(node) || this.met.has(node)) return;
    this.met.add(node);
    const fn = functionOf(node);
    const obstacles = this.protect(node, fn);
    if (obstacles.length > 0) {
      Validations.of(fn ?? node).addWarning(PROTECTION_GAP, `The runtime guard does not protect the function: it ${obstacles.join('; it ')}.`);
    }
  }

  public _missed(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => isFunctionOfApp(node) && !this.met.has(node));
  }

  /** @returns what keeps the guard from protecting it */
  private protect(node: IConstruct, fn: lambda.Function | undefined): string[] {
    if (!(node instanceof lambda.CfnFunction)) return ['is made without a construct that the guard knows: use lambda.Function or CfnFunction'];
    if (isProtected(node)) return [];
    const obstacles = obstaclesOf(node, this.policy, fn);
    if (obstacles.length === 0) protectResource(node, this.policy, this.alarms, fn);
    return obstacles;
  }
}

/** The construct that made the resource of a function. */
function functionOf(resource: IConstruct): lambda.Function | undefined {
  const parent = resource.node.scope;
  return parent instanceof lambda.Function && parent.node.defaultChild === resource ? parent : undefined;
}
