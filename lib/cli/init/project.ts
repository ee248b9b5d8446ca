import * as fs from 'fs';
import * as path from 'path';
import { isObject } from '../../json/json-object';

/** The kind of app in a folder. */
export type Project =
  /** A CDK app, with the file that creates it; undefined if `cdk.json` does not name one file. */
  | { readonly kind: 'typescript' | 'javascript' | 'python'; readonly entry: string }
  /** A CDK app whose language or start command is not supported. */
  | { readonly kind: 'cdk'; readonly reason: string }
  /** Paths of templates. */
  | { readonly kind: 'sam' | 'templates'; readonly templates: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

const LANGUAGES: { readonly [extension: string]: 'typescript' | 'javascript' | 'python' } = {
  '.ts': 'typescript', '.mts': 'typescript', '.cts': 'typescript', '.js': 'javascript', '.mjs': 'javascript', '.cjs': 'javascript', '.py': 'python',
};

/** Folders that contain no app of the user. */
const SKIPPED = /^(?:\.|node_modules$|cdk\.out$|dist$|build$|venv$)/;

/** Maximum depth of the search for apps in a repository. */
const DEPTH = 3;

/** Returns the app in a folder. */
export function projectIn(folder: string): Project {
  const config = path.join(folder, 'cdk.json');
  if (fs.existsSync(config)) return cdkProject(folder, config);
  const templates = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && /\.(?:ya?ml|json|template)$/.test(entry.name)).map(({ name }) => name);
  const kinds = templates.sort().map((name) => [name, kindOf(fs.readFileSync(path.join(folder, name), 'utf8'))] as const).filter(([, kind]) => kind !== undefined);
  if (kinds.length > 0) return { kind: kinds.some(([, kind]) => kind === 'sam') ? 'sam' : 'templates', templates: kinds.map(([name]) => name) };
  const below = appsBelow(folder, DEPTH).map((app) => path.relative(folder, app));
  if (below.length > 0) return { kind: 'none', reason: `there is no cdk.json here, but in ${below.join(', ')}: run cdk-sec3 init there` };
  return { kind: 'none', reason: 'there is neither a cdk.json nor a CloudFormation template here' };
}

function cdkProject(folder: string, config: string): Project {
  let app: unknown;
  try {
    const content: unknown = JSON.parse(fs.readFileSync(config, 'utf8').replace(/^\uFEFF/, ''));
    app = isObject(content) ? content.app : undefined;
  } catch (e) {
    return { kind: 'cdk', reason: `cdk.json can’t be read as JSON (${(e as Error).message})` };
  }
  if (typeof app !== 'string') return { kind: 'cdk', reason: 'cdk.json has no "app" that is a command' };
  const words = app.split(/\s+/).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const files = words.filter((word) => path.extname(word) in LANGUAGES && isFile(path.join(folder, word)));
  const entries = [...new Set(files.map((file) => path.normalize(file)))];
  if (entries.length !== 1) return { kind: 'cdk', reason: `the command ${JSON.stringify(app)} of cdk.json names ${entries.length === 0 ? 'no file' : 'several files'} of TypeScript, JavaScript or Python` };
  const [entry] = entries;
  const source = sourceOf(folder, entry);
  return { kind: LANGUAGES[path.extname(source)], entry: source };
}

/** Returns the TypeScript source that a JavaScript file is compiled from. */
function sourceOf(folder: string, entry: string): string {
  const source = entry.replace(/\.([mc]?)js$/, '.$1ts');
  return isFile(path.join(folder, source)) ? source : entry;
}

/** Returns the kind of template in a text; undefined if it is not one. */
function kindOf(text: string): 'sam' | 'templates' | undefined {
  if (!/^\s*["']?Resources["']?\s*:/m.test(text)) return undefined;
  if (/AWS::Serverless-\d{4}-\d\d-\d\d/.test(text)) return 'sam';
  return /["']?Type["']?\s*:\s*["']?AWS::\w+::\w+/.test(text) ? 'templates' : undefined;
}

function appsBelow(folder: string, depth: number): string[] {
  if (depth === 0) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !SKIPPED.test(entry.name)).flatMap(({ name }) => {
    const below = path.join(folder, name);
    return isFile(path.join(below, 'cdk.json')) ? [below] : appsBelow(below, depth - 1);
  }).sort();
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
