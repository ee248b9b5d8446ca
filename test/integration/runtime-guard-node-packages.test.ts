import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { NODE_PACKAGES, NODE_PEERS, NODE_WORK } from '../runtime-guard/packages/node-packages';
import { testPackages } from '../runtime-guard/packages/suite';
import { HANDLER } from '../runtime-guard/packages/trial';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { nodeBinary, npmInstall } from '../tools/node-releases';
import { RuntimeClients } from '../tools/runtime-clients';

const MAJOR = 24;
const task = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-node-packages-'));
const layer = unpackLayer();

afterAll(() => {
  for (const made of [task, layer]) fs.rmSync(made, { recursive: true, force: true });
});

testPackages({
  versions: { ...NODE_PACKAGES, ...Object.fromEntries(Object.entries(NODE_WORK).map(([name, of]) => [name, NODE_PACKAGES[of]])) },
  prepare: () => {
    npmInstall(task, [...Object.entries(NODE_PACKAGES).map(([name, version]) => `${name}@${version}`), ...NODE_PEERS]);
    fs.cpSync(path.join(__dirname, '../runtime-guard/functions/node-packages'), task, { recursive: true });
    const client = new RuntimeClients().client(MAJOR, HANDLER);
    return { interpreter: nodeBinary(MAJOR), client, env: { AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${MAJOR}.x` }, task, layer };
  },
  document: 'node-packages.md',
  part: 'node-packages',
  stopped: ['bcrypt: nativeAddon', 'mysql2: dynamicCode', 'sharp: nativeAddon'],
});
