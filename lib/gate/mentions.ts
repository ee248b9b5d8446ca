import { getAttArguments, intrinsicOf, isOpenMap, own, subPieces } from './intrinsics';
import type { Located, Resolver, Surroundings } from './resolver';
import type { Resource } from './resource';
import type { StackTemplate } from './template';
import { Unknown } from './values';

/** Told of what is found below a raw value. What an intrinsic mentions is found at the place of the outermost intrinsic. */
export interface MentionVisitor {
  /** A resource that is mentioned; `attribute` is `Ref` where it is mentioned as a whole. */
  mention(to: Resource, attribute: string, location: string): void;
  /** A value that only the deployment will know. */
  open(location: string): void;
}

/** Told of what is found in a part of an intrinsic, whose own place is of no interest. */
interface PartVisitor {
  mention(to: Resource, attribute: string): void;
  open(): void;
}

/** Intrinsics whose values are made of their arguments and nothing else. */
const TRANSPARENT: ReadonlySet<string> = new Set(['Fn::If', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::Base64', 'Fn::ToJsonString']);

/** What a value in another place stands for: all that it mentions, and whether a part of it is known only at deployment. */
interface Summary {
  readonly mentions: Map<string, { readonly to: Resource; readonly attribute: string }>;
  open: boolean;
}

/** Finds mentions of resources: in all branches of conditions, through parameters, outputs, exports and imports. */
export class Mentions {
  private readonly summaries = new Map<StackTemplate, Map<object, Summary>>();

  constructor(
    private readonly around: Surroundings,
    private readonly resolver: Resolver,
  ) {}

  /** Visits all that is mentioned below a raw value of a template. */
  public visit(raw: unknown, stack: StackTemplate, location: string, visitor: MentionVisitor): void {
    if (typeof raw !== 'object' || raw === null) return;
    if (Array.isArray(raw)) {
      for (let i = 0; i < raw.length; i += 1) if (typeof raw[i] === 'object') this.visit(raw[i], stack, `${location}[${i}]`, visitor);
      return;
    }
    const intrinsic = intrinsicOf(raw);
    if (intrinsic) {
      let isOpen = true;
      this.visitIntrinsic(intrinsic[0], intrinsic[1], stack, {
        mention: (to, attribute) => {
          isOpen = false;
          visitor.mention(to, attribute, location);
        },
        open: () => visitor.open(location),
      });
      if (isOpen) visitor.open(location);
      return;
    }
    if (isOpenMap(raw)) visitor.open(location);
    for (const [key, inner] of Object.entries(raw)) if (typeof inner === 'object') this.visit(inner, stack, `${location}.${key}`, visitor);
  }

  private visitIntrinsic(name: string, argument: unknown, stack: StackTemplate, visitor: PartVisitor): void {
    switch (name) {
      case 'Ref':
        return this.visitName(argument, 'Ref', stack, visitor);
      case 'Fn::GetAtt':
        return this.visitName(...getAttArguments(argument), stack, visitor);
      case 'Fn::Sub': {
        const [template, variables] = Array.isArray(argument) ? argument : [argument, undefined];
        for (const piece of typeof template === 'string' ? subPieces(template) : []) {
          if (typeof piece !== 'string') this.visit(own(variables, piece.name) ?? piece.intrinsic, stack, '', visitor);
        }
        return;
      }
      case 'Fn::ImportValue': {
        const exportName = this.resolver.fixedName(argument, stack);
        return this.follow(exportName === undefined ? undefined : this.around.exported(stack, exportName), visitor);
      }
      case 'Fn::GetStackOutput':
        return this.follow(this.resolver.stackOutput(argument, stack, (raw) => this.resolver.fixedName(raw, stack)), visitor);
      default:
        if (!TRANSPARENT.has(name)) visitor.open();
        this.visit(argument, stack, '', visitor);
    }
  }

  private visitName(name: unknown, attribute: unknown, stack: StackTemplate, visitor: PartVisitor): void {
    if (typeof name !== 'string' || typeof attribute !== 'string' || name === 'AWS::NoValue') return;
    const to = this.around.resource(stack, name);
    if (!to) return this.follow(attribute === 'Ref' ? this.resolver.given(name, stack) : undefined, visitor);
    const target = this.resolver.behind(to, attribute);
    if (target) this.follow(target, visitor);
    else visitor.mention(to, attribute);
  }

  private follow(target: Located | Unknown | undefined, visitor: PartVisitor): void {
    if (target === undefined || target instanceof Unknown) return visitor.open();
    const { mentions, open } = this.summary(target);
    for (const { to, attribute } of mentions.values()) visitor.mention(to, attribute);
    if (open) visitor.open();
  }

  /** Each place is looked into once, however often it is referred to; one that refers to itself mentions nothing new. */
  private summary({ raw, stack }: Located): Summary {
    const summary: Summary = { mentions: new Map(), open: false };
    if (typeof raw !== 'object' || raw === null) return summary;
    let known = this.summaries.get(stack);
    if (!known) this.summaries.set(stack, (known = new Map()));
    const found = known.get(raw);
    if (found) return found;
    known.set(raw, summary);
    this.visit(raw, stack, '', {
      mention: (to, attribute) => summary.mentions.set(`${to.stack.file}:${to.logicalId}:${attribute}`, { to, attribute }),
      open: () => (summary.open = true),
    });
    return summary;
  }
}
