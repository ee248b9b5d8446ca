/** Builds what runs inside AWS: each folder of lambda/ gives one entry of assets/. */
import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';

const root = path.join(__dirname, '..');
const source = path.join(root, 'lambda');
const target = path.join(root, 'assets');

const built = folders(source)
  .filter((name) => fs.existsSync(path.join(source, name, 'index.ts')))
  .map(functionBundle);

// Nothing that was once in assets/ is shipped by accident.
fs.mkdirSync(target, { recursive: true });
for (const name of fs.readdirSync(target)) {
  if (!built.includes(name)) fs.rmSync(path.join(target, name), { recursive: true });
}

/** A function in TypeScript: one file with all that it imports, so that its users need neither a bundler nor its dependencies. */
function functionBundle(name: string): string {
  buildSync({
    entryPoints: [path.join(source, name, 'index.ts')],
    outfile: path.join(target, name, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    minify: true,
    legalComments: 'linked',
    // Names in stack traces and logs stay readable.
    keepNames: true,
    logLevel: 'warning',
  });
  return name;
}

function folders(parent: string): string[] {
  return fs.readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
