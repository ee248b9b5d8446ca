/**
 * Runs mapping templates as API Gateway does, as far as this is known: Velocity with Java values.
 *
 * Versions of Velocity differ, and AWS does not document which one it uses. An option selects the behavior, or the more lenient one applies. `#set`
 * with null keeps the old value (Velocity 1), unless the option clears it (Velocity 2). An empty text is false. Null is rendered as nothing.
 */
import { call } from './java-methods';
import { isHost, JavaKeys, JavaList, JavaMap, JavaNumber, JavaValue, textOf } from './java-values';
import { TemplateFailure } from './template-failure';
import { contextOf, inputOf, RequestContext, TemplateInput, UTIL } from './template-variables';
import { Text } from './text';
import { treeOf, VelocityNode, VelocityTree } from './velocity-syntax';

/** The effect of `#set` with null on the right side. */
export type SetNull = 'keeps' | 'clears';

/** The input of a template run. */
export interface TemplateRun {
  readonly input: TemplateInput;
  readonly context?: RequestContext;
  readonly stageVariables?: { readonly [name: string]: string };
  /** The effect of `#set` with null. @default 'keeps' */
  readonly setNull?: SetNull;
}

/** The result of a template run. */
export interface TemplateOutput {
  readonly text: Text;
  /** Changes to the request to the backend, such as `path.id` or `header.X-Id`. */
  readonly requestOverrides: ReadonlyMap<string, Text>;
  /** Changes to the response, including `status`. */
  readonly responseOverrides: ReadonlyMap<string, Text>;
}

/** API Gateway's quota for iterations of one `#foreach`. */
const MAX_ITERATIONS = 1000;
/** The maximum depth of macros that call themselves. */
const MAX_DEPTH = 50;

/** Runs a template. @throws TemplateFailure if API Gateway would respond with its own error */
export function runTemplate(nodes: readonly VelocityNode[], { input, context, stageVariables = {}, setNull = 'keeps' }: TemplateRun): TemplateOutput {
  const own = contextOf(context ?? { httpMethod: 'POST', resourcePath: '/' });
  const engine = new Engine(new Map<string, JavaValue>([
    ['input', inputOf(input)],
    ['util', UTIL],
    ['context', own],
    ['stageVariables', JavaMap.of(stageVariables)],
  ]), setNull);
  const text = engine.render(nodes);
  return { text, requestOverrides: overrides(own.get('requestOverride')), responseOverrides: overrides(own.get('responseOverride')) };
}

function overrides(value: JavaValue): Map<string, Text> {
  const found = new Map<string, Text>();
  for (const [place, inner] of value instanceof JavaMap ? value.entries : []) {
    if (!(inner instanceof JavaMap)) found.set(place.toString(), textOf(inner));
    else for (const [name, text] of inner.entries) found.set(`${place}.${name}`, textOf(text));
  }
  return found;
}

interface Macro {
  readonly parameters: readonly string[];
  readonly nodes: readonly VelocityNode[];
}

class Engine {
  private readonly macros = new Map<string, Macro>();
  private readonly defined = new Map<string, readonly VelocityNode[]>();
  private isStopped = false;
  private isBroken = false;
  private depth = 0;

  constructor(
    private readonly variables: Map<string, JavaValue>,
    private readonly setNull: SetNull,
  ) {}

  public render(nodes: readonly VelocityNode[]): Text {
    const parts: Text[] = [];
    for (const node of nodes) {
      if (this.isStopped || this.isBroken) break;
      parts.push(this.node(node));
    }
    return Text.join(parts);
  }

  private node(node: VelocityNode): Text {
    if (typeof node === 'string') return Text.of(node);
    if (isBlock(node)) return this.block(node);
    switch (node.type) {
      case 'references':
        return textOf(this.reference(node));
      case 'set':
        this.set(node);
        break;
      case 'macro_call':
        return this.macroCall(node);
      case 'raw':
        return Text.of(node.value);
      case 'break':
        this.isBroken = true;
        break;
    }
    return Text.of('');
  }

  private block(block: readonly VelocityNode[]): Text {
    const [head, ...body] = block as [VelocityTree, ...VelocityNode[]];
    switch (head.type) {
      case 'if':
        return this.choice(block);
      case 'foreach':
        return this.foreach(head, body);
      case 'macro':
        this.macros.set(head.id, { parameters: (head.args || []).map(({ id }) => id), nodes: body });
        break;
      case 'define':
        this.defined.set(head.id, body);
        break;
    }
    return Text.of('');
  }

