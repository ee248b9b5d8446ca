/** Determines which values of a program callers write. Order and scopes are ignored: a name has the strongest kind of all its values. */
import { CONTEXT_NAMES } from './leak';
import { nameOfKey, SyntaxNode, visit } from '../javascript-syntax';

/** `text` is a caller's text, a list with one, or a value of unknown shape; `object` is an object that the program writes, with a caller's values. */
export type Kind = 'none' | 'object' | 'text';

const STRENGTH: readonly Kind[] = ['none', 'object', 'text'];

/** Functions whose answer has no text of a caller that could change a statement or a path. */
const HARMLESS = /^(?:encodeURIComponent|Number|Boolean|parseInt|parseFloat|isNaN|select|insert|update|remove|createPgStatement|createMySQLStatement|sql|(?:Number|Math|ddb|console)\.\w+|Object\.keys|utils?\.(?:urlEncode|auto\w+|(?:time|math)\.\w+|is\w+|matches|typeOf|error|appendError|unauthorized))$/;

/** Methods whose answer has no text of a value. */
const ASKS: ReadonlySet<string> = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'lastIndexOf', 'some', 'every', 'forEach', 'push', 'keys']);

/** The number of times that a program is read at most, until nothing new is known. */
const ROUNDS = 20;

export class ProgramValues {
  private readonly kinds = new Map<string, Kind>();
  /** Names for the context and its parts, with the path in it. */
  private readonly paths = new Map<string, readonly string[]>(CONTEXT_NAMES.map((name) => [name, []]));
  private readonly functions = new Map<string, SyntaxNode>();
  private readonly asked = new Set<SyntaxNode>();
  private hasChanged = true;

  /** @param isMarked whether a path in the context leads to a value to follow */
  constructor(program: SyntaxNode, private readonly isMarked: (path: readonly string[]) => boolean) {
    visit(program, (node) => this.declare(node));
    for (let round = 0; this.hasChanged && round < ROUNDS; round += 1) {
      this.hasChanged = false;
      visit(program, (node) => this.learn(node));
    }
  }

  public kindOf(node: SyntaxNode | null | undefined): Kind {
    if (!node) return 'none';
    const path = this.pathOf(node);
    if (path) return this.isMarked(path) ? 'text' : 'none';
    switch (node.type) {
      case 'Identifier':
        return this.kinds.get(node.name) ?? 'none';
      case 'MemberExpression':
        return nameOfKey(node.property) !== 'length' && this.kindOf(node.object) !== 'none' ? 'text' : 'none';
      case 'ChainExpression':
        return this.kindOf(node.expression);
      case 'TemplateLiteral':
        return asText(this.strongest(node.expressions));
      case 'TaggedTemplateExpression':
        return node.tag.name === 'sql' ? 'none' : this.kindOf(node.quasi);
      case 'BinaryExpression':
        return node.operator === '+' ? asText(this.strongest([node.left, node.right])) : 'none';
      case 'LogicalExpression':
        return this.strongest([node.left, node.right]);
      case 'ConditionalExpression':
        return this.strongest([node.consequent, node.alternate]);
      case 'AssignmentExpression':
        return this.kindOf(node.right);
      case 'SpreadElement':
        return this.kindOf(node.argument);
      case 'ArrayExpression':
        return this.strongest(node.elements);
      case 'ObjectExpression':
        return this.strongest(node.properties.map((property: SyntaxNode) => property.value ?? property)) === 'none' ? 'none' : 'object';
      case 'CallExpression':
        return this.answerOf(node);
      default:
        return 'none';
    }
  }

  private strongest(nodes: readonly (SyntaxNode | null)[]): Kind {
    return STRENGTH[Math.max(0, ...nodes.map((node) => STRENGTH.indexOf(this.kindOf(node))))];
  }

  private answerOf({ callee, arguments: given }: SyntaxNode): Kind {
    const called = isFunction(callee) ? callee : this.functions.get(callee.name);
    if (called) return this.returnOf(called);
    if (HARMLESS.test(dotted(callee))) return 'none';
    if (/^utils?\.(?:dynamodb|transform)\./.test(dotted(callee))) return this.strongest(given) === 'none' ? 'none' : 'object';
    if (callee.type !== 'MemberExpression') return asText(this.strongest(given));
    const method = nameOfKey(callee.property) ?? '';
    const run = given.find((argument: SyntaxNode) => isFunction(argument));
    if (ASKS.has(method)) return 'none';
    if (run && /^(?:map|flatMap)$/.test(method)) return this.returnOf(run);
    const kind = this.strongest([callee.object, ...given]);
    return run && this.returnOf(run) !== 'none' ? 'text' : dotted(callee) === 'Object.entries' ? kind : asText(kind);
  }

