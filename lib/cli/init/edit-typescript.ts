import * as fs from 'fs';
import * as path from 'path';
import { parse, ParserPlugin } from '@babel/parser';
import type { CallExpression, Expression, LVal, NewExpression, Node, Program, Statement, VariableDeclarator } from '@babel/types';
import { BASELINE, byHand, Edit, inserted, lineEndOf } from './edit';

/** Local names that create the App of the CDK: classes for `new App()`, namespaces for `new cdk.App()`. */
interface CdkNames {
  readonly classes: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** Lines to add to TypeScript and ES modules by hand. */
export const TYPESCRIPT_BY_HAND = byHandWith("import { Sec3, Sec3Level } from 'cdk-sec3';");

/** Returns the lines to add to a file by hand: in CommonJS with `require`. */
export function linesByHand(file: string): readonly string[] {
  const isModule = /^\s*import\s/m.test(fs.readFileSync(file, 'utf8'));
  return !isModule && isCommonJs(file) ? byHandWith("const { Sec3, Sec3Level } = require('cdk-sec3');") : TYPESCRIPT_BY_HAND;
}

function byHandWith(bring: string): readonly string[] {
  return [bring, `Sec3.enforce(app, { defaultLevel: Sec3Level.WARNING, baseline: '${BASELINE}' });  // before app.synth()`];
}

/** Checks for CommonJS as Node.js does: by the ending, or by the nearest package.json. TypeScript has imports in both. */
function isCommonJs(file: string): boolean {
  if (path.extname(file) !== '.js') return path.extname(file) === '.cjs';
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) return !/"type"\s*:\s*"module"/.test(fs.readFileSync(manifest, 'utf8'));
    if (folder === path.dirname(folder)) return true;
  }
}

/** Functions and blocks: statements in them are not at the top level of the file. */
const INNER: ReadonlySet<string> = new Set<Node['type']>([
  'ArrowFunctionExpression', 'BlockStatement', 'ClassMethod', 'ClassPrivateMethod', 'FunctionDeclaration', 'FunctionExpression', 'ObjectMethod', 'StaticBlock',
]);

/**
 * Adds the gate to the file that creates the App, using its syntax tree. The file is not changed unless the App is exactly one top-level variable.
 *
 * @param file absolute path; its extension gives the language
 */
export function editTypeScript(text: string, file: string): Edit {
  const program = parsed(text, file);
  if (program instanceof Error) return byHand(`it has a syntax error: ${program.message}`);
  if (/\bSec3\s*\.\s*enforce\s*\(/.test(text)) return { kind: 'unchanged' };
  const created = appsOf(program);
  if (created.length !== 1) return byHand(created.length === 0 ? 'no `new App()` of aws-cdk-lib was found' : `it creates ${created.length} Apps`);
  const name = variableOf(program, created[0]);
  if (name === undefined) return byHand('the App is not the value of a variable at the top level of the file');
  if ([...nodesOf(program)].some((node) => node.type === 'Identifier' && node.name === 'Sec3')) return byHand('it already uses the name Sec3 for something else');
  return withGate(program, text, file, name);
}

function withGate(program: Program, text: string, file: string, app: string): Edit {
  const lineEnd = lineEndOf(text);
  const last = program.body.filter((statement) => statement.type === 'ImportDeclaration' || requiresOf(statement).length > 0).pop()!;
  const [synth] = synthesesOf(nodesOf(program), app);
  if (synth && synthesesOf(nodesOf(program, INNER), app)[0] !== synth) return byHand(`${app}.synth() is called in a function`);
  const lastText = text.slice(last.start!, last.end!);
  const semicolon = lastText.endsWith(';') ? ';' : '';
  const quote = lastText.includes('"') ? '"' : "'";
  const bring = last.type === 'ImportDeclaration' ? `import { Sec3, Sec3Level } from ${quote}cdk-sec3${quote}` : `const { Sec3, Sec3Level } = require(${quote}cdk-sec3${quote})`;
  const enforce = `Sec3.enforce(${app}, { defaultLevel: Sec3Level.WARNING, baseline: ${quote}${BASELINE}${quote} })${semicolon}`;
  const ends = text.endsWith('\n');
  const at = synth && program.body.find(({ start, end }) => start! <= synth.start! && synth.end! <= end!)!.start!;
  const edited = inserted(text, [
    { at: last.end!, text: `${lineEnd}${bring}${semicolon}` },
    at === undefined ? { at: text.length, text: `${ends ? '' : lineEnd}${enforce}${lineEnd}` } : { at, text: `${enforce}${lineEnd}${indentationOf(at, text)}` },
  ]);
  return parsed(edited, file) instanceof Error ? byHand('the gate could not be added to it') : { kind: 'changed', text: edited };
}

/** Returns the indentation before a position; empty if the line has other text before it. */
function indentationOf(at: number, text: string): string {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, at))?.[1] ?? '';
}

