/** Places where programs of AppSync resolvers write texts of callers. Values are followed through the syntax tree. */
import { EVENT_NAMES, isOfCaller, isOfHeader, ResolverLeak } from './leak';
import { ProgramValues } from './program-values';
import { isIdentityKey, roleOfKey } from '../caller-keys';
import { nameOfKey, SyntaxNode, visit } from '../javascript-syntax';

/** Functions of @aws-appsync/utils/rds that take whole statements. */
const TAKES_STATEMENTS: ReadonlySet<string> = new Set(['createPgStatement', 'createMySQLStatement']);

/** Returns the leaks of a program, one for each member. */
export function leaksOfProgram(program: SyntaxNode): ResolverLeak[] {
  return [
    ...[...statementsOf(program)].map((member): ResolverLeak => ({ kind: 'in-statement', message: `input of the caller is a part of ${member}` })),
    ...[...eventNamesOf(program)].map((member): ResolverLeak => ({ kind: 'names-target', message: `input of the caller is ${member} of an event` })),
    ...[...identitiesOf(program)].map((member): ResolverLeak => ({ kind: 'names-caller', message: `${member} is a header of the request` })),
  ];
}

/** Returns the members by which rules select events and that contain a text of the caller. Only events have a detail as well. */
function eventNamesOf(program: SyntaxNode): ReadonlySet<string> {
  const values = new ProgramValues(program, isOfCaller);
  const members = new Set<string>();
  visit(program, ({ type, properties }) => {
    if (type !== 'ObjectExpression') return;
    const named = new Map<string | undefined, SyntaxNode>(properties.map(({ key, value }: SyntaxNode) => [key && nameOfKey(key), value]));
    if (!named.has('detail')) return;
    for (const [name, value] of named) if (name !== undefined && EVENT_NAMES.has(name) && values.kindOf(value) === 'text') members.add(name);
  });
  return members;
}

/** Members of requests to a table that say whose items they are about: keys, and values of expressions. */
const ITEM_KEY = /^(?:key|pk|(?:partition|hash)_?key|:\w+)$/i;

/** Returns the members for identities that contain a header, and the keys of items that contain a header for an identity. */
function identitiesOf(program: SyntaxNode): ReadonlySet<string> {
  const ofHeaders = new ProgramValues(program, isOfHeader);
  const ofIdentities = new ProgramValues(program, (path) => isOfHeader(path) && isIdentityKey(path[2] ?? ''));
  const members = new Set<string>();
  visit(program, (node, around) => {
    if (node.type !== 'Property' || around.at(-1)!.type !== 'ObjectExpression') return;
    const member = nameOfKey(node.key);
    if (member === undefined) return;
    const isKey = ITEM_KEY.test(member) && !around.some(({ type, key }) => type === 'Property' && ITEM_KEY.test(nameOfKey(key) ?? ''));
    if ((isIdentityKey(member) && ofHeaders.kindOf(node.value) !== 'none') || (isKey && ofIdentities.kindOf(node.value) !== 'none')) members.add(member);
  });
  return members;
}

/** Returns the statements that contain a text of the caller. */
function statementsOf(program: SyntaxNode): ReadonlySet<string> {
  const values = new ProgramValues(program, isOfCaller);
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
  return members;
}

function statementAt(member: string | undefined): string | undefined {
  return member !== undefined && roleOfKey(member) === 'statement' ? member : undefined;
}