  private choice(block: readonly VelocityNode[]): Text {
    const isBranch = (node: VelocityNode) => typeof node === 'object' && 'type' in node && ['if', 'elseif', 'else'].includes(node.type);
    const starts = block.flatMap((node, index) => (isBranch(node) ? [index] : []));
    const taken = starts.find((start) => {
      const { condition } = block[start] as VelocityTree;
      return condition === undefined || isTrue(this.value(condition));
    });
    if (taken === undefined) return Text.of('');
    return this.render(block.slice(taken + 1, starts.find((start) => start > taken)));
  }

  private foreach({ from, to }: VelocityTree, body: readonly VelocityNode[]): Text {
    const items = itemsOf(this.value(from!));
    if (items.length > MAX_ITERATIONS) throw new TemplateFailure(`a #foreach has more than ${MAX_ITERATIONS} iterations`);
    const parts: Text[] = [];
    this.withVariables([to!, 'foreach', 'velocityCount'], () => {
      items.forEach((item, index) => {
        if (this.isBroken || this.isStopped) return;
        const hasNext = index + 1 < items.length;
        this.variables.set(to!, item);
        this.variables.set('foreach', JavaMap.of({ count: JavaNumber.of(index + 1), index: JavaNumber.of(index), hasNext, first: index === 0, last: !hasNext }));
        this.variables.set('velocityCount', JavaNumber.of(index + 1));
        parts.push(this.render(body));
      });
    });
    this.isBroken = false;
    return Text.join(parts);
  }

  private macroCall({ id, args }: VelocityTree): Text {
    const macro = this.macros.get(id);
    if (!macro) {
      this.isStopped = id === 'stop';
      return Text.of('');
    }
    if (this.depth >= MAX_DEPTH) throw new TemplateFailure(`macros call each other more than ${MAX_DEPTH} times`);
    const values = (args || []).map((argument) => this.value(argument));
    return this.withVariables(macro.parameters, () => {
      macro.parameters.forEach((name, index) => this.variables.set(name, values[index] ?? null));
      this.depth += 1;
      const text = this.render(macro.nodes);
      this.depth -= 1;
      return text;
    });
  }

  /** Runs a block, and restores the previous values of its variables afterwards. */
  private withVariables<T>(names: readonly string[], run: () => T): T {
    const before = names.map((name) => this.variables.get(name));
    const result = run();
    names.forEach((name, index) => {
      const value = before[index];
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
    });
    return result;
  }

  private set({ equal }: VelocityTree): void {
    const [{ id, path = [] }, right] = equal!;
    const value = this.value(right);
    if (value === null && this.setNull === 'keeps') return;
    if (path.length === 0) return void this.variables.set(id, value);
    const inner = path.slice(0, -1).reduce<JavaValue>((at, step) => this.step(at, step), this.variables.get(id) ?? null);
    const last = path[path.length - 1];
    const key = last.type === 'index' ? this.value(last.id) : Text.of(last.id);
    if (inner instanceof JavaMap) inner.put(textOf(key), value);
    else if (inner instanceof JavaList && key instanceof JavaNumber) inner.items[Number(key)] = value;
  }

  private value(tree: VelocityTree): JavaValue {
    switch (tree.type) {
      case 'string':
        return tree.isEval && /[$#]/.test(tree.value) ? this.render(treeOf(tree.value)) : Text.of(tree.value);
      case 'integer':
      case 'decimal':
        return new JavaNumber(String(tree.value));
      case 'bool':
        return { true: true, false: false }[tree.value as string] ?? null;
      case 'array':
        return new JavaList(tree.isRange ? this.range(tree.value) : tree.value.map((item: VelocityTree) => this.value(item)));
      case 'map':
        return new JavaMap(Object.entries<VelocityTree>(tree.value ?? {}).map(([key, inner]) => [Text.of(key), this.value(inner)] as const));
      case 'math':
        return this.math(tree);
      default:
        return this.reference(tree);
    }
  }

  private range(ends: readonly (string | VelocityTree)[]): JavaValue[] {
    const [from, to] = ends.map((end) => Number(typeof end === 'object' ? textOf(this.value(end)) : end));
    if (!Number.isInteger(from) || !Number.isInteger(to)) return [];
    if (Math.abs(to - from) >= MAX_ITERATIONS) throw new TemplateFailure(`a range has more than ${MAX_ITERATIONS} numbers`);
    const step = from <= to ? 1 : -1;
    return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => JavaNumber.of(from + index * step));
  }