/** Returns the syntax tree, or the error of its syntax. */
function parsed(text: string, file: string): Program | Error {
  const plugins: ParserPlugin[] = /\.[cm]?ts$/.test(file) ? ['typescript', 'decorators-legacy'] : [];
  try {
    return parse(text, { sourceType: 'unambiguous', allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true, plugins }).program;
  } catch (e) {
    return e as SyntaxError;
  }
}

/** Yields a node and all nodes below it, except those in nodes of the given types. */
function* nodesOf(node: Node, closed: ReadonlySet<string> = new Set()): Generator<Node> {
  yield node;
  if (closed.has(node.type)) return;
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* nodesOf(child, closed);
}

/** Checks whether a value is a node of the tree. Comments have a type as well. */
function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string' && !/^Comment/.test((value as Node).type);
}

/** Returns each `new App()` of the CDK. */
function appsOf(program: Program): NewExpression[] {
  const { classes, namespaces } = cdkNames(program);
  return [...nodesOf(program)].filter((node): node is NewExpression => node.type === 'NewExpression').filter(({ callee }) => {
    return callee.type === 'MemberExpression' ? isNamed(callee.property, 'App') && namespaces.has(nameOf(callee.object)) : classes.has(nameOf(callee));
  });
}

/** Returns the local names of the exports of aws-cdk-lib. */
function cdkNames(program: Program): CdkNames {
  const [classes, namespaces] = [new Set<string>(), new Set<string>()];
  const add = (imported: string, local: string) => void (imported === 'App' && classes.add(local));
  for (const statement of program.body) {
    for (const specifier of statement.type === 'ImportDeclaration' && isCdk(statement.source) ? statement.specifiers : []) {
      if (specifier.type === 'ImportSpecifier') add(nameOf(specifier.imported), specifier.local.name);
      else namespaces.add(specifier.local.name);
    }
    for (const { id, init } of requiresOf(statement)) {
      if (!isCdk(init.arguments[0])) continue;
      namespaces.add(nameOf(id));
      for (const each of id.type === 'ObjectPattern' ? id.properties : []) if (each.type === 'ObjectProperty') add(nameOf(each.key), nameOf(each.value));
    }
  }
  return { classes, namespaces };
}

/** Returns the name of an identifier, or an empty text. */
function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : '';
}

function isNamed(node: Node, name: string): boolean {
  return nameOf(node) === name;
}

function isCdk(specifier: Node | undefined): boolean {
  return specifier?.type === 'StringLiteral' && /^aws-cdk-lib(?:\/core)?$/.test(specifier.value);
}

/** Returns the variables that a statement declares, exported or not. */
function declaratorsOf(statement: Statement): readonly VariableDeclarator[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];
}

/** Returns the variables that a statement sets by `require`. */
function requiresOf(statement: Statement): { readonly id: LVal; readonly init: CallExpression }[] {
  return declaratorsOf(statement).flatMap(({ id, init }) => (init?.type === 'CallExpression' && isNamed(init.callee, 'require') ? [{ id: id as LVal, init }] : []));
}

/** Returns the top-level variable with an App as its value. */
function variableOf(program: Program, created: Expression): string | undefined {
  const declarator = program.body.flatMap(declaratorsOf).find(({ init }) => init === created);
  return declarator && (nameOf(declarator.id) || undefined);
}

/** Yields each call of `synth` on the App. */
function synthesesOf(nodes: Iterable<Node>, app: string): CallExpression[] {
  return [...nodes].filter((node): node is CallExpression => node.type === 'CallExpression').filter(({ callee }) => {
    return callee.type === 'MemberExpression' && isNamed(callee.property, 'synth') && isNamed(callee.object, app);
  });
}
