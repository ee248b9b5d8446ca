import { IAspect, Stack, Token, Tokenization, Reference, CfnResource } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';

const REPORT = 'ReportBatchItemFailures';

/** Enables partial batch responses for event sources of a function. Without them, Lambda treats a batch with failed records as processed. */
export class PartialBatch implements IAspect {
  constructor(private readonly fn: lambda.CfnFunction) {}

  public visit(node: IConstruct): void {
    if (!(node instanceof lambda.CfnEventSourceMapping) || !this.isOfFunction(node)) return;
    const types = node.functionResponseTypes ?? [];
    if (Token.isUnresolved(types) || types.includes(REPORT)) return;
    node.functionResponseTypes = [...types, REPORT];
  }

  private isOfFunction(mapping: lambda.CfnEventSourceMapping): boolean {
    const named = Tokenization.reverseString(mapping.functionName).tokens;
    if (named.some((token) => Reference.isReference(token) && token.target === this.fn)) return true;
    const text = JSON.stringify(mapping.stack.resolve(mapping.functionName));
    return this.names(mapping.stack).some((resource) => text.includes(JSON.stringify(mapping.stack.resolve(resource.logicalId))));
  }

  /** Returns the function, its versions and its aliases in a stack. */
  private names(stack: Stack): CfnResource[] {
    const own = stack === this.fn.stack ? [this.fn] : [];
    const id = JSON.stringify(this.fn.stack.resolve(this.fn.logicalId));
    const others = stack.node.findAll().filter((node): node is lambda.CfnAlias | lambda.CfnVersion => {
      const isName = node instanceof lambda.CfnAlias || node instanceof lambda.CfnVersion;
      return isName && node.stack === stack && own.length > 0 && JSON.stringify(stack.resolve(node.functionName)).includes(id);
    });
    return [...own, ...others];
  }
}