  private reference({ id, path = [] }: VelocityTree): JavaValue {
    const block = this.defined.get(id);
    if (block && path.length === 0) return this.render(block);
    return path.reduce<JavaValue>((at, step) => this.step(at, step), this.variables.get(id) ?? null);
  }

  private step(at: JavaValue, { type, id, args }: VelocityTree): JavaValue {
    if (at === null) return null;
    if (type === 'method') return call(at, id, (args || []).map((argument) => this.value(argument)));
    const key = type === 'index' ? this.value(id) : Text.of(id);
    if (at instanceof JavaMap) return at.get(textOf(key).toString());
    if (at instanceof JavaList) return key instanceof JavaNumber ? at.items[Number(key)] ?? null : null;
    return isHost(at) ? at.properties[textOf(key).toString()] ?? null : null;
  }

  private math({ operator, expression }: VelocityTree): JavaValue {
    const [left, right] = expression!;
    switch (operator) {
      case 'parenthesis':
        return this.value(left);
      case 'not':
        return !isTrue(this.value(left));
      case '&&':
        return isTrue(this.value(left)) && isTrue(this.value(right));
      case '||':
        return isTrue(this.value(left)) || isTrue(this.value(right));
      case 'minus':
        return calculated('-', JavaNumber.of(0), this.value(left));
      case '==':
        return areEqual(this.value(left), this.value(right));
      case '!=':
        return !areEqual(this.value(left), this.value(right));
      case '<':
      case '>':
      case '<=':
      case '>=':
        return compared(operator, this.value(left), this.value(right));
      default:
        return calculated(operator!, this.value(left), this.value(right));
    }
  }
}

function isBlock(node: VelocityNode): node is readonly VelocityNode[] {
  return Array.isArray(node);
}

/** Returns the items of a loop. For a map, these are its values. */
function itemsOf(value: JavaValue): readonly JavaValue[] {
  if (value instanceof JavaMap) return value.entries.map(([, inner]) => inner);
  return value instanceof JavaList || value instanceof JavaKeys ? value.items : [];
}

function isTrue(value: JavaValue): boolean {
  return value !== null && value !== false && !(value instanceof Text && value.pieces.length === 0);
}

/** Checks whether two values are equal. Values of the same class are compared directly, others by their text. */
function areEqual(left: JavaValue, right: JavaValue): boolean {
  if (left === null || right === null) return left === right;
  if (left instanceof JavaNumber && right instanceof JavaNumber) return Number(left) === Number(right);
  return textOf(left).toString() === textOf(right).toString();
}

/** Compares two values. Only numbers can be compared. */
function compared(operator: string, left: JavaValue, right: JavaValue): boolean {
  if (!(left instanceof JavaNumber) || !(right instanceof JavaNumber)) return false;
  const difference = Number(left) - Number(right);
  if (difference === 0) return operator.endsWith('=');
  return operator.startsWith('<') === difference < 0;
}

/** Calculates a value. The result is null if Java would reject the operation; `+` concatenates texts. */
function calculated(operator: string, left: JavaValue, right: JavaValue): JavaValue {
  if (operator === '+' && (left instanceof Text || right instanceof Text)) return Text.join([textOf(left), textOf(right)]);
  if (!(left instanceof JavaNumber) || !(right instanceof JavaNumber)) return null;
  const [a, b] = [Number(left), Number(right)];
  const isDouble = left.isDouble || right.isDouble;
  if (b === 0 && ['/', '%'].includes(operator)) return null;
  const results: { readonly [name: string]: number } = { '+': a + b, '-': a - b, '*': a * b, '/': isDouble ? a / b : Math.trunc(a / b), '%': a % b };
  const result = results[operator];
  if (result === undefined || !Number.isFinite(result)) return null;
  return isDouble && Number.isInteger(result) ? new JavaNumber(result.toFixed(1)) : JavaNumber.of(result);
}
