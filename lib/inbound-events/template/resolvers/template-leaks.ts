/** Places where mapping templates of AppSync write texts of callers. The templates are followed, with a mark on each value. */
import { CONTEXT_NAMES, EVENT_NAMES, isOfCaller, isOfHeader, ResolverLeak } from './leak';
import { afterCall, calledFunction, Mark, stronger } from './marks';
import { isIdentityKey, roleOfKey } from '../caller-keys';
import { treeOf, VelocityNode, VelocityTree } from '../mapping/velocity-syntax';

/** Members that data sources read as numbers. The schema declares what is passed to them as Int, which allows no other text. */
const NUMBERS: ReadonlySet<string> = new Set(['limit', 'segment', 'totalSegments']);

/** The number of characters before a reference in which the member's name is looked for. */
const REACH = 2000;

/** The number of nodes that are followed at most: macros that call each other, and loops in loops, can have any number of them. */
const MOST_NODES = 100_000;

/** Returns the leaks of a mapping template. @throws Error if the grammar of Velocity rejects it, or its loops and macros are too many to follow */
export function leaksOfTemplate(template: string): ResolverLeak[] {
  const tree = treeOf(template);
  const [ofCaller, ofHeaders] = [new Walk(isOfCaller), new Walk(isOfHeader)];
  ofCaller.visit(tree);
  ofHeaders.visit(tree);
  return [...ofCaller.leaks, ...ofHeaders.identities];
}

type Marks = Map<string, Mark>;

interface Macro {
  readonly parameters: readonly string[];
  readonly body: readonly VelocityNode[];
}

class Walk {
  public readonly leaks: ResolverLeak[] = [];
  public readonly identities: ResolverLeak[] = [];
  private marks: Marks = new Map();
  private readonly macros = new Map<string, Macro>();
  /** Variables of loops over the entries of a map, whose keys are names of the schema. */
  private readonly entries = new Set<string>();
  private written = '';
  private visited = 0;

  /** @param isMarked whether a path in `$ctx` leads to a value to follow */
  public constructor(private readonly isMarked: (path: readonly string[]) => boolean) {}

  public visit(nodes: readonly VelocityNode[]): void {
    for (const node of nodes) {
      this.visited += 1;
      if (this.visited > MOST_NODES) throw new Error('its loops and macros are too many to follow');
      if (typeof node === 'string') this.written += node;
      else if (Array.isArray(node)) this.block(node as readonly VelocityNode[]);
      else this.node(node as VelocityTree);
    }
  }

  private node(node: VelocityTree): void {
    switch (node.type) {
      case 'references':
        return this.write(node);
      case 'set':
        return this.set(node.equal![0], this.markOf(node.equal![1]));
      case 'macro_call':
        return this.call(this.macros.get(node.id), (node.args || []).map((argument) => this.markOf(argument)));
      case 'raw':
        this.written += String(node.value);
    }
  }

  private block([head, ...body]: readonly VelocityNode[]): void {
    const { type, id, to, from, condition, args } = head as VelocityTree;
    switch (type) {
      case 'if':
        this.markOf(condition!);
        return this.branches(body);
      case 'foreach':
        this.marks.set(to!, this.markOf(from!));
        if (from!.path?.at(-1)?.id === 'entrySet') this.entries.add(to!);
        // What the end of a loop sets, its start writes in the next iteration.
        this.silently(() => this.visit(body));
        return this.visit(body);
      case 'define':
      case 'macro':
        this.macros.set(id, { parameters: (args || []).map(({ id: parameter }) => String(parameter)), body });
    }
  }

  private call(macro: Macro | undefined, given: readonly Mark[]): void {
    if (!macro) return;
    macro.parameters.forEach((parameter, index) => this.marks.set(parameter, given[index] ?? 'safe'));
    this.visit(macro.body);
  }

  /** Any of the branches may run: afterwards, a variable has the strongest of its marks. */
  private branches(body: readonly VelocityNode[]): void {
    const before = new Map(this.marks);
    const after: Marks[] = [before];
    for (const node of body) {
      if (typeof node === 'object' && !Array.isArray(node) && /^else/.test((node as VelocityTree).type)) {
        after.push(this.marks);
        this.marks = new Map(before);
      } else {
        this.visit([node]);
      }
    }
    after.push(this.marks);
    this.marks = new Map();
    for (const marks of after) for (const [name, mark] of marks) this.marks.set(name, stronger(mark, this.marks.get(name)));
  }