  /** Returns the return values of a function, with the parameter values of all calls. */
  private returnOf(called: SyntaxNode): Kind {
    if (this.asked.has(called)) return 'none';
    this.asked.add(called);
    const kind = this.strongest(returned(called));
    this.asked.delete(called);
    return kind;
  }

  /** Finds functions by their names, and the names that the context has in handlers. */
  private declare(node: SyntaxNode): void {
    const [name, run] = node.type === 'FunctionDeclaration' ? [node.id?.name, node] : node.type === 'VariableDeclarator' ? [node.id.name, node.init] : [];
    if (name === undefined || !run || !isFunction(run)) return;
    this.functions.set(name, run);
    if (/^(?:request|response)$/.test(name) && run.params[0]) this.bindPath(run.params[0], []);
  }

  private learn(node: SyntaxNode): void {
    switch (node.type) {
      case 'VariableDeclarator':
        return this.bindValue(node.id, node.init);
      case 'AssignmentExpression':
        return this.bindValue(node.left, node.right);
      case 'ForOfStatement':
        return this.bind(node.left.declarations?.[0].id ?? node.left, this.kindOf(node.right));
      case 'CallExpression':
        return this.pass(node);
    }
  }

  /** Passes arguments to parameters: of a function of the program, of a function that a method runs for its items, and to a list. */
  private pass({ callee, arguments: given }: SyntaxNode): void {
    const called = isFunction(callee) ? callee : this.functions.get(callee.name);
    called?.params.forEach((parameter: SyntaxNode, index: number) => this.bindValue(parameter, given[index]));
    if (callee.type !== 'MemberExpression') return;
    const of = this.kindOf(callee.object);
    for (const run of given.filter(isFunction)) for (const parameter of run.params) this.bind(parameter, of);
    if (/^(?:push|unshift)$/.test(nameOfKey(callee.property) ?? '')) this.bind(callee.object, this.strongest(given));
  }

  private bindValue(target: SyntaxNode, value: SyntaxNode | null | undefined): void {
    const path = value ? this.pathOf(value) : undefined;
    if (path) this.bindPath(target, path);
    else this.bind(target, this.kindOf(value));
  }

  private bindPath(target: SyntaxNode, path: readonly string[]): void {
    if (target.type === 'Identifier' && !this.paths.has(target.name)) {
      this.paths.set(target.name, path);
      this.hasChanged = true;
    } else if (target.type === 'ObjectPattern') {
      for (const { key, value, argument } of target.properties) this.bindPath(value ?? argument, value ? [...path, nameOfKey(key) ?? '?'] : path);
    } else if (target.type === 'AssignmentPattern') {
      this.bindPath(target.left, path);
    } else if (this.isMarked(path)) {
      this.bind(target, 'text');
    }
  }

  private bind(target: SyntaxNode, kind: Kind): void {
    if (kind === 'none') return;
    switch (target.type) {
      case 'Identifier': {
        if (STRENGTH.indexOf(kind) <= STRENGTH.indexOf(this.kinds.get(target.name) ?? 'none')) return;
        this.kinds.set(target.name, kind);
        this.hasChanged = true;
        return;
      }
      case 'MemberExpression':
        return this.bind(target.object, 'object');
      case 'ObjectPattern':
        return target.properties.forEach(({ value, argument }: SyntaxNode) => this.bind(value ?? argument, value ? 'text' : kind));
      case 'ArrayPattern':
        return target.elements.forEach((element: SyntaxNode | null) => element && this.bind(element, kind));
      case 'AssignmentPattern':
        return this.bind(target.left, kind);
      case 'RestElement':
        return this.bind(target.argument, kind);
    }
  }

  /** Returns the path in the context that an expression reads. Undefined for other expressions. */
  private pathOf(node: SyntaxNode): readonly string[] | undefined {
    if (node.type === 'Identifier') return this.paths.get(node.name);
    if (node.type === 'ChainExpression') return this.pathOf(node.expression);
    if (node.type !== 'MemberExpression') return undefined;
    const path = this.pathOf(node.object);
    return path && [...path, nameOfKey(node.property) ?? '?'];
  }
}

/** Returns the possible return values of a function: its expression, or those of its own return statements. */
function returned({ body }: SyntaxNode): SyntaxNode[] {
  if (body.type !== 'BlockStatement') return [body];
  const values: SyntaxNode[] = [];
  visit(body, (node, around) => {
    if (node.type === 'ReturnStatement' && !around.some(isFunction)) values.push(node.argument);
  });
  return values;
}

function isFunction({ type }: SyntaxNode): boolean {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type);
}

function dotted(node: SyntaxNode): string {
  return node.type === 'MemberExpression' ? `${dotted(node.object)}.${nameOfKey(node.property) ?? '?'}` : String(node.name ?? '?');
}

function asText(kind: Kind): Kind {
  return kind === 'none' ? 'none' : 'text';
}
