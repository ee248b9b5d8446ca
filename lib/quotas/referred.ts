import { CfnElement, DefaultTokenResolver, IResolvable, IResolveContext, IPostProcessor, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The resources that a value refers to, in whichever stack, once everything has been made. Lists and texts that are made later are
 * resolved as synthesis does it.
 */
export function referredElements(value: unknown, scope: IConstruct): Set<CfnElement> {
  const collector = new Collector();
  Tokenization.resolve(value, { scope, resolver: collector, preparing: false });
  return collector.found;
}

class Collector extends DefaultTokenResolver {
  public readonly found = new Set<CfnElement>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, postProcessor);
    if (CfnElement.isCfnElement(token.target)) this.found.add(token.target);
    return token.displayName;
  }
}
