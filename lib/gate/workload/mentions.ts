import type { Resource } from './resource';
import type { StackTemplate } from '../templates/template';
import type { Located, EvaluationContext } from '../values/evaluation-context';
import { getAttArguments, isIntrinsicName, own, subPieces } from '../values/intrinsics';
import type { Resolver } from '../values/resolver';
import { Unknown } from '../values/values';

/** Told of what is found below a raw value. What an intrinsic mentions is found at the place of the outermost intrinsic. */
export interface MentionVisitor {
  /** A resource that is mentioned; `attribute` is `Ref` where it is mentioned as a whole. */
  mention(to: Resource, attribute: string, location: string): void;
  /** A value that only the deployment will know. */
  open(location: string): void;
}

/** The keys that lead to a place. */
type Path = (string | number)[];

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
    private readonly around: EvaluationContext,
    private readonly resolver: Resolver,
  ) {}

  /** Visits all that is mentioned below a raw value of a template. */
  public visit(raw: unknown, stack: StackTemplate, location: string, visitor: MentionVisitor): void {
    this.walk(raw, stack, [location], visitor);
  }

  private walk(raw: unknown, stack: StackTemplate, path: Path, visitor: MentionVisitor): void {
    if (typeof raw !== 'object' || raw === null) return;
    if (Array.isArray(raw)) {
      for (let i = 0; i < raw.length; i += 1) this.walkInto(i, raw[i], stack, path, visitor);
      return;
    }
    const map = raw as { readonly [key: string]: unknown };
    const keys = Object.keys(map);
    if (keys.length === 1 && isIntrinsicName(keys[0])) {
      if (!this.visitIntrinsic(keys[0], map[keys[0]], stack, path, visitor)) visitor.open(locationOf(path));
      return;
    }
    for (const key of keys) {
      if (key.startsWith('Fn::')) visitor.open(locationOf(path));
      this.walkInto(key, map[key], stack, path, visitor);
    }
  }

  private walkInto(key: string | number, inner: unknown, stack: StackTemplate, path: Path, visitor: MentionVisitor): void {
    if (typeof inner !== 'object') return;
    path.push(key);
    this.walk(inner, stack, path, visitor);
    path.pop();
  }

  /** Visits what an intrinsic mentions, at its own place. False where it leads nowhere, in one scenario or other. */
  private visitIntrinsic(name: string, argument: unknown, stack: StackTemplate, path: Path, visitor: MentionVisitor): boolean {
    switch (name) {
      case 'Ref':
        return this.visitName(argument, 'Ref', stack, path, visitor);
      case 'Fn::GetAtt': {
        const [logicalId, raw] = getAttArguments(argument);
        if (typeof raw === 'string') return this.visitName(logicalId, raw, stack, path, visitor);
        return all(this.resolver.attributes(raw, stack), (attribute) => this.visitName(logicalId, attribute, stack, path, visitor));
      }
      case 'Fn::Sub': {
        const [template, variables] = Array.isArray(argument) ? argument : [argument, undefined];
        let found = false;
        for (const piece of typeof template === 'string' ? subPieces(template) : []) {
          if (typeof piece !== 'string' && this.visitPart(own(variables, piece.name) ?? piece.intrinsic, stack, path, visitor)) found = true;
        }
        return found;
      }
      case 'Fn::ImportValue':
      case 'Fn::GetStackOutput':
        return all(this.resolver.targets(name, argument, stack), (target) => this.follow(target, path, visitor));
      default:
        if (!TRANSPARENT.has(name)) visitor.open(locationOf(path));
        return this.visitPart(argument, stack, path, visitor);
    }
  }

  /** Visits a part of an intrinsic, whose own place is of no interest. */
  private visitPart(raw: unknown, stack: StackTemplate, path: Path, visitor: MentionVisitor): boolean {
    if (typeof raw !== 'object' || raw === null) return false;
    const map = raw as { readonly [key: string]: unknown };
    const keys = Object.keys(map);
    let found = false;
    if (keys.length === 1 && isIntrinsicName(keys[0])) {
      found = this.visitIntrinsic(keys[0], map[keys[0]], stack, path, visitor);
      if (!found) visitor.open(locationOf(path));
    } else {
      for (const key of keys) if (this.visitPart(map[key], stack, path, visitor)) found = true;
    }
    return found;
  }

  private visitName(name: unknown, attribute: string | undefined, stack: StackTemplate, path: Path, visitor: MentionVisitor): boolean {
    if (typeof name !== 'string' || attribute === undefined) return false;
    const to = this.around.resource(stack, name);
    if (!to) {
      // A pseudo parameter names no resource, and nothing that is open in this sense.
      return attribute === 'Ref' && (name.startsWith('AWS::') || this.follow(this.resolver.given(name, stack), path, visitor));
    }
    const target = this.resolver.behind(to, attribute);
    if (target) return this.follow(target, path, visitor);
    visitor.mention(to, attribute, locationOf(path));
    return true;
  }

  private follow(target: Located | Unknown | undefined, path: Path, visitor: MentionVisitor): boolean {
    if (target === undefined || target instanceof Unknown) return false;
    const { mentions, open } = this.summary(target);
    for (const { to, attribute } of mentions.values()) visitor.mention(to, attribute, locationOf(path));
    if (open) visitor.open(locationOf(path));
    return true;
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

/** Visits every item, and says whether each of them led somewhere. */
function all<T>(items: readonly T[], visit: (item: T) => boolean): boolean {
  let found = true;
  for (const item of items) if (!visit(item)) found = false;
  return found;
}

function locationOf(path: Path): string {
  let text = String(path[0]);
  for (let i = 1; i < path.length; i += 1) text += typeof path[i] === 'number' ? `[${path[i]}]` : `.${path[i]}`;
  return text;
}
