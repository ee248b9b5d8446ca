import * as fs from 'fs';
import * as path from 'path';
import { buildSync, BuildOptions } from 'esbuild';

/** The modules that compiled schemas call, with a substitute for some. */
const HELPERS: { readonly [name: string]: string | undefined } = {
  'ajv/dist/runtime/equal': 'node/equal.ts',
  'ajv/dist/runtime/ucs2length': undefined,
  'ajv/dist/runtime/uri': undefined,
  'ajv-formats/dist/formats': undefined,
  'cdk-sec3/multiple-of': '../../lib/json/multiple-of.ts',
  'cdk-sec3/unique-items': '../../lib/json/unique-items.ts',
  'cdk-sec3/validate-once': '../../lib/json/validate-once.ts',
};

/** The parts that functions load on demand. */
const PARTS = { quarantine: 'node/quarantine-queue.ts', redaction: 'node/redaction/index.ts' };

/** Builds the shared part of the layers of validated functions. Synthesis adds the schemas of each function. */
export function eventValidator(source: string, target: string): void {
  const options: BuildOptions = {
    absWorkingDir: source,
    bundle: true,
    platform: 'node',
    target: 'node20.11',
    minify: true,
    keepNames: true,
    legalComments: 'linked',
    logLevel: 'warning',
  };
  buildSync({
    ...options,
    entryPoints: ['node/handler.mjs'],
    outfile: path.join(target, 'handler.mjs'),
    format: 'esm',
    external: ['./schemas.mjs'],
    define: { __filename: 'import.meta.filename' },
  });
  for (const [name, entry] of Object.entries(PARTS)) buildSync({ ...options, entryPoints: [entry], outfile: path.join(target, `${name}.cjs`), format: 'cjs' });
  // Python needs no bundling: Lambda finds the package in the folder `python` of a layer.
  fs.cpSync(path.join(source, 'python'), path.join(target, 'python'), { recursive: true, filter: (file) => !file.endsWith('__pycache__') });
  for (const [helper, standIn] of Object.entries(HELPERS)) {
    const { outputFiles } = buildSync({ ...options, entryPoints: [standIn ?? require.resolve(helper)], format: 'cjs', keepNames: false, legalComments: 'none', write: false });
    const file = path.join(target, 'helpers', `${helper.replace(/\//g, '.')}.js`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, outputFiles[0].contents);
  }
}
