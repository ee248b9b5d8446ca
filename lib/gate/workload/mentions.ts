import type { Resource } from './resource';
import type { StackTemplate } from '../templates/template';
import type { Located, EvaluationContext } from '../values/evaluation-context';
import { getAttArguments, isIntrinsicName, own, subPieces } from '../values/intrinsics';
import type { Resolver } from '../values/resolver';
import { Unknown } from '../values/values';

/** Receives the mentions below a raw value. Mentions in an intrinsic have the location of the outermost intrinsic. */
export interface MentionVisitor {
  /** A mentioned resource; `attribute` is `Ref` for the resource as a whole. */
  mention(to: Resource, attribute: string, location: string): void;
  /** A value that is known only at deployment. */
  open(location: string): void;
}

/** The keys that lead to a location. */
type Path = (string | number)[];

/** Intrinsics whose values depend only on their arguments. */
const TRANSPARENT: ReadonlySet<string> = new Set(['Fn::If', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::Base64', 'Fn::ToJsonString']);

/** The mentions of a value elsewhere, and whether a part of it is known only at deployment. */
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

  /** Visits all mentions below a raw value of a template. */
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

  /** Visits the mentions of an intrinsic, at its location. False if it has no target in some scenario. */
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

  /** Visits a part of an intrinsic, which has no separate location. */
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
      // A pseudo parameter mentions no resource, and is not open in this sense.
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

  /** Visits each location once, however often it is referenced; a circular reference adds no mentions. */
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

/** Visits every item, and returns whether each had a target. */
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
