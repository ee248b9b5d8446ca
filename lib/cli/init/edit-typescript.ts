import { createRequire } from 'module';
import * as path from 'path';
// Types alone: the compiler is the app's own.
// eslint-disable-next-line import/no-restricted-paths
import type * as ts from 'typescript';
import { BASELINE, byHand, Edit, inserted, lineEndOf } from './edit';

type Compiler = typeof ts;

/** How the file has the App of the CDK: `new App()` of an import, or `new cdk.App()`. */
interface CdkNames {
  readonly classes: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** What to add to TypeScript and JavaScript, by hand. */
export const TYPESCRIPT_BY_HAND = [
  "import { Sec3, Sec3Level } from 'cdk-sec3';",
  `Sec3.enforce(app, { defaultLevel: Sec3Level.WARNING, baseline: '${BASELINE}' });  // before app.synth()`,
];

/**
 * Puts the gate into the file that makes the App, by its syntax tree. A file in which that is anything but one variable at the top level is
 * left as it is.
 *
 * @param file absolute; the TypeScript that the app has installed is looked for from there
 */
export function editTypeScript(text: string, file: string): Edit {
  const compiler = compilerOf(file);
  if (!compiler) return byHand('the file is read by the package typescript, which is not installed here, or in a version without an API (version 5 or 6 has one)');
  const source = parse(compiler, text, file);
  if (hasErrors(source)) return byHand('it has errors of syntax');
  if (/\bSec3\s*\.\s*enforce\s*\(/.test(text)) return { kind: 'unchanged' };
  const made = appsOf(compiler, source);
  if (made.length !== 1) return byHand(made.length === 0 ? 'no `new App()` of aws-cdk-lib was found' : `it makes ${made.length} Apps`);
  const name = variableOf(compiler, source, made[0]);
  if (name === undefined) return byHand('the App is not the value of a variable at the top level of the file');
  if (identifiersOf(compiler, source).has('Sec3')) return byHand('it has another thing that is called Sec3');
  return withGate(compiler, source, text, file, name);
}

function withGate(compiler: Compiler, source: ts.SourceFile, text: string, file: string, app: string): Edit {
  const lineEnd = lineEndOf(text);
  const bringing = source.statements.filter((statement) => compiler.isImportDeclaration(statement) || isRequire(compiler, statement));
  const last = bringing[bringing.length - 1];
  const synth = synthesesOf(compiler, source, app);
  const statement = synth.length === 0 ? undefined : source.statements.find((each) => each.pos <= synth[0].pos && synth[0].end <= each.end)!;
  if (statement && !isTopLevel(compiler, synth[0], source)) return byHand(`${app}.synth() is called in a function`);
  const lastText = last.getText(source);
  const semicolon = lastText.endsWith(';') ? ';' : '';
  const quote = lastText.includes('"') ? '"' : "'";
  const bring = compiler.isImportDeclaration(last) ? `import { Sec3, Sec3Level } from ${quote}cdk-sec3${quote}` : `const { Sec3, Sec3Level } = require(${quote}cdk-sec3${quote})`;
  const enforce = `Sec3.enforce(${app}, { defaultLevel: Sec3Level.WARNING, baseline: ${quote}${BASELINE}${quote} })${semicolon}`;
  const ends = text.endsWith('\n');
  const edited = inserted(text, [
    { at: last.end, text: `${lineEnd}${bring}${semicolon}` },
    statement ? { at: statement.getStart(source), text: `${enforce}${lineEnd}${indentationOf(statement.getStart(source), text)}` } : { at: text.length, text: `${ends ? '' : lineEnd}${enforce}${lineEnd}` },
  ]);
  return hasErrors(parse(compiler, edited, file)) ? byHand('the gate could not be put into it') : { kind: 'changed', text: edited };
}

/** What stands before a place in its line, where that is nothing but blanks. */
function indentationOf(at: number, text: string): string {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, at))?.[1] ?? '';
}

function compilerOf(file: string): Compiler | undefined {
  try {
    const compiler = createRequire(file)('typescript') as Partial<Compiler>;
    return typeof compiler.createSourceFile === 'function' ? (compiler as Compiler) : undefined;
  } catch {
    return undefined;
  }
}

function parse(compiler: Compiler, text: string, file: string): ts.SourceFile {
  return compiler.createSourceFile(path.basename(file), text, compiler.ScriptTarget.Latest, true);
}

