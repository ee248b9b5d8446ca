import { spawnSync } from 'child_process';
import { BASELINE, byHand, Edit, lineEndOf } from './edit';
import { isObject } from '../../json/json-object';

/** The code to add by hand in Python. */
export const PYTHON_BY_HAND = [
  'from cdk_sec3 import Sec3, Sec3Level',
  `Sec3.enforce(app, default_level=Sec3Level.WARNING, baseline="${BASELINE}")  # before app.synth()`,
];

/** Parses Python source from stdin, and prints the positions of the App's creation, of its synthesis, and of the last import. */
const READER = `
import ast, json, sys
tree = ast.parse(sys.stdin.buffer.read())
names, modules = set(), set()
for node in ast.walk(tree):
    if isinstance(node, ast.Import):
        modules.update((a.asname or a.name) for a in node.names if a.name in ("aws_cdk", "aws_cdk.core"))
    if isinstance(node, ast.ImportFrom) and node.module == "aws_cdk":
        names.update((a.asname or a.name) for a in node.names if a.name == "App")
        modules.update((a.asname or a.name) for a in node.names if a.name == "core")
def makes_app(node):
    if not isinstance(node, ast.Call):
        return False
    f = node.func
    return isinstance(f, ast.Name) and f.id in names or isinstance(f, ast.Attribute) and f.attr == "App" and ast.unparse(f.value) in modules
made = [node for node in ast.walk(tree) if makes_app(node)]
variables = [s.targets[0].id for s in tree.body if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name) and s.value in made]
app = variables[0] if variables else None
def is_synth(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "synth" and ast.unparse(node.func.value) == app
synth = [s.lineno for s in tree.body if any(is_synth(n) for n in ast.walk(s))]
plain = [s.lineno for s in tree.body if isinstance(s, (ast.Expr, ast.Assign)) and any(is_synth(n) for n in ast.walk(s))]
imports = [s.end_lineno for s in tree.body if isinstance(s, (ast.Import, ast.ImportFrom))]
identifiers = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
shared = any(a.end_lineno >= b.lineno for a, b in zip(tree.body, tree.body[1:]))
print(json.dumps({"apps": len(made), "app": app, "synth": synth[:1], "plain": plain[:1], "imports": imports[-1:], "taken": "Sec3" in identifiers, "shared": shared}))
`;

/** The output of the parser; lines count from 1. */
interface Reading {
  readonly apps: number;
  readonly app: string | null;
  readonly synth: readonly number[];
  /** Like `synth`, if it is a statement of its own. */
  readonly plain: readonly number[];
  /** The last line of the last import at the top level. */
  readonly imports: readonly number[];
  readonly taken: boolean;
  /** Whether a line has several statements. */
  readonly shared: boolean;
}

/** Adds the gate to the file that creates the App, using Python's own parser. */
export function editPython(text: string): Edit {
  const { reading, problem } = readingOf(text);
  if (!reading) return byHand(problem!);
  if (/\bSec3\s*\.\s*enforce\s*\(/.test(text)) return { kind: 'unchanged' };
  const { apps, app, synth, plain, imports, taken, shared } = reading;
  if (apps !== 1) return byHand(apps === 0 ? 'no App() of aws_cdk was found' : `it makes ${apps} Apps`);
  if (app === null) return byHand('the App is not the value of a variable at the top level of the file');
  if (synth.length === 0 || plain[0] !== synth[0]) return byHand(`${app}.synth() is not called at the top level of the file`);
  if (taken) return byHand('it has another thing that is called Sec3');
  if (shared || imports.length === 0 || imports[0] >= synth[0]) return byHand('several statements are on one line');
  const lineEnd = lineEndOf(text);
  const lines = text.split(lineEnd);
  const [bring, enforce] = PYTHON_BY_HAND.map((line) => line.replace(/ {2}#.*/, '').replace('(app,', `(${app},`));
  const [above, below] = [lines.slice(imports[0], synth[0] - 1), lines.slice(synth[0] - 1)];
  const edited = [...lines.slice(0, imports[0]), bring, ...above, enforce, ...below].join(lineEnd);
  return readingOf(edited).reading ? { kind: 'changed', text: edited } : byHand('the gate could not be put into it');
}

function readingOf(text: string): { readonly reading?: Reading; readonly problem?: string } {
  for (const program of ['python3', 'python']) {
    const { status, stdout, stderr, error } = spawnSync(program, ['-I', '-c', READER], { input: text, encoding: 'utf8', timeout: 30_000 });
    if (error) continue;
    if (status !== 0) return { problem: `it can’t be read by ${program} (${stderr.trim().split('\n').pop()})` };
    const reading: unknown = JSON.parse(stdout);
    return isObject(reading) ? { reading: reading as unknown as Reading } : { problem: `${program} did not read it` };
  }
  return { problem: 'Python, which is needed to read the file, is not installed' };
}
