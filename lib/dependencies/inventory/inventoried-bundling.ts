import * as fs from 'fs';
import * as path from 'path';
import { AssetStaging } from 'aws-cdk-lib';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import { BundleOutput, hasMetafile, inventoryBundle } from './bundle-inventory';
import { shippedAsset } from '../../functions';

const PROGRAM = 'dependency-inventory';

/** The lock files that the CDK searches for, in its order. */
const LOCK_FILES = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', 'package-lock.json'];

/** The modules that are external by default in the CDK: the AWS SDK, which is part of the runtime. */
const DEFAULT_EXTERNAL = ['@aws-sdk/*', '@smithy/*'];

/**
 * Adds a bill of materials, `sbom.cdx.json`, to the bundled code of a Node.js function, and stubs of the packages, so that Amazon Inspector finds
 * them. The commands of the app's own hooks run first. The bill of materials is made from esbuild's metafile. The metafile does not ship, even if the
 * app requests it.
 *
 * @returns the props with changed `bundling`; unchanged if there is nothing to bundle or no lock file
 */
export function inventoriedBundling<P extends nodejs.NodejsFunctionProps>(props: P): P {
  const lock = props.code === undefined ? lockFileOf(props) : undefined;
  if (lock === undefined) return props;
  const root = path.resolve(props.projectRoot ?? path.dirname(lock));
  const { bundling = {} } = props;
  const commandHooks = new InventoryHooks(bundling, path.relative(root, lock), path.relative(root, shippedAsset(PROGRAM)));
  return { ...props, bundling: { ...bundling, metafile: true, commandHooks } };
}

class InventoryHooks implements nodejs.ICommandHooks {
  constructor(
    private readonly bundling: nodejs.BundlingOptions,
    private readonly lock: string,
    private readonly program: string,
  ) {
    // The CDK hashes bundling options; the hash has to be the same on all machines.
    for (const name of ['bundling', 'lock', 'program']) Object.defineProperty(this, name, { enumerable: false });
  }

  public beforeBundling(inputDir: string, outputDir: string): string[] {
    return this.bundling.commandHooks?.beforeBundling(inputDir, outputDir) ?? [];
  }

  public beforeInstall(inputDir: string, outputDir: string): string[] {
    return this.bundling.commandHooks?.beforeInstall(inputDir, outputDir) ?? [];
  }

  public afterBundling(inputDir: string, outputDir: string): string[] {
    const commands = this.bundling.commandHooks?.afterBundling(inputDir, outputDir) ?? [];
    if (inputDir === AssetStaging.BUNDLING_INPUT_DIR) return [...commands, this.inContainer(inputDir, outputDir)];
    return this.onHost(commands, { output: outputDir, folder: inputDir, lock: path.join(inputDir, this.lock), external: this.external });
  }

  /**
   * Returns the commands. The last one is the inventory. If esbuild has run by the time the CDK reads that command, the inventory is made in this
   * process instead, because starting another process would take longer than the inventory itself. Code that reads the commands without iterating
   * over them gets the command.
   */
  private onHost(commands: string[], bundle: BundleOutput): string[] {
    const program = path.resolve(bundle.folder, this.program, 'index.js');
    const command = [process.execPath, program, bundle.output, bundle.folder, bundle.lock, ...bundle.external].map(quotedOnHost).join(' ');
    function* inTurn(): Generator<string> {
      yield* commands;
      if (hasMetafile(bundle.output)) inventoryBundle(bundle);
      else yield command;
    }
    return Object.defineProperty([...commands, command], Symbol.iterator, { value: inTurn });
  }

  /** Returns the command for a container. The container has only the project: this package has to be installed in it. */
  private inContainer(inputDir: string, outputDir: string): string {
    const posix = (file: string): string => path.posix.join(inputDir, file.split(path.sep).join('/'));
    const folder = this.bundling.workingDirectory ?? '/';
    if (this.program.startsWith('..') || path.isAbsolute(this.program)) {
      // Without a bill of materials, the packages are unknown, and the gate reports this. The metafile must never ship.
      return `rm -f ${quoted(`${outputDir}/index.meta.json`)}`;
    }
    return ['node', posix(`${this.program}/index.js`), outputDir, folder, posix(this.lock), ...this.external].map(quoted).join(' ');
  }

  private get external(): readonly string[] {
    return this.bundling.externalModules ?? DEFAULT_EXTERNAL;
  }
}

/** Returns the lock file that the CDK uses; undefined if there is none or if there are several. In these cases the CDK itself throws. */
function lockFileOf({ depsLockFilePath }: nodejs.NodejsFunctionProps): string | undefined {
  if (depsLockFilePath !== undefined) return path.resolve(depsLockFilePath);
  for (let at = process.cwd(); ; at = path.dirname(at)) {
    const found = LOCK_FILES.map((name) => path.join(at, name)).filter((file) => fs.existsSync(file));
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    if (at === path.dirname(at)) return undefined;
  }
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replace(/'/g, "'\\''")}'`;
}

function quotedOnHost(argument: string): string {
  return process.platform === 'win32' ? `"${argument}"` : quoted(argument);
}
