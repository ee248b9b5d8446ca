import { spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const REPOSITORY = path.resolve(__dirname, '../..');
const APPS = path.join(REPOSITORY, 'test/languages');
const BINARIES = path.join(REPOSITORY, 'node_modules/.bin');
const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8'));

/** The lowest versions that this package goes with. */
export const PEERS = Object.fromEntries(Object.entries<string>(peerDependencies).map(([name, range]) => [name, range.replace('^', '')]));

/** The version that this package is tested with. */
export const CDK: string = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'node_modules/aws-cdk-lib/package.json'), 'utf8')).version;

/** What came of a command. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command while others run; whatever it prints is kept. */
export function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      // Tests run with NODE_ENV=test, which a user's synthesis does not.
      env: { ...process.env, NODE_ENV: undefined, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject).on('close', (status) => resolve({ status, output }));
  });
}

async function mustRun(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { status, output } = await run(command, args, cwd, env);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} in ${cwd} failed with ${status}:\n${output}`);
  return output;
}

/** This package in every language that it is published for, and apps that have it installed, in a folder outside of the checkout. */
export class LanguagePackages {
  public readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-languages-')));
  /** What the apps are about: its handlers and its schema. */
  private readonly orders = path.join(this.root, 'orders');

  /** Generates the packages of all languages at once, from one npm package. */
  public async generate(): Promise<void> {
    fs.cpSync(path.join(REPOSITORY, 'examples/orders/handlers'), path.join(this.orders, 'handlers'), { recursive: true });
    fs.cpSync(path.join(REPOSITORY, 'examples/orders/order.schema.json'), path.join(this.orders, 'order.schema.json'));
    await this.pacmak(['js', 'python', 'java', 'go', 'dotnet'], '.', 'packages');
  }

  /** The folder of the package of a language. */
  public packageOf(language: string): string {
    return path.join(this.root, 'packages', language);
  }

  /** Installs the npm package, without running scripts; gives the command that runs the app. */
  public async typescript(): Promise<string> {
    const folder = this.app('typescript');
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const [tarball] = fs.readdirSync(this.packageOf('js'));
    const packages = [path.join(this.packageOf('js'), tarball), `aws-cdk-lib@${CDK}`, `constructs@${PEERS.constructs}`, `cdk-nag@${PEERS['cdk-nag']}`];
    await mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...packages], folder);
    return `${path.join(BINARIES, 'tsx')} ${path.join(folder, 'app.ts')}`;
  }

  /** Builds the wheel and installs it into an environment of its own. */
  public async python(): Promise<string> {
    const folder = this.app('python');
    const venv = path.join(folder, '.venv');
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
    await mustRun('python3', ['-m', 'venv', venv], folder);
    const python = path.join(venv, 'bin/python');
    await mustRun(python, [...pip, 'wheel', '--no-deps', '--wheel-dir', folder, this.packageOf('python')], folder);
    const [wheel] = fs.readdirSync(folder).filter((name) => name.endsWith('.whl'));
    await mustRun(python, [...pip, 'install', '--no-compile', path.join(folder, wheel)], folder);
    return `${python} ${path.join(folder, 'app.py')}`;
  }

  /**
   * Builds the jar, and the app with it.
   *
   * @param cdk the version of aws-cdk-lib, in place of the range that the package asks for: a repository may not list its versions
   */
  public async java(cdk: string): Promise<string> {
    const folder = this.app('java');
    fs.cpSync(this.packageOf('java'), path.join(folder, 'cdk-sec3'), { recursive: true });
    const pom = path.join(folder, 'cdk-sec3/pom.xml');
    fs.writeFileSync(pom, pinned(pinned(fs.readFileSync(pom, 'utf8'), 'aws-cdk-lib', cdk), 'cdknag', PEERS['cdk-nag']));
    const goals = ['package', 'dependency:build-classpath', '-Dmdep.outputFile=classpath', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'];
    await mustRun('mvn', ['--batch-mode', '--quiet', ...goals], folder);
    const classpath = fs.readFileSync(path.join(folder, 'orders/classpath'), 'utf8');
    return `java -cp ${path.join(folder, 'orders/target/classes')}:${classpath} Orders`;
  }

  /** Builds the app with the generated module. */
  public async go(): Promise<string> {
    const folder = this.app('go');
    // The module of cdk-nag 3 is made of its npm package as its maintainers do: not every proxy has it.
    await this.pacmak(['go'], path.join(REPOSITORY, 'node_modules/cdk-nag'), 'cdk-nag');
    fs.writeFileSync(
      path.join(folder, 'go.mod'),
      `module orders

go 1.25

require github.com/cdk-sec3/cdk-sec3-go/cdksec3 v0.0.0

replace github.com/cdk-sec3/cdk-sec3-go/cdksec3 => ${path.join(this.packageOf('go'), 'cdksec3')}

replace github.com/cdklabs/cdk-nag-go/cdknag/v3 => ${path.join(this.root, 'cdk-nag/go/cdknag')}
`,
    );
    await mustRun('go', ['mod', 'tidy'], folder);
    await mustRun('go', ['build', '-o', 'orders', '.'], folder);
    return path.join(folder, 'orders');
  }

  /** Synthesizes an app by the CDK CLI. */
  public async synthesize(app: string, outdir: string, args: readonly string[] = []): Promise<Run> {
    const cdk = [path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--no-version-reporting'];
    const env = { ORDERS: this.orders, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false' };
    return run(process.execPath, [...cdk, ...args, '--app', app, '--output', outdir], this.root, env);
  }

  public remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private app(language: string): string {
    const folder = path.join(this.root, language);
    fs.cpSync(path.join(APPS, language), folder, { recursive: true });
    return folder;
  }

  private async pacmak(targets: readonly string[], project: string, outdir: string): Promise<void> {
    const args = [project, '--code-only', '--no-npmignore', '--outdir', path.join(this.root, outdir), ...targets.flatMap((target) => ['--target', target])];
    await mustRun(path.join(BINARIES, 'jsii-pacmak'), args, REPOSITORY);
  }
}

/** A POM with one version of a dependency in place of a range. */
function pinned(pom: string, artifact: string, version: string): string {
  return pom.replace(new RegExp(`(<artifactId>${artifact}</artifactId>\\s*<version>)[^<]*`), `$1${version}`);
}
