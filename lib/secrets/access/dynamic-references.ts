import {
  AspectPriority, Aspects, CfnResource, DefaultTokenResolver, IAspect, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Stage,
  Tokenization,
} from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { textsOf } from './template-texts';

/** Called for each resource with a dynamic reference to a secret. */
export type ReferenceListener = (resource: CfnResource) => void;

/**
 * Matches the secret's name in a dynamic reference. @see
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
const REFERENCE = /\{\{resolve:secretsmanager:(.*?)(?::SecretString|\}\})/g;

/** Resources whose statements can't be changed after they are resolved; CloudFormation reads no secrets for them. */
const POLICIES = /^AWS::(?:IAM::Role|KMS::Key)$|Policy$/;

/**
 * Reports each resource with a dynamic reference to a secret, `{{resolve:secretsmanager:...}}`, whatever construct created it. Runs
 * after all constructs are created and before templates are written. The reference may be composed by CloudFormation functions, and may
 * contain the logical id of the secret.
 */
export function onDynamicReference(secret: secretsmanager.CfnSecret, listener: ReferenceListener): void {
  const scope = Stage.of(secret) ?? secret.node.root;
  let references = Aspects.of(scope).all.find((aspect) => aspect instanceof DynamicReferences);
  if (!references) {
    references = new DynamicReferences();
    Aspects.of(scope).add(references, { priority: AspectPriority.READONLY });
  }
  references.listeners.set(secret, listener);
}

/** Dynamic references of all secrets of a Stage, so that each resource is resolved once. */
class DynamicReferences implements IAspect {
  public readonly listeners = new Map<IConstruct, ReferenceListener>();
  private readonly resolver = new MarkingResolver(this.listeners);

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || POLICIES.test(node.cfnResourceType)) return;
    const ids = this.textsOf(node).flatMap((text) => [...text.matchAll(REFERENCE)].map(([, id]) => id));
    if (ids.length === 0) return;
    for (const [secret, listener] of this.listeners) {
      const { name } = secret as secretsmanager.CfnSecret;
      if (ids.some((id) => id === name || id.includes(markOf(secret)))) listener(node);
    }
  }

  private textsOf(resource: CfnResource): string[] {
    const { _toCloudFormation } = resource as unknown as { _toCloudFormation(): object };
    try {
      const resolved = Tokenization.resolve(_toCloudFormation.call(resource), { scope: resource, resolver: this.resolver, preparing: false });
      return textsOf(resolved, this.marksIn(resource.stack));
    } catch {
      // Synthesis fails with the same error, together with its other errors.
      return [];
    }
  }

  /** Placeholders for the secrets of a stack, by logical id. */
  private marksIn(stack: Stack): ReadonlyMap<string, string> {
    const secrets = [...this.listeners.keys()].filter((secret) => Stack.of(secret) === stack) as secretsmanager.CfnSecret[];
    return new Map(secrets.map((secret) => [stack.resolve(secret.logicalId), markOf(secret)]));
  }
}

/** Resolves like synthesis, but writes a placeholder for each reference to a secret. */
class MarkingResolver extends DefaultTokenResolver {
  constructor(private readonly secrets: ReadonlyMap<IConstruct, unknown>) {
    super({ join: (left, right) => joined(left) + joined(right) });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) && this.secrets.has(token.target) ? markOf(token.target) : super.resolveToken(token, context, postProcessor);
  }
}

/** CloudFormation functions are written into the text as JSON. */
function joined(part: unknown): string {
  return typeof part === 'string' ? part : (JSON.stringify(part) ?? '');
}

function markOf(secret: IConstruct): string {
  return `<${secret.node.addr}>`;
}
