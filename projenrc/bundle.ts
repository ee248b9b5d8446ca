/**
 * Bundles what jsii compiled. `bundle/` contains one file for each room, one for each of its tables and one for each package that a room needs. A
 * file is read on first use of its content, so importing the library costs only what is used of it. Users install no packages except the peers.
 */
import * as fs from 'fs';
import * as path from 'path';
import type { Metafile } from 'esbuild';
import { Chunks } from './bundle/chunks';
import { lazyIndex, reexported } from './bundle/lazy-index';
import { publicApi } from './bundle/public-api';
import { thirdPartyNotices } from './bundle/third-party-notices';
import { bundledPackages } from '../lib/dependencies/inventory/bundled-packages';
import { SBOM_NAME } from '../lib/dependencies/inventory/code-digest';
import { inventory } from '../lib/dependencies/inventory/inventory';
import { DeclaredLinks } from '../lib/dependencies/inventory/locks/declared-links';
import { readLocks } from '../lib/dependencies/inventory/locks/read-locks';
import { sbomOf } from '../lib/dependencies/sbom/sbom';

const root = path.join(__dirname, '..');
const source = path.join(root, 'build');
const target = path.join(root, 'bundle');

/** The only used class of cdk-nag, without its rule packs, which take five times as long to load as this library. */
const NAG_PACK = `
try {
  module.exports = require('cdk-nag/lib/nag-pack');
} catch (e) {
  // A later version may have it elsewhere.
  if (e.code !== 'MODULE_NOT_FOUND') throw e;
  module.exports = require('cdk-nag');
}`;

/** An optional dependency of the CycloneDX library for XML, which this library does not write. */
const ABSENT = "throw new Error('is not part of cdk-sec3');";

void bundle();

async function bundle(): Promise<void> {
  fs.rmSync(target, { recursive: true, force: true });
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const chunks = new Chunks({ root, source, target, external: Object.keys(peerDependencies), standIns: { 'cdk-nag': NAG_PACK, 'xmlbuilder2': ABSENT } });
  const publicFiles = reexported(path.join(source, 'index.js'));
  const checkedClass = path.join(source, 'public-api', 'checked-class.js');
  const metafile = await chunks.write([...publicFiles, checkedClass, path.join(source, 'cli', 'main.js')]);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const api = publicApi(root, require(path.join(source, 'index.js')));
  fs.writeFileSync(path.join(target, 'public-api.json'), JSON.stringify(api));
  const checks = { file: checkedClass, classes: Object.keys(api.classes) };
  fs.writeFileSync(path.join(target, 'index.js'), lazyIndex(publicFiles, (file) => chunks.locate(file), checks));
  fs.writeFileSync(path.join(target, 'THIRD-PARTY-NOTICES'), thirdPartyNotices(root, metafile));
  fs.writeFileSync(path.join(target, SBOM_NAME), billOfMaterials(metafile));
}

/**
 * Writes the bill of materials. Vulnerability scanners read it instead of a lock file, because users' lock files do not list the bundled packages.
 */
function billOfMaterials(metafile: Metafile): string {
  const lock = path.join(root, 'package-lock.json');
  const { locked } = readLocks([lock]);
  const links = new DeclaredLinks([lock], locked);
  const { packages, unknown } = bundledPackages({ metafile, folder: root, external: [], installed: new Set(), links });
  return sbomOf('cdk-sec3', inventory(packages, locked, unknown, ({ path: place }) => place));
}
