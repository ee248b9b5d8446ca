/** Places where programs of AppSync resolvers write texts of callers. Values are followed through the syntax tree. */
import { ResolverLeak } from './leak';
import { ProgramValues } from './program-values';
import { roleOfKey } from '../caller-keys';
import { nameOfKey, SyntaxNode, visit } from '../javascript-syntax';

/** Functions of @aws-appsync/utils/rds that take whole statements. */
const TAKES_STATEMENTS: ReadonlySet<string> = new Set(['createPgStatement', 'createMySQLStatement']);

/** Returns the leaks of a program, one for each member. */
export function leaksOfProgram(program: SyntaxNode): ResolverLeak[] {
  const values = new ProgramValues(program);
  const members = new Set<string>();
  const look = (member: string | undefined, value: SyntaxNode) => {
    if (member !== undefined && values.kindOf(value) === 'text') members.add(member);
  };
  visit(program, (node, around) => {
    switch (node.type) {
      case 'Property':
        return around.at(-1)!.type === 'ObjectExpression' ? look(statementAt(nameOfKey(node.key)), node.value) : undefined;
      case 'AssignmentExpression':
        return look(node.left.type === 'MemberExpression' ? statementAt(nameOfKey(node.left.property)) : undefined, node.right);
      case 'CallExpression':
        return TAKES_STATEMENTS.has(node.callee.name) ? node.arguments.forEach((statement: SyntaxNode) => look('statements', statement)) : undefined;
    }
  });
  return [...members].map((member) => ({ kind: 'in-statement', message: `input of the caller is a part of ${member}` }));
}

function statementAt(member: string | undefined): string | undefined {
  return member !== undefined && roleOfKey(member) === 'statement' ? member : undefined;
}
