/** Builds the code that runs outside of the CDK app. Each folder of lambda/ and each program results in one entry of assets/. */
import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { eventValidator } from './event-validator';
import { runtimeGuardLayer } from './runtime-guard-layer';
import { inventoryBundle, METAFILE } from '../lib/dependencies/inventory/bundle-inventory';
import { setShippedModes } from '../lib/functions/code/shipped-files';

const root = path.join(__dirname, '..');
const source = path.join(root, 'lambda');
const target = path.join(root, 'assets');

fs.mkdirSync(target, { recursive: true });
const built = folders(source)
  .filter((name) => fs.existsSync(path.join(source, name, 'index.ts')))
  .map(functionBundle);
built.push(layer('runtime-guard', runtimeGuardLayer));
built.push(parts('event-validator', eventValidator));
built.push(program('dependency-inventory', 'dependencies/inventory/after-bundling.ts'));
built.push(fuzzHarness());
built.push(copy('bulletin-event.schema.json', path.join(root, 'lib', 'awareness')));
built.push(copy('certified-dependencies.schema.json', path.join(root, 'lib', 'dependencies')));
built.push(copy('security-report.schema.json', path.join(root, 'lib', 'report', 'security')));
built.push(copy('record.schema.json', path.join(source, 'runtime-guard'), 'guard-record.schema.json'));

setShippedModes(target);

// Files of earlier builds in assets/ must not be shipped.
for (const name of fs.readdirSync(target)) {
  if (!built.includes(name)) fs.rmSync(path.join(target, name), { recursive: true });
}

/**
 * Bundles a function in TypeScript into one file with all its imports, so that users need neither a bundler nor its dependencies. Also writes the
 * bill of materials.
 */
function functionBundle(name: string): string {
  const output = path.join(target, name);
  fs.rmSync(output, { recursive: true, force: true });
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [path.join('lambda', name, 'index.ts')],
    outfile: path.join(output, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    minify: true,
    legalComments: 'linked',
    // Names in stack traces and logs stay readable.
    keepNames: true,
    logLevel: 'warning',
    metafile: true,
  });
  fs.writeFileSync(path.join(output, METAFILE), JSON.stringify(metafile));
  inventoryBundle({ output, folder: root, lock: path.join(root, 'package-lock.json'), external: [] });
  return name;
}

/** Bundles a program of lib that runs in its own process. A single file starts faster than many modules. */
function program(name: string, entry: string): string {
  buildSync({
    entryPoints: [path.join(root, 'lib', entry)],
    outfile: path.join(target, name, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    // An optional dependency of the CycloneDX library, for XML.
    external: ['xmlbuilder2'],
    minify: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
  return name;
}

/** Writes a Lambda layer as a zip file. */
function layer(name: string, zip: (folder: string) => Uint8Array): string {
  const file = `${name}.zip`;
  fs.writeFileSync(path.join(target, file), zip(path.join(source, name)));
  return file;
}

/** Builds a folder with parts of the package. */
function parts(name: string, build: (from: string, to: string) => void): string {
  const fresh = fs.mkdtempSync(path.join(target, `.${name}-`));
  build(path.join(source, name), fresh);
  fs.chmodSync(fresh, 0o755);
  fs.rmSync(path.join(target, name), { recursive: true, force: true });
  fs.renameSync(fresh, path.join(target, name));
  return name;
}

/** Builds the programs with which the fuzzer runs handlers, one for each language. */
function fuzzHarness(): string {
  const name = 'fuzz-harness';
  buildSync({
    entryPoints: [path.join(source, name, 'node.ts')],
    outfile: path.join(target, name, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  for (const file of ['python.py', 'branches.py', 'other_hosts.py']) fs.copyFileSync(path.join(source, name, file), path.join(target, name, file));
  return name;
}

/** Copies a file that users of the package refer to. */
function copy(name: string, folder: string, as = name): string {
  fs.copyFileSync(path.join(folder, name), path.join(target, as));
  return as;
}

function folders(parent: string): string[] {
  return fs.readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
