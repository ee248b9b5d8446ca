import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { recordDependencies } from './record-dependencies';
import { isUserCode, OncePerFunction } from '../../functions';

/** Records the packages of functions that run user code and were created by parts of this library that can't import this module. */
export class RecordUserCode extends OncePerFunction<lambda.CfnFunction> {
  protected isAbout(node: IConstruct): node is lambda.CfnFunction {
    return node instanceof lambda.CfnFunction && isUserCode(node);
  }

  protected reach(resource: lambda.CfnFunction): void {
    recordDependencies(resource);
  }
}
