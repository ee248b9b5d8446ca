import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { recordDependencies } from './record-dependencies';
import { isUserCode, OncePerFunction } from '../../functions';

/** Records what ships in functions of a user's code that rooms made which can't import this one. */
export class RecordUserCode extends OncePerFunction<lambda.CfnFunction> {
  protected isAbout(node: IConstruct): node is lambda.CfnFunction {
    return node instanceof lambda.CfnFunction && isUserCode(node);
  }

  protected reach(resource: lambda.CfnFunction): void {
    recordDependencies(resource);
  }
}
