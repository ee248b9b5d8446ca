import { inventoryBundle } from './bundle-inventory';

/**
 * The program that runs after esbuild, in a separate process or in the container that bundles:
 *
 *   node index.js <output> <folder> <lock file> [<external module> ...]
 */
const [output, folder, lock, ...external] = process.argv.slice(2);
try {
  inventoryBundle({ output, folder, lock, external });
} catch (e) {
  process.stderr.write(`cdk-sec3 can't tell which packages are in the bundle: ${(e as Error).message}\n`);
  process.exitCode = 1;
}
