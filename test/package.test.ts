import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { linksIn } from '../projenrc/links';

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
const MANIFEST = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

test('the package contains only bundled code, its types, deployed assets, schemas and documents', () => {
  const expected = [
    /^build\/([\w-]+\/)*[\w-]+\.d\.ts$/,
    /^bundle\/((packages|[\w-]+-tables)\/)?[\w.-]+\.js$/,
    /^bundle\/(sbom\.cdx\.json|public-api\.json|THIRD-PARTY-NOTICES)$/,
    /^assets\//,
    /^bin\/cdk-sec3$/,
    /^docs\/((constructs|quick-start)\/)?[\w-]+\.(md|svg)$/,
    /^(README|API|RULES|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
    /^(package\.json|\.jsii|LICENSE)$/,
  ];
  expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('assets contain only bundles, their inventories, layers and schemas', () => {
  const expected = [
    /^assets\/(bulletin-feed|code-signing|dependency-inventory|dependency-review|fuzz-harness|inspector-scanning|secret-rotation)\/index\.js(\.LEGAL\.txt)?$/,
    // Inventories of bundled packages, for Amazon Inspector and for the gate.
    /^assets\/(bulletin-feed|code-signing|dependency-review|inspector-scanning|secret-rotation)\/sbom\.cdx\.json$/,
    /^assets\/(bulletin-feed|code-signing|inspector-scanning|secret-rotation)\/node_modules\/(@[\w-]+\/)?[\w-]+\/package\.json$/,
    /^assets\/event-validator\/(handler\.mjs|redaction\.cjs|quarantine\.cjs|quarantine\.cjs\.LEGAL\.txt|helpers\/[\w.-]+\.js)$/,
    /^assets\/event-validator\/python\/sec3_event_validator\/(redaction\/)?\w+\.py$/,
    /^assets\/fuzz-harness\/\w+\.py$/,
    /^assets\/runtime-guard\.zip$/,
    /^assets\/(bulletin-event|certified-dependencies|guard-record|security-report)\.schema\.json$/,
  ];
  expect(files.filter((file) => file.startsWith('assets/') && !expected.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('everything that is built for deployment is in the package', () => {
  const built = ASSETS.filter((entry) => entry.isFile()).map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
  expect(built.length).toBeGreaterThan(0);
  expect(files).toEqual(expect.arrayContaining(built));
});

test('main and bin exist, and the types need only peer dependencies', () => {
  const { main, types, bin, dependencies, bundledDependencies, peerDependencies } = MANIFEST;
  expect(files).toEqual(expect.arrayContaining([main, types, bin['cdk-sec3'], 'bundle/cli.js']));
  expect({ dependencies, bundledDependencies }).toEqual({});
  const imported = [...typesFrom(types)].flatMap(importsOf).filter((name) => !name.startsWith('.'));
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((name) => !Object.keys(peerDependencies).some((peer) => name === peer || name.startsWith(`${peer}/`)))).toEqual([]);
});

/** Returns the type files that users' compilers read. */
function typesFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const name of importsOf(file).filter((one) => one.startsWith('.'))) {
    const target = path.posix.join(path.posix.dirname(file), name);
    typesFrom([`${target}.d.ts`, `${target}/index.d.ts`].find((one) => files.includes(one))!, seen);
  }
  return seen;
}

function importsOf(file: string): string[] {
  return [...fs.readFileSync(path.join(ROOT, file), 'utf8').matchAll(/(?:\bfrom |\bimport\()['"](.+?)['"]/g)].map(([, name]) => name);
}

test.each(files.filter((file) => file.endsWith('.md')))('relative links of %s lead to files in the package', (file) => {
  const links = linksIn(fs.readFileSync(path.join(ROOT, file), 'utf8')).map((link) => link.split('#')[0]).filter((link) => link !== '' && !/^\w+:/.test(link));
  expect(links.filter((link) => !files.includes(path.posix.join(path.posix.dirname(file), link)))).toEqual([]);
});

test('no file contains a private key or a key of AWS', () => {
  const secrets = files.filter((file) => {
    const found = fs.readFileSync(path.join(ROOT, file), 'latin1').match(/-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[0-9A-Z]{16}\b/g) ?? [];
    // Value that the fuzzer gives to handlers instead of a key.
    return found.some((secret) => secret !== 'AKIASEC3FUZZ00000000');
  });
  expect(secrets).toEqual([]);
});

test('the package has at most 5 MB, and 20 MB unpacked', () => {
  process.stderr.write(`npm pack: ${(pack.size / 1e6).toFixed(1)} MB, ${(pack.unpackedSize / 1e6).toFixed(1)} MB unpacked, ${files.length} files\n`);
  expect(pack.size).toBeLessThanOrEqual(5e6);
  expect(pack.unpackedSize).toBeLessThanOrEqual(20e6);
});
