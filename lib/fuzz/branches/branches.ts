/** The branches of JavaScript code: the parts that run only if a condition decides so. */
import { syntaxOf, SyntaxNode, visit } from '../../inbound-events/template/javascript-syntax';

/** The nodes that branch, with the parts of them that may or may not run. */
const ARMS: { readonly [type: string]: (node: SyntaxNode) => readonly (SyntaxNode | null | undefined)[] } = {
  FunctionDeclaration: ({ body }) => [body],
  FunctionExpression: ({ body }) => [body],
  ArrowFunctionExpression: ({ body }) => [body],
  IfStatement: ({ consequent, alternate }) => [consequent, alternate],
  ConditionalExpression: ({ consequent, alternate }) => [consequent, alternate],
  LogicalExpression: ({ right }) => [right],
  SwitchCase: ({ consequent }) => [consequent[0]],
  CatchClause: ({ body }) => [body],
  ForStatement: ({ body }) => [body],
  ForInStatement: ({ body }) => [body],
  ForOfStatement: ({ body }) => [body],
  WhileStatement: ({ body }) => [body],
};

/** Returns an offset inside of each branch, in the order of the text. Undefined if the text can't be parsed as JavaScript. */
export function branchesOf(source: string): readonly number[] | undefined {
  const root = syntaxOf(source);
  if (!root) return undefined;
  const offsets = new Set<number>();
  visit(root, (node) => {
    for (const arm of ARMS[node.type]?.(node) ?? []) if (arm && !isEmpty(arm)) offsets.add(arm.type === 'BlockStatement' ? arm.start + 1 : arm.start);
  });
  return [...offsets].sort((a, b) => a - b);
}

/** V8 counts nothing for an empty block. */
function isEmpty({ type, body }: SyntaxNode): boolean {
  return type === 'BlockStatement' && body.length === 0;
}
