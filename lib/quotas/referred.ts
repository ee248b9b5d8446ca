import { CfnElement, DefaultTokenResolver, ITokenResolver, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Returns the resources that a value refers to, in any stack. Call it after all constructs are created. Lazy lists and texts are
 * resolved as in synthesis.
 */
export function referredElements(value: unknown, scope: IConstruct): Set<CfnElement> {
  const found = new Set<CfnElement>();
  const synthesis = new DefaultTokenResolver(new StringConcat());
  const resolver: ITokenResolver = {
    resolveToken: (token, context, postProcessor) => {
      if (!Reference.isReference(token)) return synthesis.resolveToken(token, context, postProcessor);
      if (CfnElement.isCfnElement(token.target)) found.add(token.target);
      return token.displayName;
    },
    resolveString: (fragments, context) => synthesis.resolveString(fragments, context),
    resolveList: (list, context) => synthesis.resolveList(list, context),
  };
  Tokenization.resolve(value, { scope, resolver, preparing: false });
  return found;
}
