/** The syntax tree of JavaScript, as far as the fuzzer and the rules on resolvers need it. */
import { Node, Options, parse } from 'acorn';

export type SyntaxNode = Node & { readonly [key: string]: any };

const OPTIONS: Options = {
  ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowImportExportEverywhere: true,
};

/** Parses a text. Returns undefined if it can't be parsed as JavaScript. */
export function syntaxOf(source: string): SyntaxNode | undefined {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(source, { ...OPTIONS, sourceType }) as SyntaxNode;
    } catch {
      // Try the other source type.
    }
  }
  return undefined;
}

/** Calls `look` for a node and all nodes inside of it, outer ones first, with the ancestors of each. */
export function visit(root: SyntaxNode, look: (node: SyntaxNode, around: readonly SyntaxNode[]) => void): void {
  const around: SyntaxNode[] = [];
  const enter = (node: SyntaxNode): void => {
    look(node, around);
    around.push(node);
    for (const key of Object.keys(node)) {
      const inner: unknown = node[key];
      for (const each of Array.isArray(inner) ? inner : [inner]) if (isNode(each)) enter(each);
    }
    around.pop();
  };
  enter(root);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof (value as SyntaxNode | null)?.type === 'string' && typeof (value as SyntaxNode).start === 'number';
}

/** Returns the name of a member. Undefined if it is calculated. */
export function nameOfKey(key: SyntaxNode): string | undefined {
  return key.type === 'Identifier' ? key.name : typeof key.value === 'string' ? key.value : undefined;
}
