import * as fs from 'fs';
import * as path from 'path';
import { NODE_MAJORS, nodeBinary, NodeMajor, npmInstall } from '../../test/tools/node-releases';
import { pipInstall, pythonReleases } from '../../test/tools/python-releases';
import { RuntimeClients } from '../../test/tools/runtime-clients';
import { sharedFolder } from '../../test/tools/shared-folder';

/** A managed runtime: the content of `/var/lang` and of `/var/runtime`. */
export interface LambdaRuntime {
  readonly language: string;
  readonly runtime: string;
}

/** The AWS SDK packages of Lambda's Node.js that functions here use. */
const SDK = ['client-dynamodb', 'client-lambda', 'client-secrets-manager', 'client-sns', 'client-sqs', 'lib-dynamodb'].map((name) => `@aws-sdk/${name}`);
const PYTHON_PACKAGES = ['awslambdaric==4.2.2', 'boto3==1.44.8'];

/**
 * Returns a runtime by its name in Lambda, such as `nodejs24.x` or `python3.12`.
 *
 * @throws Error if this machine doesn't have it
 */
export function lambdaRuntime(name: string): LambdaRuntime {
  const [, family, version] = /^(nodejs|python)([\d.]+?)(?:\.x)?$/.exec(name) ?? [];
  if (family === 'nodejs') return nodeRuntime(Number(version));
  if (family === 'python') return pythonRuntime(version);
  throw new Error(`The stage has no runtime ${name}: it has those of Node.js and Python`);
}

function nodeRuntime(version: number): LambdaRuntime {
  const major = NODE_MAJORS.find((known) => known === version);
  if (!major) throw new Error(`The stage has no Node.js ${version}`);
  return { language: path.resolve(nodeBinary(major), '../..'), runtime: nodeClient(major) };
}

/** Returns the folder of the runtime client, next to the SDK. */
function nodeClient(major: NodeMajor): string {
  const versions = SDK.map((name) => JSON.parse(fs.readFileSync(path.join(__dirname, '../../node_modules', name, 'package.json'), 'utf8')).version as string);
  const { folder: client } = new RuntimeClients().client(major, '');
  const clientVersion = (JSON.parse(fs.readFileSync(path.join(client, 'package.json'), 'utf8')) as { version: string }).version;
  return sharedFolder(`lambda-nodejs-${clientVersion}-${[...new Set(versions)].join('-')}`, (folder) => {
    npmInstall(folder, SDK.map((name, index) => `${name}@${versions[index]}`));
    fs.cpSync(client, folder, { recursive: true, filter: (file) => !['deps', 'src', 'scripts', 'node_modules'].includes(path.relative(client, file)) });
  });
}

function pythonRuntime(version: string): LambdaRuntime {
  const release = pythonReleases().find(({ minor }) => minor === version);
  if (!release) throw new Error(`This machine has no Python ${version}`);
  const runtime = sharedFolder(`lambda-python-${version}-${PYTHON_PACKAGES.join('-')}`, (folder) => pipInstall(release, folder, PYTHON_PACKAGES));
  return { language: path.resolve(fs.realpathSync(release.binary), '../..'), runtime };
}
