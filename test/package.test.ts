import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '..');
const ASSETS = fs.readdirSync(path.join(ROOT, 'assets'), { recursive: true, withFileTypes: true });

interface Pack {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const run = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
// npm 12 lists packs by name.
const [pack] = Object.values(JSON.parse(run.stdout)) as Pack[];
const files = pack.files.map((file) => file.path);
const own = files.filter((file) => !file.startsWith('node_modules/'));
const { bundledDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { readonly bundledDependencies: string[] };

test('nothing is in the package but compiled code, what is deployed, schemas and documents', () => {
  const expected = [
    /^build\/([\w-]+\/)*[\w-]+\.(js|d\.ts)$/,
    /^build\/report\/security\/security-report\.schema\.json$/,
    /^assets\//,
    /^bin\/cdk-sec3$/,
    /^docs\/[\w-]+\.(md|svg)$/,
    /^(README|API|RULES|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
    /^(package\.json|\.jsii|LICENSE)$/,
  ];
  expect(own.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('assets hold bundles, what they were made of, layers and schemas', () => {
  const expected = [
    /^assets\/(bulletin-feed|code-signing|dependency-inventory|dependency-review|fuzz-harness|inspector-scanning|secret-rotation)\/index\.js(\.LEGAL\.txt)?$/,
    // Inventories of what is in a bundle, for Amazon Inspector and for the gate.
    /^assets\/(bulletin-feed|code-signing|dependency-review|inspector-scanning|secret-rotation)\/sbom\.cdx\.json$/,
    /^assets\/(bulletin-feed|code-signing|inspector-scanning|secret-rotation)\/node_modules\/(@[\w-]+\/)?[\w-]+\/package\.json$/,
    /^assets\/event-validator\/(handler\.mjs|redaction\.cjs|quarantine\.cjs|quarantine\.cjs\.LEGAL\.txt|ajv\/[\w.-]+\.js)$/,
    /^assets\/event-validator\/python\/sec3_event_validator\/(redaction\/)?\w+\.py$/,
    /^assets\/fuzz-harness\/python\.py$/,
    /^assets\/runtime-guard\.zip$/,
    /^assets\/(bulletin-event|certified-dependencies|security-report)\.schema\.json$/,
  ];
  expect(own.filter((file) => file.startsWith('assets/') && !expected.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('all of what is built for deployment is in it', () => {
  const built = ASSETS.filter((entry) => entry.isFile()).map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
  expect(built.length).toBeGreaterThan(0);
  expect(files).toEqual(expect.arrayContaining(built));
});

test('every compiled file has its types, and the package starts where it says', () => {
  const compiled = own.filter((file) => file.startsWith('build/') && file.endsWith('.js'));
  expect(files).toEqual(expect.arrayContaining(compiled.map((file) => file.replace(/\.js$/, '.d.ts'))));
  expect(compiled).toEqual(expect.arrayContaining(['build/index.js', 'build/cli/main.js']));
});

test('what it needs at run time comes with it', () => {
  expect(files).toEqual(expect.arrayContaining(bundledDependencies.map((name) => `node_modules/${name}/package.json`)));
});

test('no file holds a private key or a key of AWS', () => {
  const secrets = own.filter((file) => {
    const found = fs.readFileSync(path.join(ROOT, file), 'latin1').match(/-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[0-9A-Z]{16}\b/g) ?? [];
    // What the fuzzer gives to handlers, in place of a key.
    return found.some((secret) => secret !== 'AKIASEC3FUZZ00000000');
  });
  expect(secrets).toEqual([]);
});

test('it has at most 8 MB', () => {
  process.stderr.write(`npm pack: ${(pack.size / 1e6).toFixed(1)} MB, ${(pack.unpackedSize / 1e6).toFixed(1)} MB unpacked, ${files.length} files\n`);
  expect(pack.size).toBeLessThan(8e6);
});
