import { CfnResource, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { isProtected, obstaclesOf, protectResource, PROTECTION_GAP } from './protect-function';
import { RuntimeAlarmOptions } from './runtime-alarm-options';
import { RuntimePolicy } from './runtime-policy';
import { isFunctionOfApp, OncePerFunction } from '../functions';

/** Protects the functions of a scope, regardless of the construct that created them, and warns about those that the guard can't protect. */
export class ProtectFunctions extends OncePerFunction<CfnResource> {
  constructor(
    private readonly policy: RuntimePolicy,
    private readonly alarms: RuntimeAlarmOptions,
  ) {
    super();
  }

  protected isAbout(node: IConstruct): node is CfnResource {
    return isFunctionOfApp(node);
  }

  protected reach(resource: CfnResource): void {
    const fn = functionOf(resource);
    const obstacles = this.protect(resource, fn);
    if (obstacles.length > 0) {
      Validations.of(fn ?? resource).addWarning(PROTECTION_GAP, `The runtime guard does not protect the function: it ${obstacles.join('; it ')}.`);
    }
  }

  /** @returns obstacles to protecting the function */
  private protect(resource: CfnResource, fn: lambda.Function | undefined): string[] {
    if (!(resource instanceof lambda.CfnFunction)) return ['was not created by a construct that the guard supports: use lambda.Function or CfnFunction'];
    if (isProtected(resource)) return [];
    const obstacles = obstaclesOf(resource, this.policy, fn);
    if (obstacles.length === 0) protectResource(resource, this.policy, this.alarms, fn);
    return obstacles;
  }
}

/** Returns the construct of a function's resource. */
function functionOf(resource: IConstruct): lambda.Function | undefined {
  const parent = resource.node.scope;
  return parent instanceof lambda.Function && parent.node.defaultChild === resource ? parent : undefined;
}
