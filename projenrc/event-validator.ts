import * as fs from 'fs';
import * as path from 'path';
import { buildSync, BuildOptions } from 'esbuild';

/** What compiled schemas call of ajv, by the names that ajv calls it. */
const AJV_HELPERS = ['ajv/dist/runtime/equal', 'ajv/dist/runtime/ucs2length', 'ajv/dist/runtime/uri', 'ajv-formats/dist/formats'];

/** What the layers of validated functions have in common; synthesis adds the schemas of each function. */
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
  buildSync({ ...options, entryPoints: ['node/quarantine-queue.ts'], outfile: path.join(target, 'quarantine.cjs'), format: 'cjs' });
  for (const helper of AJV_HELPERS) {
    const { outputFiles } = buildSync({ ...options, entryPoints: [require.resolve(helper)], format: 'cjs', keepNames: false, legalComments: 'none', write: false });
    const file = path.join(target, 'ajv', `${helper.replace(/\//g, '.')}.js`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, outputFiles[0].contents);
  }
}