function hasErrors(source: ts.SourceFile): boolean {
  return ((source as unknown as { readonly parseDiagnostics?: readonly unknown[] }).parseDiagnostics ?? []).length > 0;
}

function* nodesOf(compiler: Compiler, node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  compiler.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(compiler, child);
}

function identifiersOf(compiler: Compiler, source: ts.SourceFile): ReadonlySet<string> {
  return new Set([...nodesOf(compiler, source)].filter(compiler.isIdentifier).map(({ text }) => text));
}

/** Each `new App()` of the CDK. */
function appsOf(compiler: Compiler, source: ts.SourceFile): ts.NewExpression[] {
  const { classes, namespaces } = cdkNames(compiler, source);
  return [...nodesOf(compiler, source)].filter(compiler.isNewExpression).filter(({ expression }) => {
    if (compiler.isIdentifier(expression)) return classes.has(expression.text);
    return compiler.isPropertyAccessExpression(expression) && expression.name.text === 'App' && namespaces.has(expression.expression.getText(source));
  });
}

/** Under which names the file has what aws-cdk-lib exports. */
function cdkNames(compiler: Compiler, source: ts.SourceFile): CdkNames {
  const [classes, namespaces] = [new Set<string>(), new Set<string>()];
  const add = (imported: string, local: string) => void (imported === 'App' && classes.add(local));
  for (const statement of source.statements) {
    if (compiler.isImportDeclaration(statement) && isCdk(compiler, statement.moduleSpecifier)) {
      const { name, namedBindings } = statement.importClause ?? {};
      if (name) namespaces.add(name.text);
      if (namedBindings && compiler.isNamespaceImport(namedBindings)) namespaces.add(namedBindings.name.text);
      const named = namedBindings && compiler.isNamedImports(namedBindings) ? namedBindings.elements : [];
      for (const each of named) add((each.propertyName ?? each.name).text, each.name.text);
    }
    for (const { name, initializer } of requiresOf(compiler, statement)) {
      if (!isCdk(compiler, initializer.arguments[0])) continue;
      if (compiler.isIdentifier(name)) namespaces.add(name.text);
      const named = compiler.isObjectBindingPattern(name) ? name.elements : [];
      for (const each of named) add((each.propertyName ?? each.name).getText(source), each.name.getText(source));
    }
  }
  return { classes, namespaces };
}

function isCdk(compiler: Compiler, specifier: ts.Node | undefined): boolean {
  return specifier !== undefined && compiler.isStringLiteral(specifier) && /^aws-cdk-lib(?:\/core)?$/.test(specifier.text);
}

/** The variables of a statement that `require` gives values to. */
function requiresOf(compiler: Compiler, statement: ts.Statement): { readonly name: ts.BindingName; readonly initializer: ts.CallExpression }[] {
  if (!compiler.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    const isCall = initializer !== undefined && compiler.isCallExpression(initializer) && compiler.isIdentifier(initializer.expression);
    return isCall && (initializer.expression as ts.Identifier).text === 'require' ? [{ name, initializer }] : [];
  });
}

function isRequire(compiler: Compiler, statement: ts.Statement): boolean {
  return requiresOf(compiler, statement).length > 0;
}

/** The variable at the top level that an App is the value of. */
function variableOf(compiler: Compiler, source: ts.SourceFile, made: ts.NewExpression): string | undefined {
  for (const statement of source.statements.filter(compiler.isVariableStatement)) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === made && compiler.isIdentifier(name)) return name.text;
    }
  }
  return undefined;
}

/** Each call of `synth` on the App. */
function synthesesOf(compiler: Compiler, source: ts.SourceFile, app: string): ts.CallExpression[] {
  return [...nodesOf(compiler, source)].filter(compiler.isCallExpression).filter(({ expression }) => {
    return compiler.isPropertyAccessExpression(expression) && expression.name.text === 'synth' && expression.expression.getText(source) === app;
  });
}

/** Whether nothing but one statement of the file is around a node. */
function isTopLevel(compiler: Compiler, node: ts.Node, source: ts.SourceFile): boolean {
  for (let at = node.parent; at !== source; at = at.parent) if (compiler.isFunctionLike(at) || compiler.isBlock(at)) return false;
  return true;
}
