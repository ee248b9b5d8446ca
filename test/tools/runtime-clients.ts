import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { NodeMajor, npmInstall } from './node-releases';
import { sharedFolder } from './shared-folder';

/** Start of a runtime client: the arguments of `node`, and the folder of the runtime. */
export interface RuntimeClient {
  readonly args: readonly string[];
  readonly folder: string;
}

const VERSIONS = { 3: '3.3.0', 4: '4.0.2' };

/** Lambda's own runtime client for Node.js, aws-lambda-ric from npm, with its addon built as at installation. */
export class RuntimeClients {
  private readonly folder = sharedFolder(`aws-lambda-ric-${Object.values(VERSIONS).join('-')}`, build);

  /** Returns the client: version 3 runs on Node.js 20, version 4 needs 22. */
  public client(major: NodeMajor, handler: string): RuntimeClient {
    return major < 22
      ? { args: [path.join(this.package(3), 'bin/index.mjs'), handler], folder: this.package(3) }
      : { args: [path.join(this.package(4), 'index.mjs')], folder: this.package(4) };
  }

  private package(major: 3 | 4): string {
    return packageIn(this.folder, major);
  }
}

function packageIn(folder: string, major: 3 | 4): string {
  return path.join(folder, `${major}/node_modules/aws-lambda-ric`);
}

function build(folder: string): void {
  for (const major of [3, 4] as const) npmInstall(path.join(folder, `${major}`), [`aws-lambda-ric@${VERSIONS[major]}`]);
  // Both have the same source of the addon, except for its path.
  fs.copyFileSync(buildAddon(packageIn(folder, 3), packageIn(folder, 4)), path.join(packageIn(folder, 3), 'dist/rapid-client.node'));
}

/** Builds the addon as `npm install` does with node-gyp, but with the headers of the Node.js that runs the tests instead of downloaded ones. */
function buildAddon(third: string, fourth: string): string {
  const source = fs.readFileSync(path.join(third, 'src/rapid-client.cc'), 'utf8');
  if (source !== fs.readFileSync(path.join(fourth, 'src/native/rapid-client.cc'), 'utf8')) throw new Error('the addons of aws-lambda-ric 3 and 4 differ');
  run('sh', ['scripts/preinstall.sh'], fourth);
  const headers = path.join(path.dirname(fs.realpathSync(process.execPath)), '../include/node');
  const flags = ['-std=c++17', '-O2', '-fPIC', '-shared', '-w', '-DNODE_GYP_MODULE_NAME=rapid_client', '-DNAPI_CPP_EXCEPTIONS'];
  const includes = ['-I../node-addon-api', `-I${headers}`, '-Ideps/artifacts/include'];
  const libraries = ['deps/artifacts/lib/libaws-lambda-runtime.a', 'deps/artifacts/lib/libcurl.a', '-pthread'];
  run('g++', [...flags, ...includes, 'src/native/rapid-client.cc', '-o', 'rapid-client.node', ...libraries], fourth);
  return path.join(fourth, 'rapid-client.node');
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stdout.slice(-2000)}${stderr.slice(-2000)}`);
}
