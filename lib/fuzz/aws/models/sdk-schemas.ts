/* eslint-disable no-bitwise -- schemas of the SDK have traits and lists as bits */
/**
 * Reads the schemas of AWS SDK for JavaScript clients from the code of a client, or from a bundle that contains clients. The schemas are arrays such
 * as `[9, namespace, 'GetItem', traits, () => GetItemInput, () => GetItemOutput]`. The names that a bundler gave them don't matter.
 */
import { Member, Operation, ServiceModel, Shape } from './service-model';
import { syntaxOf, SyntaxNode, visit } from '../../../inbound-events/template/javascript-syntax';

/** The first element of each type of schema. */
const [LIST, MAP, STRUCTURE, UNION, OPERATION, ERROR] = [1, 2, 3, 4, 9, -3];

/** The shapes of schemas that are numbers. A number plus 64 is a list of that shape; plus 128, a map. */
const SIMPLE: { readonly [number: number]: Shape } = {
  0: { kind: 'text' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
  4: { kind: 'time' },
  5: { kind: 'time' },
  6: { kind: 'time' },
  7: { kind: 'time' },
  15: { kind: 'document' },
  17: { kind: 'integer' },
  19: { kind: 'number' },
  21: { kind: 'bytes' },
  42: { kind: 'bytes' },
};

/** Bits of traits. */
const [HTTP_PAYLOAD, HTTP_STATUS] = [16, 32];

/** Returns models by namespace, such as `com.amazonaws.dynamodb`. The map is empty if the code has no schemas. */
export function sdkSchemas(source: string): ReadonlyMap<string, ServiceModel> {
  const root = /\[\s*9,\s*[\w$]+,/.test(source) ? syntaxOf(source) : undefined;
  return root ? new Reader(root).models() : new Map();
}

class Reader {
  /** Values of variables by the function that contains them. Variables outside of functions belong to the root. */
  private readonly known = new Map<SyntaxNode, Map<string, SyntaxNode>>();
  private readonly operations: { readonly list: SyntaxNode; readonly scopes: readonly SyntaxNode[] }[] = [];
  private readonly errors: { readonly list: SyntaxNode; readonly scopes: readonly SyntaxNode[] }[] = [];

  constructor(root: SyntaxNode) {
    visit(root, (node, around) => {
      const scopes = [...around.filter(({ type }) => /Function/.test(type)).reverse(), root];
      if (node.type === 'VariableDeclarator') this.note(node.id, node.init, [scopes[0]]);
      // Bundlers load some modules late: a function assigns a variable that is declared outside of it.
      if (node.type === 'AssignmentExpression') this.note(node.left, node.right, [scopes[0], root]);
      if (node.type !== 'ArrayExpression' || node.elements.length < 5) return;
      const first = numberOf(node.elements[0]);
      if (first === OPERATION) this.operations.push({ list: node, scopes });
      if (first === ERROR) this.errors.push({ list: node, scopes });
    });
  }

  public models(): Map<string, ServiceModel> {
    const errors = new Map<string, string[]>();
    for (const { list, scopes } of this.errors) {
      const [, namespace, name] = list.elements.map((element: SyntaxNode) => this.text(element, scopes)) as string[];
      errors.set(namespace, [...(errors.get(namespace) ?? []), name]);
    }
    const models = new Map<string, Map<string, Operation>>();
    for (const { list, scopes } of this.operations) {
      const [, namespace, name, traits, , output] = list.elements as SyntaxNode[];
      const [home, called] = [namespace, name].map((element) => this.text(element, scopes));
      if (home === undefined || called === undefined) continue;
      const http = this.traits(traits, scopes).http as readonly string[] | undefined;
      const model = models.get(home) ?? new Map<string, Operation>();
      models.set(home, model.set(called, {
        name: called,
        ...(Array.isArray(http) && { http: { method: http[0], path: http[1].replace(/\?.*$/, '') } }),
        output: output && this.shape(output, scopes),
        errors: errors.get(home) ?? [],
      }));
    }
    return models;
  }

  private note({ type, name }: SyntaxNode, value: SyntaxNode | null, scopes: readonly SyntaxNode[]): void {
    if (type !== 'Identifier' || !value) return;
    for (const scope of scopes) {
      const names = this.known.get(scope) ?? new Map<string, SyntaxNode>();
      this.known.set(scope, names.set(name, value));
    }
  }

  /** Returns the node of a name or of a function without parameters. */
  private follow(node: SyntaxNode, scopes: readonly SyntaxNode[]): SyntaxNode | undefined {
    let at: SyntaxNode | undefined = node;
    for (let steps = 0; at && steps < 10; steps += 1) {
      if (at.type === 'ArrowFunctionExpression') at = at.body as SyntaxNode;
      else if (at.type === 'Identifier') at = this.lookUp(at.name, scopes);
      else return at;
    }
    return undefined;
  }

  private lookUp(name: string, scopes: readonly SyntaxNode[]): SyntaxNode | undefined {
    for (const scope of scopes) {
      const found = this.known.get(scope)?.get(name);
      if (found) return found;
    }
    return undefined;
  }

  private text(node: SyntaxNode, scopes: readonly SyntaxNode[]): string | undefined {
    const found = this.follow(node, scopes);
    if (found?.type === 'TemplateLiteral') return found.quasis[0].value.cooked;
    return typeof found?.value === 'string' ? found.value : undefined;
  }

  private shape(given: SyntaxNode, scopes: readonly SyntaxNode[]): Shape {
    const node = this.follow(given, scopes);
    const number = node && numberOf(node);
    if (number !== undefined) return ofNumber(number);
    if (node?.type !== 'ArrayExpression') return { kind: 'document' };
    const [kind, , , , ...rest] = node.elements as SyntaxNode[];
    switch (numberOf(kind)) {
      case LIST:
        return { kind: 'list', element: () => this.member(rest[0], scopes) };
      case MAP:
        return { kind: 'map', element: () => this.member(rest[1], scopes) };
      case STRUCTURE:
      case UNION:
      case ERROR:
        return { kind: 'structure', members: () => this.members(rest[0], rest[1], scopes), isUnion: numberOf(kind) === UNION };
      default:
        return rest[0] ? this.shape(rest[0], scopes) : { kind: 'document' };
    }
  }

  private members(names: SyntaxNode | undefined, shapes: SyntaxNode | undefined, scopes: readonly SyntaxNode[]): { readonly [name: string]: Member } {
    const list = (node: SyntaxNode | undefined): SyntaxNode[] => (node && this.follow(node, scopes)?.elements) ?? [];
    const parts = list(shapes);
    return Object.fromEntries(list(names).flatMap((name, index) => {
      const text = this.text(name, scopes);
      return text === undefined || !parts[index] ? [] : [[text, this.member(parts[index], scopes)] as const];
    }));
  }

  /** Returns the member for a schema, or for an array of a schema and its traits. */
  private member(node: SyntaxNode, scopes: readonly SyntaxNode[]): Member {
    const isPair = node.type === 'ArrayExpression' && node.elements.length === 2;
    const traits = isPair ? this.traits(node.elements[1], scopes) : {};
    const place = traits.bits & HTTP_PAYLOAD ? 'payload' : traits.bits & HTTP_STATUS ? 'status' : 'httpHeader' in traits ? 'header' : 'httpPrefixHeaders' in traits ? 'headers' : undefined;
    const names = [traits.httpHeader, traits.httpPrefixHeaders, traits.xmlName, traits.jsonName];
    const wireName = names.find((name) => typeof name === 'string') as string | undefined;
    return { shape: this.shape(isPair ? node.elements[0] : node, scopes), place, wireName, isFlat: 'xmlFlattened' in traits };
  }

  private traits(node: SyntaxNode, scopes: readonly SyntaxNode[]): { readonly [name: string]: any } {
    const found = this.follow(node, scopes);
    const bits = found && numberOf(found);
    if (bits !== undefined) return { bits };
    return Object.fromEntries(((found?.properties ?? []) as SyntaxNode[]).map(({ key, computed, value }) => {
      const name = computed ? this.text(key, scopes) : key.name ?? key.value;
      const inner = this.follow(value, scopes);
      return [String(name), inner?.type === 'ArrayExpression' ? inner.elements.map((each: SyntaxNode) => this.text(each, scopes)) : this.text(value, scopes) ?? 1];
    }));
  }
}

function ofNumber(number: number): Shape {
  const inner = SIMPLE[number & ~(64 | 128)] ?? { kind: 'document' };
  if (number >= 128) return { kind: 'map', element: () => ({ shape: inner }) };
  return number >= 64 ? { kind: 'list', element: () => ({ shape: inner }) } : inner;
}

function numberOf(node: SyntaxNode | null | undefined): number | undefined {
  if (node?.type === 'UnaryExpression' && node.operator === '-') return -(numberOf(node.argument) ?? NaN);
  if (node?.type === 'BinaryExpression' && node.operator === '|') return (numberOf(node.left) ?? NaN) | (numberOf(node.right) ?? NaN);
  return typeof node?.value === 'number' ? node.value : undefined;
}
