/** Each run of Jest keeps the templates that tests of constructs synthesize, for cfn-lint to judge: setup.ts writes them, reporter.cjs says whose are all there. */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/sec3-templates');
const DAY_MS = 24 * 60 * 60 * 1000;

/** What templates, and the tests that synthesize them, are made of; assets are built from lambda/. */
const SOURCES = ['package.json', 'package-lock.json', 'lib', 'lambda', 'examples', 'test'];
const NO_SOURCES = ['cdk.out', '__pycache__', '.venv', 'node_modules'];

/** Tests that make templates which are wrong, for the gate to judge, or to show that they are. */
const WRONG_ON_PURPOSE = [
  'test/functions/hardening/functions-of-app.test.ts',
  'test/runtime-protection/runtime-protection.test.ts',
  'test/secrets/access/dynamic-references.test.ts',
  'test/secrets/grant-cycles.test.ts',
  'test/secrets/secret-limits.test.ts',
  'test/secure/packs.test.ts',
  'test/secure/sec3-checks.test.ts',
  'test/secure/rules-are-total.test.ts',
];

/** A test whose many templates are all of one kind, of which others make some. */
const ALIKE = ['test/secure/open-api/open-api-endpoints.test.ts'];

/** The tests that synthesize constructs of ours. */
export function testsOfConstructs(): string[] {
  const tests = path.join(ROOT, 'test');
  return fs.readdirSync(tests, { recursive: true, encoding: 'utf8' }).map((name) => path.join(tests, name)).filter(isTestOfConstructs);
}

/** Whether a test synthesizes constructs of ours: not one of rules, which judge templates written by hand. */
export function isTestOfConstructs(file: string): boolean {
  const name = path.relative(ROOT, file);
  if (!name.endsWith('.test.ts') || /^test\/(bundle|gate|cli|report|e2e|integration)\/|\/rules\//.test(name)) return false;
  if ([...WRONG_ON_PURPOSE, ...ALIKE].includes(name)) return false;
  return /fromStack|synth\(|packFindings|assemblyOfStack/.test(fs.readFileSync(file, 'utf8'));
}

/** The folder of this state of the tree, so that templates of another one are never taken for its own. */
export function folderOfTree(): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) addTo(hash, path.join(ROOT, source));
  return path.join(CACHE, hash.digest('hex').slice(0, 16));
}

/** Where the templates of a test file are; and once all of it has passed, a file that is named `complete`. */
export function folderOfTest(folder: string, file: string): string {
  return path.join(folder, path.relative(ROOT, file));
}

/** Removes what was kept of states of the tree that no one has tested for a day. */
export function forgetOldTrees(): void {
  if (!fs.existsSync(CACHE)) return;
  for (const folder of fs.readdirSync(CACHE).map((name) => path.join(CACHE, name))) {
    const { mtimeMs = Infinity } = fs.statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - DAY_MS) fs.rmSync(folder, { recursive: true, force: true });
  }
}

function addTo(hash: ReturnType<typeof createHash>, file: string): void {
  if (!fs.statSync(file).isDirectory()) return void hash.update(`${path.relative(ROOT, file)}\0`).update(fs.readFileSync(file)).update('\0');
  for (const name of fs.readdirSync(file).sort()) if (!NO_SOURCES.includes(name)) addTo(hash, path.join(file, name));
}