  private silently(run: () => void): void {
    const { length } = this.leaks;
    const { length: identities } = this.identities;
    const { written } = this;
    run();
    this.leaks.length = length;
    this.identities.length = identities;
    this.written = written;
  }

  private set({ id, path = [] }: VelocityTree, mark: Mark): void {
    // A member that is set leaves the others as they are.
    this.marks.set(id, path.length === 0 ? mark : stronger(mark === 'safe' ? 'safe' : 'raw', this.marks.get(id)));
  }

  private write(reference: VelocityTree): void {
    const mark = this.markOf(reference);
    const name = textOf(reference);
    const member = memberAt(this.written);
    this.written += 'x';
    if (mark !== 'safe' && member !== undefined && isIdentityKey(member)) this.identities.push({ kind: 'names-caller', message: `${member} is ${name}, a header` });
    if (mark === 'safe' || (member !== undefined && NUMBERS.has(member))) return;
    if (member !== undefined && roleOfKey(member) === 'statement') {
      if (mark !== 'url' && !(mark === 'json' && member === 'query')) this.leaks.push({ kind: 'in-statement', message: `${name} is a part of ${member}` });
    } else if (member !== undefined && EVENT_NAMES.has(member) && this.written.includes('"PutEvents"')) {
      this.leaks.push({ kind: 'names-target', message: `${name} is ${member} of an event` });
    } else if (mark === 'raw') {
      this.leaks.push({ kind: 'unescaped', message: `${name} is inserted unchanged` });
    }
  }

  private markOf(tree: VelocityTree): Mark {
    switch (tree.type) {
      case 'references':
        return this.reference(tree);
      case 'string':
        return tree.isEval && /[$#]/.test(tree.value) ? this.text(treeOf(tree.value)) : 'safe';
      case 'array':
        return tree.isRange ? 'safe' : this.object(tree.value);
      case 'map':
        return this.object(Object.values((tree.value ?? {}) as object));
      case 'math':
        return /^[-+*/%]$|^parenthesis$/.test(tree.operator!) ? stronger(...tree.expression!.map((part) => this.markOf(part))) : 'safe';
      default:
        return 'safe';
    }
  }

  /** An object with anything of a caller is written as the caller's unless it is serialized. */
  private object(values: readonly VelocityTree[]): Mark {
    return values.map((value) => this.markOf(value)).every((mark) => mark === 'safe') ? 'safe' : 'raw';
  }

  private text(nodes: readonly VelocityNode[]): Mark {
    return stronger(...nodes.map((node) => (typeof node === 'object' && 'type' in node ? this.markOf(node) : 'safe')));
  }

  private reference({ id, path = [] }: VelocityTree): Mark {
    if (/^utils?$/.test(id)) return this.called(path);
    const names = path.map(({ id: name }) => String(name));
    const start = CONTEXT_NAMES.includes(id) ? (this.isMarked(names) ? 'raw' : 'safe') : this.marks.get(id) ?? 'safe';
    return path.reduce<Mark>((mark, step) => this.step(id, mark, step), start);
  }

  private step(variable: string, mark: Mark, { type, id, args }: VelocityTree): Mark {
    if (type !== 'method') return id === 'key' && this.entries.has(variable) ? 'safe' : mark;
    const given = (args || []).map((argument) => this.markOf(argument));
    if (/^(?:put|add|set)/.test(id)) {
      // The names of a map are those of the schema; what matters are its values.
      this.marks.set(variable, stronger(given.at(-1) === 'safe' ? 'safe' : 'raw', this.marks.get(variable)));
      return 'safe';
    }
    return afterCall(id, mark, given);
  }

  private called(path: readonly VelocityTree[]): Mark {
    const at = path.findIndex(({ type }) => type === 'method');
    if (at < 0) return 'safe';
    const given = (path[at].args || []).map((argument) => this.markOf(argument));
    const mark = calledFunction(path.slice(0, at + 1).map(({ id }) => String(id)).join('.'), given);
    return path.slice(at + 1).reduce<Mark>((before, step) => this.step('', before, step), mark);
  }
}

/** Returns the JSON member in whose value a text ends. */
function memberAt(text: string): string | undefined {
  return /"([\w-]+)"\s*:\s*\[?\s*(?:"[^"{}]*",\s*)*"?[^"{}[\]]*$/.exec(text.slice(-REACH))?.[1];
}

function textOf({ id, path = [] }: VelocityTree): string {
  return `$${[id, ...path.map((step) => (step.type === 'method' ? `${step.id}(...)` : typeof step.id === 'object' ? '[]' : step.id))].join('.')}`;
}
