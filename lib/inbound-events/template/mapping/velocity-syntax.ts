/** Parses Velocity templates with velocityjs, and reports features that can't be evaluated here. */
import { parse } from 'velocityjs';
import { METHOD_NAMES } from './java-methods';
import { problemOfPath } from './json-path';
import { INPUT_NAMES, UTIL_NAMES } from './template-variables';

/**
 * A part of a template: text, or a node of velocityjs for a directive, a reference or a literal. A block is a list that starts with its directive.
 */
export type VelocityNode = string | VelocityTree | readonly VelocityNode[];

/** A node of velocityjs. Its own types lack these members. */
export interface VelocityTree {
  readonly type: string;
  readonly id?: any;
  readonly value?: any;
  readonly args?: readonly VelocityTree[] | false;
  readonly path?: readonly VelocityTree[];
  readonly equal?: readonly [VelocityTree, VelocityTree];
  readonly condition?: VelocityTree;
  readonly from?: VelocityTree;
  readonly to?: string;
  readonly operator?: string;
  readonly expression?: readonly VelocityTree[];
  readonly isEval?: boolean;
  readonly isRange?: boolean;
}

/** A template, and the names that it mentions. */
export interface VelocityTemplate {
  readonly nodes: readonly VelocityNode[];
  /** Features that can't be evaluated as API Gateway evaluates them, with one phrase each. */
  readonly problems: readonly string[];
  /** The parameters of the request that the template reads by name. */
  readonly parameters: readonly string[];
  /** The quoted texts in the template. */
  readonly texts: readonly string[];
  /** Whether the output of the template depends on the request. */
  readonly readsRequest: boolean;
  /** Whether the template iterates over parameters without naming them. */
  readonly readsAllParameters: boolean;
  readonly readsUserAgent: boolean;
  /** Whether the template reads claims of the caller's token. */
  readonly readsClaims: boolean;
}

const KNOWN_VARIABLES: ReadonlySet<string> = new Set(['input', 'util', 'context', 'stageVariables', 'foreach', 'velocityCount']);

const parsed = new Map<string, readonly VelocityNode[]>();

/** Returns the syntax tree of a template, or of a text between double quotes in a template. @throws Error if the grammar rejects it */
export function treeOf(text: string): readonly VelocityNode[] {
  let known = parsed.get(text);
  if (!known) parsed.set(text, (known = parsedTree(text)));
  return known;
}

function parsedTree(text: string): readonly VelocityNode[] {
  // The grammar lacks #stop. It parses #stop as a macro call if it looks like one.
  const callable = text.replace(/#(?:stop|\{stop\})(?![\w(])/g, '#stop()');
  try {
    return parse(callable) as readonly VelocityNode[];
  } catch {
    // The grammar also rejects two texts that Velocity writes as they are: a bracket right after a reference or a directive, and # before a reference.
    const separated = callable.replace(/(\$!?[\w.]*\w(?=\{)|\$!?\{[\w.]+\}(?=[{(])|\)(?=[{(])|#end(?=\{))/g, '$1#*-*#').replace(/#(?=\$!?\{?\w)/g, '#[[#]]#');
    return parse(separated) as readonly VelocityNode[];
  }
}

/** Parses a template. */
export function readTemplate(template: string): VelocityTemplate {
  const mentions = new Mentions();
  let nodes: readonly VelocityNode[] = [];
  if (/\\[$#]/.test(template)) mentions.problem('references that are escaped by a backslash');
  try {
    nodes = treeOf(template);
    mentions.visit(nodes);
  } catch (e) {
    mentions.problem(`its syntax: ${(e as Error).message.replace(/\s+/g, ' ').slice(0, 160)}`);
  }
  return { nodes, ...mentions.result() };
}

class Mentions {
  private readonly problems = new Set<string>();
  private readonly parameters = new Set<string>();
  private readonly texts = new Set<string>();
  private readonly variables = new Set<string>();
  private readonly set = new Set<string>();
  private readonly macros = new Set<string>(['stop']);
  private readonly called = new Set<string>();
  private readonly reads = { readsRequest: false, readsAllParameters: false, readsUserAgent: false, readsClaims: false };

  public problem(text: string): void {
    this.problems.add(text);
  }

  public result(): Omit<VelocityTemplate, 'nodes'> {
    for (const name of this.called) if (!this.macros.has(name)) this.problem(`the directive or macro #${name}`);
    for (const name of this.variables) if (!this.set.has(name) && !KNOWN_VARIABLES.has(name)) this.problem(`the variable $${name}, which is never set`);
    return { problems: [...this.problems], parameters: [...this.parameters], texts: [...this.texts], ...this.reads };
  }

  public visit(node: unknown): void {
    if (Array.isArray(node)) return node.forEach((inner) => this.visit(inner));
    if (typeof node !== 'object' || node === null) return;
    const tree = node as VelocityTree;
    this.own(tree);
    Object.entries(tree).forEach(([key, inner]) => key === 'pos' || this.visit(inner));
  }

  private own({ type, id, value, isEval, to, equal, args, path }: VelocityTree): void {
    switch (type) {
      case 'references':
        this.variables.add(id);
        if (path) this.reference(id, path);
        break;
      case 'method':
        if (!METHOD_NAMES.has(id) && !INPUT_NAMES.has(id) && !UTIL_NAMES.has(id)) this.problem(`the method .${id}()`);
        break;
      case 'set':
        this.set.add(equal![0].id);
        break;
      case 'foreach':
        this.set.add(to!);
        break;
      case 'define':
        this.set.add(id);
        break;
      case 'macro':
        this.macros.add(id);
        for (const argument of args || []) this.set.add(argument.id);
        break;
      case 'macro_call':
        this.called.add(id);
        break;
      case 'macro_body':
      case 'noescape':
        this.problem(`the directive #${type === 'noescape' ? type : `@${id}`}`);
        break;
      case 'string':
        if (isEval && /[$#]/.test(value)) this.visit(treeOf(value));
        else this.texts.add(value);
        break;
    }
  }

  private reference(variable: string, [first, ...more]: readonly VelocityTree[]): void {
    const known = { input: INPUT_NAMES, util: UTIL_NAMES }[variable];
    if (known && !known.has(first.id)) this.problem(`$${variable}.${first.id}`);
    if (variable === 'context' && JSON.stringify(more).includes('"userAgent"')) this.reads.readsUserAgent = true;
    if (variable === 'context' && JSON.stringify(more).includes('"claims"')) this.reads.readsClaims = true;
    if (variable !== 'input') return;
    this.reads.readsRequest = true;
    const [argument] = first.args || [];
    if (first.id === 'params' && argument?.type !== 'string') this.reads.readsAllParameters = true;
    if (argument?.type !== 'string' || (argument.isEval && argument.value.slice(1).includes('$'))) return;
    if (first.id === 'params') return void this.parameters.add(argument.value);
    const problem = problemOfPath(argument.value);
    if (problem !== undefined) this.problem(problem);
  }
}
