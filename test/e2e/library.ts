import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';

const REPOSITORY = path.resolve(__dirname, '../..');

/**
 * Returns a file that replaces `test/tsconfig.json`, so that programs load the library as users do: in one file, with its packages, and only the used
 * part of cdk-nag. Loading its sources takes twice as long. It is bundled again for each state of the tree.
 */
export function tsconfigOfBundle(): string {
  const folder = path.join(process.env.SEC3_KEPT_TEMPLATES!, 'library');
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    // Concurrent processes may do so, and the file is always complete.
    const made = fs.mkdtempSync(`${folder}-`);
    buildSync({
      entryPoints: [path.join(REPOSITORY, 'lib/index.ts')],
      outfile: path.join(made, 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      keepNames: true,
      alias: { 'cdk-nag': 'cdk-nag/lib/nag-pack' },
      external: ['aws-cdk-lib', 'constructs', 'cdk-nag', 'xmlbuilder2', 'libxmljs2'],
    });
    fs.writeFileSync(path.join(made, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths: { 'cdk-sec3': ['./index.js'] } } }));
    try {
      fs.renameSync(made, folder);
    } catch {
      fs.rmSync(made, { recursive: true });
    }
  }
  return path.join(folder, 'tsconfig.json');
}
