import { IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { recordDependencies } from './record-dependencies';
import { FunctionAspect, isUserCode } from '../../functions';

/** Records what ships in functions of a user's code that rooms made which can't import this one. */
export class RecordUserCode implements IAspect, FunctionAspect {
  private readonly met = new Set<IConstruct>();

  public visit(node: IConstruct): void {
    if (!isOfUser(node) || this.met.has(node)) return;
    this.met.add(node);
    recordDependencies(node);
  }

  public _missed(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => isOfUser(node) && !this.met.has(node));
  }
}

function isOfUser(node: IConstruct): node is lambda.CfnFunction {
  return node instanceof lambda.CfnFunction && isUserCode(node);
}
