/**
 * Each run of Jest keeps the templates that tests of constructs synthesize, so that cfn-lint can judge them: setup.ts writes them, and reporter.cjs
 * marks complete sets.
 */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/sec3-templates');
const DAY_MS = 24 * 60 * 60 * 1000;

/** Sources of templates and of the tests that synthesize them; assets are built from lambda/. */
const SOURCES = ['package.json', 'package-lock.json', 'lib', 'lambda', 'examples', 'test'];
const NO_SOURCES = ['cdk.out', '__pycache__', '.venv', 'node_modules'];

/** Tests with intentionally wrong templates. */
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

/** A test with many similar templates, some of which other tests also have. */
const ALIKE = ['test/secure/open-api/open-api-endpoints.test.ts'];

/** Returns the tests that synthesize constructs of this library. */
export function testsOfConstructs(): string[] {
  const tests = path.join(ROOT, 'test');
  return fs.readdirSync(tests, { recursive: true, encoding: 'utf8' }).map((name) => path.join(tests, name)).filter(isTestOfConstructs);
}

/** Checks whether a test synthesizes constructs of this library. Tests of rules judge handwritten templates. */
export function isTestOfConstructs(file: string): boolean {
  const name = path.relative(ROOT, file);
  if (!name.endsWith('.test.ts') || /^test\/(bundle|gate|cli|report|e2e|integration)\/|\/rules\//.test(name)) return false;
  if ([...WRONG_ON_PURPOSE, ...ALIKE].includes(name)) return false;
  return /fromStack|synth\(|packFindings|assemblyOfStack/.test(fs.readFileSync(file, 'utf8'));
}

/** Returns the folder of this state of the tree, so that templates of other states are never used. */
export function folderOfTree(): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) addTo(hash, path.join(ROOT, source));
  return path.join(CACHE, hash.digest('hex').slice(0, 16));
}

/** Returns the folder with the templates of a test file. After the whole file has passed, it has a file named `complete`. */
export function folderOfTest(folder: string, file: string): string {
  return path.join(folder, path.relative(ROOT, file));
}

/** Removes the templates of states of the tree that no test has used for a day. */
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
